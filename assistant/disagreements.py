"""Disagreements: what is quoted, beside other words or figures in force for the same thing."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.composing import Composed, Disagreement, Part
from assistant.conflicts import Statement, disagree, lists_disagree, wording
from assistant.features import Candidate
from assistant.generation import Generation
from assistant.lists import list_quotes
from assistant.picking import MOST_QUOTES, Picked
from assistant.quotes import Quote, sentence_quote
from assistant.terms import terms


def with_disagreements(
    part: Part,
    picked: Picked,
    generation: Generation,
    superseded: Collection[str],
) -> Part:
    """Return a part with each claim that is disputed set beside the other wordings of it.

    What was replaced disputes nothing. All sides of it are shown, and with them no more than
    MOST_QUOTES claims.
    """
    candidates = [c for c in picked.candidates if c.passage.chunk.document not in superseded]
    claims = part.composed.claims
    if part.composed.is_list:
        if claims[0][0].document in superseded:
            return part
        return _with_other_lists(part, candidates, generation)
    in_force = [claim for claim in claims if claim[0].document not in superseded]
    left: list[tuple[Quote, ...]] = []
    found: list[Disagreement] = []
    shown: set[Quote] = set()
    for claim in claims:
        if claim[0] in shown:
            continue
        others = _other_sides(claim, in_force, candidates, generation)
        sides = [claim, *others] if claim in in_force else [claim]
        if len(sides) == 1:
            left.append(claim)
            continue
        shown.update(side[0] for side in sides)
        found.append(Disagreement(_topic(claim[0]), tuple(Composed((side,)) for side in sides)))
    room = max(MOST_QUOTES - len(shown), 0) if found else len(left)
    kept = tuple(claim for claim in left if claim[0] not in shown)[:room]
    return replace(part, composed=replace(part.composed, claims=kept), disagreements=tuple(found))


def _other_sides(
    claim: tuple[Quote, ...],
    claims: Sequence[tuple[Quote, ...]],
    candidates: Sequence[Candidate],
    generation: Generation,
) -> Iterator[tuple[Quote, ...]]:
    """Yield what disputes a claim: other claims, then sentences that were found and not quoted."""
    own = _statement(claim[0], generation)
    seen = [wording(claim[0].text)]
    quoted = [other for other in claims if other != claim]
    said = frozenset(terms(claim[0].text))  # what shares no term with it does not dispute it
    unquoted = [(sentence_quote(c),) for c in candidates if not said.isdisjoint(c.terms)]
    for side in [*quoted, *unquoted]:
        if side[0].section == claim[0].section or wording(side[0].text) in seen:
            continue
        if disagree(own, _statement(side[0], generation)):
            seen.append(wording(side[0].text))
            yield side


def _with_other_lists(part: Part, candidates: Sequence[Candidate], generation: Generation) -> Part:
    """Return a list with every other list under the same heading that holds other things."""
    items = part.composed.claims
    first = items[0][0]
    sides = [part.composed]
    for candidate in candidates:
        chunk, start = candidate.passage.chunk, candidate.sentence.list_start
        same_place = (chunk.document, chunk.section) == (first.document, first.section)
        if start is None or same_place or not chunk.section or not first.section:
            continue
        if wording(chunk.section[-1]) != wording(first.section[-1]):
            continue
        quotes = tuple((quote,) for quote in list_quotes(candidate, generation.document))
        if not quotes:
            continue
        texts = [[claim[0].text for claim in side.claims] for side in sides]
        other = [quote.text for (quote,) in quotes]
        if all(lists_disagree(other, text) for text in texts):
            sides.append(replace(part.composed, claims=quotes))
    if len(sides) == 1:
        return part
    found = Disagreement(_topic(first), tuple(sides))
    return replace(part, composed=replace(part.composed, claims=()), disagreements=(found,))


def _statement(quote: Quote, generation: Generation) -> Statement:
    title = generation.records[quote.document].title
    return Statement(quote.document, title, quote.section, quote.text)


def _topic(quote: Quote) -> str:
    return quote.section[-1] if quote.section else quote.text

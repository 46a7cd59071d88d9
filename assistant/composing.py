"""Composing: what to quote, from the sentences picked: a whole list, or a few sentences."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.documents import Document, heading_name
from assistant.features import FEATURES, Candidate
from assistant.finding import Finding
from assistant.lists import contents_asked_for, is_item, list_asked_for
from assistant.ordinals import asks_beyond
from assistant.picking import LEAST_SHARE, MOST_QUOTES, Picked
from assistant.questions import Question
from assistant.quotes import Quote, sentence_quote
from assistant.terms import terms, words

MOST_WORDS = 160
ENOUGH_SHARE = 0.9
"""Sentences are added until their shares sum to this."""
MOST_NEAREST = 2
"""So many sentences are shown where nothing answers."""
NEAR = ((0.4, 0.2), (0.3, 0.5))
"""They are shown if their cosine with the question and the share of the question's words
in their passage reach both figures of a pair; measured in docs/decisions.md."""
ANOTHER_WORDING = 0.6
"""Sentences this alike (shared terms over all terms) are wordings of one thing."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What is quoted, a tuple of quotes for each claim: all say the same, word for word.

    With `is_list` they are the items of one list, whose heading is `list_name` if it has one; with
    `is_contents` they are the headings of the document of that name.
    """

    claims: tuple[tuple[Quote, ...], ...]
    is_list: bool = False
    list_name: str = ""
    is_contents: bool = False


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What the documents say differently about one topic, side by side."""

    topic: str
    sides: tuple[Composed, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What answers one question of a message, and the chance that it does.

    What is disputed is among the disagreements and not in `composed`.
    """

    question: Question
    composed: Composed
    confidence: float
    disagreements: tuple[Disagreement, ...] = ()


def compose_parts(
    findings: Sequence[Finding], document: Callable[[str], Document]
) -> tuple[list[Part], list[Question]]:
    """Return what answers each question of a message, and the questions that are not answered.

    Nothing is quoted twice. A question that asks for more than those before it and finds only
    what they found is not answered.
    """
    parts: list[Part] = []
    missing: list[Question] = []
    quoted: set[Quote] = set()
    asked_before: set[str] = set()
    for finding in findings:
        if finding.picked and finding.enough:
            composed = compose_quotes(finding.question, finding.picked, document)
            new = tuple(claim for claim in composed.claims if not _is_told(claim[0], quoted))
            if _asks_beyond(finding, composed):
                new = ()
            quoted.update(claim[0] for claim in new)
            if new:
                part = Part(finding.asked, replace(composed, claims=new), finding.picked.right)
                parts.append(part)
            elif not asked_before.issuperset(finding.asked.terms):
                missing.append(finding.asked)
        else:
            missing.append(finding.asked)
        asked_before.update(finding.asked.terms)
    return parts, missing


def compose_contents(finding: Finding, document: Callable[[str], Document]) -> list[Part]:
    """Return what the document holds that a question only names, where no sentence answers it."""
    picked = finding.picked
    listed = picked and contents_asked_for(finding.question, picked.candidates, document)
    if not picked or not listed:
        return []
    claims = tuple((quote,) for quote in listed)
    title = document(listed[0].document).title
    composed = Composed(claims, is_list=True, list_name=title, is_contents=True)
    return [Part(finding.asked, composed, picked.answerable)]


def _asks_beyond(finding: Finding, composed: Composed) -> bool:
    """Return whether what is asked for is the nth thing of a list that has fewer.

    A list of one, or one whose section has another, is only a part of what its heading names.
    """
    if not composed.is_list or finding.picked is None:
        return False
    told = {claim[0].start for claim in composed.claims}
    section = composed.claims[0][0].section
    here = [c for c in finding.picked.candidates if c.passage.chunk.section == section]
    of = [c.list_terms for c in here if c.sentence.start in told]
    return (
        len(told) > 1
        and all(c.sentence.start in told for c in here if is_item(c))
        and asks_beyond(
            finding.question.text,
            len(told),
            frozenset(terms(composed.list_name)).union(*of),
        )
    )


def _is_told(quote: Quote, told: Collection[Quote]) -> bool:
    """Return whether a quote is among those told, or one of them says it in more words."""
    if quote in told or not told:
        return quote in told
    own = set(terms(quote.text))
    return bool(own) and any(
        own <= set(terms(other.text)) for other in told if quote.section[-1:] == other.section[-1:]
    )


def compose_quotes(
    question: Question, picked: Picked, document: Callable[[str], Document]
) -> Composed:
    """Return what to quote in answer to a question: one list, or at most MOST_QUOTES sentences."""
    listed = list_asked_for(question, picked.candidates, document)
    if listed:
        section = listed[0].section
        name = heading_name(section[-1]) if section else ""
        return Composed(tuple((quote,) for quote in listed), is_list=True, list_name=name)
    claims: list[list[Quote]] = []
    for candidate in _with_what_they_lead_to(_sentences_to_quote(picked), picked):
        quote = sentence_quote(candidate)
        same = next((c for c in claims if words(c[0].text) == words(quote.text)), None)
        if same is not None:
            same.append(quote)
        elif len(claims) < MOST_QUOTES and _fits(claims, quote):
            claims.append([quote])
    return Composed(tuple(tuple(claim) for claim in claims))


def nearest_quotes(picked: Picked) -> list[Quote]:
    """Return the best sentences for a question that is not answered, as far as they are near it."""
    said = [c for c in picked.candidates if c.sentence.list_start is None or is_item(c)]
    return [sentence_quote(c) for c in said[:MOST_NEAREST] if _is_near(c)]


def _is_near(candidate: Candidate) -> bool:
    shared = float(candidate.features[FEATURES.index("passage_coverage")])
    return any(_cosine(candidate) >= cosine and shared >= share for cosine, share in NEAR)


def _cosine(candidate: Candidate) -> float:
    return float(candidate.features[FEATURES.index("cosine")])


def _sentences_to_quote(picked: Picked) -> Iterator[Candidate]:
    """Yield candidates until they are likely to hold the answer, then other wordings of them."""
    together = 0.0
    shown: list[Candidate] = []
    for candidate, share in zip(picked.candidates, picked.shares, strict=True):
        likely = together < ENOUGH_SHARE and share >= LEAST_SHARE * picked.shares[0]
        if likely or any(_alike(candidate, other) for other in shown):
            together += share
            shown.append(candidate)
            yield candidate


def _with_what_they_lead_to(chosen: Iterator[Candidate], picked: Picked) -> Iterator[Candidate]:
    """Yield sentences once each, one that ends in a colon with the sentence after it."""
    at = {(c.passage.row, c.sentence.start): c for c in picked.candidates}
    seen: set[tuple[int, int]] = set()
    for candidate in chosen:
        row, sentences = candidate.passage.row, candidate.passage.chunk.sentences
        number = sentences.index(candidate.sentence)
        leads = candidate.text.endswith(":")
        for sentence in sentences[number : number + 1 + leads]:
            if (row, sentence.start) not in seen:
                seen.add((row, sentence.start))
                yield at[row, sentence.start]


def _alike(candidate: Candidate, other: Candidate) -> bool:
    either = candidate.terms | other.terms
    return len(candidate.terms & other.terms) >= ANOTHER_WORDING * max(len(either), 1)


def _fits(claims: Sequence[Sequence[Quote]], quote: Quote) -> bool:
    total = sum(len(claim[0].text.split()) for claim in claims) + len(quote.text.split())
    return not claims or total <= MOST_WORDS

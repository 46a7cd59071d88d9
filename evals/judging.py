"""Judging: what is right and wrong with the actual answer to a case, and at which step."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answers import Answer, Citation
from assistant.documents import Document
from evals.cases import Case, ExpectedQuote, Place
from evals.metrics import overlap
from evals.tracing import Search

Step = Literal["citation", "route", "gate", "retrieval", "picking", "wording"]
STEPS: dict[Step, str] = {
    "citation": "a citation does not stand in its document",
    "route": "taken for another kind of message",
    "gate": "refused or answered, and should not have been",
    "retrieval": "the passage was not among those found",
    "picking": "the passage was found and the sentence not quoted",
    "wording": "words are missing from the answer or should not be in it",
}
"""Where an answer can go wrong, in the order in which faults are named."""


@dataclass(frozen=True, slots=True)
class Actual:
    """What became of a case: the answer, the searches behind it, and how long it took."""

    answer: Answer
    searches: tuple[Search, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an answer, and the step that made it so."""

    step: Step
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is right and wrong with an answer.

    Of `citations`, `supported` overlap an expected quote; of the quotes `expected`, `found` are
    cited. Of `quoted`, citations and nearest quotes together, `verbatim` stand as given. The
    ranks, from 1, are of the first passage found and of the first sentence ranked that hold an
    expected quote, whether the answer shows them or not.
    """

    case: Case
    actual: Actual
    faults: tuple[Fault, ...]
    citations: int
    supported: int
    expected: int
    found: int
    quoted: int
    verbatim: int
    first_right: bool
    passage_rank: int | None
    quote_rank: int | None

    @property
    def correct(self) -> bool:
        """Whether nothing is wrong with the answer."""
        return not self.faults

    @property
    def refused(self) -> bool:
        """Whether the answer is that the documents do not hold one."""
        return self.actual.answer.status == "not_found"

    @property
    def answered(self) -> bool:
        """Whether the documents were quoted in answer, in whole or in part."""
        return self.actual.answer.status in ("answered", "partial")


def judge(case: Case, actual: Actual, documents: Mapping[str, Document]) -> Judgement:
    """Judge the actual answer to a case."""
    answer, expected = actual.answer, case.expected
    acceptable = [p for q in expected.quotes + expected.also for p in q.places(documents)]
    supported = [_cites(citation, acceptable) for citation in answer.citations]
    wanted = [place for quote in expected.quotes for place in quote.places(documents)]
    whole = [(d, 0, len(documents[d].text)) for d in expected.documents if d in documents]
    missing = [
        quote
        for quote in expected.quotes
        if not any(_cites(c, quote.places(documents)) for c in answer.citations)
    ]
    quoted = [*answer.citations, *answer.nearest]
    verbatim = [is_verbatim(citation, documents) for citation in quoted]
    return Judgement(
        case=case,
        actual=actual,
        faults=tuple(_faults(case, actual, missing, verbatim, documents)),
        citations=len(supported),
        supported=sum(supported),
        expected=len(expected.quotes),
        found=len(expected.quotes) - len(missing),
        quoted=len(quoted),
        verbatim=sum(verbatim),
        first_right=bool(supported and supported[0]),
        passage_rank=_passage_rank(wanted or whole, actual.searches),
        quote_rank=_quote_rank(wanted, actual.searches),
    )


def is_verbatim(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Return whether a citation stands in its document exactly where it says."""
    document = documents.get(citation.document)
    return document is not None and (
        document.text[citation.start : citation.end] == citation.quote != ""
    )


def contains(text: str, words: str) -> bool:
    """Return whether a text holds words, whatever their case.

    `a|b` is either of two; a word that ends in `*` may go on.
    """
    plain = " ".join(re.sub(r"\[\d+\]", " ", text).replace("’", "'").casefold().split())
    for either in words.replace("’", "'").casefold().split("|"):
        pattern = re.escape(either.removesuffix("*"))
        after = "" if either.endswith("*") else r"(?!\w)"
        if re.search(rf"(?<!\w){pattern}{after}", plain):
            return True
    return False


def _cites(citation: Citation, places: Sequence[Place]) -> bool:
    return _within((citation.document, citation.start, citation.end), places)


def _within(own: Place, places: Sequence[Place]) -> bool:
    return any(own[0] == place[0] and overlap(own[1:], place[1:]) for place in places)


def _passage_rank(places: Sequence[Place], searches: Sequence[Search]) -> int | None:
    passages = searches[0].passages if searches else ()
    spans = [(p.chunk.document, p.chunk.start, p.chunk.end) for p in passages]
    return next((rank for rank, own in enumerate(spans, 1) if _within(own, places)), None)


def _quote_rank(places: Sequence[Place], searches: Sequence[Search]) -> int | None:
    picked = searches[0].picked if searches else None
    spans = [
        (c.passage.chunk.document, c.sentence.start, c.sentence.end)
        for c in (picked.candidates if picked else ())
    ]
    return next((rank for rank, own in enumerate(spans, 1) if _within(own, places)), None)


def _faults(
    case: Case,
    actual: Actual,
    missing: Sequence[ExpectedQuote],
    verbatim: Sequence[bool],
    documents: Mapping[str, Document],
) -> Iterator[Fault]:
    answer, expected = actual.answer, case.expected
    if not all(verbatim):
        wrong = len(verbatim) - sum(verbatim)
        yield Fault("citation", f"{wrong} of {len(verbatim)} citations do not stand as given.")
    uncited = [claim for claim in answer.claims if not claim.citations]
    if uncited:
        yield Fault("citation", f"Said without a citation: {uncited[0].text!r}.")
    if answer.route not in expected.route:
        yield Fault("route", f"Taken as {answer.route}, not {' or '.join(expected.route)}.")
    if expected.urgent_help not in ("any", answer.urgent_help):
        shown, hoped = answer.urgent_help or "none", expected.urgent_help or "none"
        yield Fault("route", f"Urgent help shown: {shown}; expected: {hoped}.")
    if answer.status not in expected.status:
        wanted = " or ".join(expected.status)
        chance = max((search.chance for search in actual.searches), default=None)
        put = "" if chance is None else f" The chance of an answer was put at {chance:.2f}."
        yield Fault("gate", f"Status {answer.status}, expected {wanted}.{put}")
        return
    if answer.status in ("answered", "partial"):
        for quote in missing:
            yield _missing_quote(quote, actual.searches, documents)
    for words in expected.must_contain:
        if not contains(answer.text, words):
            yield Fault("wording", f"Does not say {words!r}.")
    for words in expected.must_not_contain:
        if contains(answer.text, words):
            yield Fault("wording", f"Says {words!r}.")


def _missing_quote(
    quote: ExpectedQuote, searches: Sequence[Search], documents: Mapping[str, Document]
) -> Fault:
    rank = _passage_rank(quote.places(documents), searches)
    if rank is not None:
        return Fault("picking", f"{quote.any[0]!r} is not quoted; its passage came {rank}.")
    count = len(searches[0].passages) if searches else 0
    return Fault("retrieval", f"{quote.any[0]!r} is not among the {count} passages found.")

"""Suggestions: next questions that the documents answer, near what was quoted."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice

from assistant.answers import Audience, Citation, Turn
from assistant.chunks import Chunk
from assistant.documents import heading_name
from assistant.finding import Finder
from assistant.terms import STOP_WORDS, question_terms, terms

MOST = 3
STARTERS = 4
MOST_TRIED = 12
"""So many headings are tried for one answer."""
MOST_WORDS = 6

_EMPTY_HEADING = re.compile(
    r"^(?:introduction|contents|purpose|scope|background|summary|overview|conclusion|references"
    r"|further (?:information|reading)|appendix.*|annex.*|notes?|foreword|page .*|figure .*"
    r"|table .*|slide .*|version.*|document control|contact(?: us)?|about this .*)$",
    re.IGNORECASE,
)
_IS_QUESTION = re.compile(r"^(?:what|who|when|where|why|how|which|can|do|does|is|are)\b.*\?$", re.I)
_CLAUSE = re.compile(
    r"^(?:if|when|before|after|while|unless|until|where|who|how|what|why|which|whether)\s",
    re.IGNORECASE,
)
_DOING = re.compile(r"^\w{2,}ing\s", re.IGNORECASE)
_YEARS = re.compile(r"(?:\s(?:from|to|and|for|\d[\d/–-]*))+$")
_PREPOSITION = re.compile(r"\s(?:for|of|with|in|to|on|from|at|by|about|and)\s", re.IGNORECASE)
_YOUR = re.compile(r"\byour\b", re.IGNORECASE)
_OWNED = re.compile(r"^(?:our|the)\s", re.IGNORECASE)


class Suggester:
    """Knows which questions about the headings of one generation it answers."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._generation = finder.generation
        self._superseded = finder.superseded
        self._sure: dict[str, bool] = {}
        self._known: dict[str, bool] = {}
        self._starters: dict[Audience | None, tuple[str, ...]] = {}

    def starters(self, audience: Audience | None = None) -> tuple[str, ...]:
        """Return at most STARTERS questions, on what the trust calls its own first."""
        if audience not in self._starters:
            chunks = self._generation.chunks
            first: dict[str, int] = {}
            for row in self._rows_for(audience):
                first.setdefault(chunks.facts.headings[row], row)
            headings = sorted(filter(None, first), key=lambda name: _OWNED.match(name) is None)
            tried = [chunks[first[heading]] for heading in headings[:MOST_TRIED]]
            self._starters[audience] = tuple(islice(self._answered(tried, ()), STARTERS))
        return self._starters[audience]

    def after(
        self,
        near: Sequence[Chunk],
        citations: Sequence[Citation],
        asked: Sequence[str],
        audience: Audience | None = None,
    ) -> tuple[str, ...]:
        """Return at most MOST questions about what stands near what was found.

        Those come first that are answered for certain. Else sections of the documents quoted do,
        those nearest to a quote before others; then those of the other passages found. Never one
        that is `asked` already.
        """
        quoted = {(citation.document, citation.section) for citation in citations}
        documents = {citation.document for citation in citations}
        beside = self._generation.chunks_of(documents)
        chunks = [*nearest_first(beside, quoted), *near]
        chunks = [c for c in chunks if (c.document, c.section) not in quoted]
        chunks = [c for c in self._for_audience(chunks, audience) if c.section]
        quoted_headings = [section[-1] for _, section in quoted if section]
        about = [frozenset(question_terms(text)) for text in [*asked, *quoted_headings]]
        return tuple(islice(self._answered(chunks, about), MOST))

    def _answered(
        self, chunks: Iterable[Chunk], about: Collection[frozenset[str]]
    ) -> Iterator[str]:
        """Yield the questions about chunks' headings that are answered, the certain ones first."""
        unsure = []
        for question, chunk in _questions_about(chunks, about):
            if question not in self._sure:
                self._sure[question] = self._finder.surely_answers(question, chunk)
            if self._sure[question]:
                yield question
            else:
                unsure.append(question)
        for question in unsure:
            if question not in self._known:
                self._known[question] = self._finder.answers(question)
            if self._known[question]:
                yield question

    def _rows_for(self, audience: Audience | None) -> list[int]:
        """Return the rows of the chunks in force, those of documents for an audience first."""
        records, document = self._generation.records, self._generation.chunks.document
        rows = range(len(self._generation.chunks))
        in_force = [row for row in rows if document(row) not in self._superseded]
        return sorted(
            in_force, key=lambda row: not _is_for(records[document(row)].entry.audience, audience)
        )

    def _for_audience(self, chunks: Iterable[Chunk], audience: Audience | None) -> list[Chunk]:
        """Return chunks in force, those of documents for an audience first."""
        records = self._generation.records
        in_force = [chunk for chunk in chunks if chunk.document not in self._superseded]
        return sorted(
            in_force,
            key=lambda chunk: not _is_for(records[chunk.document].entry.audience, audience),
        )


def _questions_about(
    chunks: Iterable[Chunk], about: Collection[frozenset[str]]
) -> Iterator[tuple[str, Chunk]]:
    """Yield a question about each heading, with its first chunk; none is about the same twice."""
    seen = set(about)
    first: dict[str, Chunk] = {}
    for chunk in chunks:
        first.setdefault(chunk.section[-1], chunk)
    for heading, chunk in islice(first.items(), MOST_TRIED):
        question = question_about(heading, is_title=len(chunk.section) == 1)
        subject = frozenset(question_terms(question)) if question else frozenset()
        if question and subject and subject not in seen:
            seen.add(subject)
            yield question, chunk


def question_about(heading: str, *, is_title: bool = False) -> str | None:
    """Return the question that the section under a heading answers, or None for an empty one.

    With `is_title` the heading is the document's title.
    """
    name = heading_name(heading).strip(" .:")
    if not terms(name) or len(name.split()) > MOST_WORDS or _EMPTY_HEADING.match(name):
        return None
    if _IS_QUESTION.match(f"{name}?") and heading.rstrip().endswith("?"):
        return f"{name.rstrip('?')}?"
    if not re.fullmatch(r"[\w’'/&, -]+", name):
        return None
    if _CLAUSE.match(name) or (is_title and not _OWNED.match(name)):
        return f"Tell me about “{name}”"
    subject = _YOUR.sub("my", _in_sentence(name))
    plural = _is_plural(name)
    if _OWNED.match(name):
        return f"What {'are' if plural else 'is'} {subject}?"
    if plural and " " in name and not (_PREPOSITION.search(name) or _DOING.match(name)):
        return f"What are the {subject}?"
    return f"Tell me about {subject}"


def _is_plural(name: str) -> bool:
    several = _OWNED.match(name) is not None and re.search(r",| and ", name) is not None
    first = _YEARS.sub("", _PREPOSITION.split(name)[0])
    return several or re.search(r"[^us]s$", first) is not None


def asked_before(question: str, history: Sequence[Turn]) -> list[str]:
    """Return every question of a conversation, this one last."""
    return [*(turn.question for turn in history), question]


def _in_sentence(name: str) -> str:
    """Return a heading as it stands inside a sentence: without the capital it begins with.

    A name or a title keeps it; a heading all in capitals loses all of them.
    """
    first, *rest = name.split()
    if name.isupper() and rest:
        return name.lower()
    is_name = first.isupper() or any(letter.isupper() for letter in first[1:])
    later = [word for word in rest if word.isalpha() and word not in STOP_WORDS]
    is_title = bool(later) and all(word[0].isupper() for word in later)
    keeps = (is_name or is_title) and not _OWNED.match(name)
    return name if keeps else name[0].lower() + name[1:]


def _is_for(audiences: Collection[Audience], audience: Audience | None) -> bool:
    return audience is None or audience in audiences


def nearest_first(
    chunks: Sequence[Chunk], quoted: Collection[tuple[str, tuple[str, ...]]]
) -> list[Chunk]:
    """Return chunks by how many of their document stand between them and the nearest quoted."""
    apart: list[int] = []
    for _, own in groupby(chunks, key=lambda chunk: chunk.document):
        apart += _places_apart([(chunk.document, chunk.section) in quoted for chunk in own])
    first = next((i for i, places in enumerate(apart) if not places), 0)
    order = sorted(range(len(chunks)), key=lambda i: (apart[i], i < first))
    return [chunks[i] for i in order]


def _places_apart(quoted: Sequence[bool]) -> list[int]:
    """Return how many places each is from the nearest that is quoted."""

    def since_quoted(places: Iterable[bool]) -> Iterator[int]:
        since = len(quoted)
        for is_quoted in places:
            since = 0 if is_quoted else min(since + 1, len(quoted))
            yield since

    behind = since_quoted(quoted)
    ahead = [*since_quoted(reversed(quoted))][::-1]
    return [min(both) for both in zip(behind, ahead, strict=True)]

"""Where an answer comes from: each passage with its quoted words marked."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers import Answer, Citation
from assistant.assistant import Assistant
from assistant.documents import Document, Line
from assistant.web.reading import Piece, Span, mark

MARGIN = 200


@dataclass(frozen=True, slots=True)
class Source:
    """Citations that stand in one section and page, and the passage around them, a line each."""

    citations: tuple[Citation, ...]
    passage: tuple[tuple[Piece, ...], ...]

    @property
    def first(self) -> Citation:
        """The citation that stands first."""
        return self.citations[0]


def find_sources(assistant: Assistant, answer: Answer) -> list[Source]:
    """Return the sources of an answer's citations, in the order of their numbers."""
    cited = [*answer.citations, *answer.nearest]
    return [
        Source(group, tuple(_passage(assistant.document(document_id, version), group)))
        for (document_id, version, _, _), group in _by_place(cited)
    ]


def _by_place(
    citations: Sequence[Citation],
) -> Iterator[tuple[tuple[str, str, tuple[str, ...], str | None], tuple[Citation, ...]]]:
    def place(citation: Citation) -> tuple[str, str, tuple[str, ...], str | None]:
        return (citation.document, citation.version, citation.section, citation.page)

    for key, group in itertools.groupby(citations, key=place):
        yield key, tuple(sorted(group, key=lambda citation: citation.start))


def _passage(
    document: Document | None, citations: Sequence[Citation]
) -> Iterator[tuple[Piece, ...]]:
    if document is None:
        for citation in citations:
            yield (Piece(citation.quote, marked=True),)
        return
    spans = [Span(citation.start, citation.end) for citation in citations]
    start, end = spans[0].start, max(span.end for span in spans)
    for line in _lines_around(document.lines, start, end):
        first, last = _cut(document.text, line, start, end)
        pieces = mark(document.text, first, last, spans)
        if first > line.start:
            pieces = (Piece("… "), *pieces)
        if last < line.end:
            pieces = (*pieces, Piece(" …"))
        yield pieces


def _lines_around(lines: Sequence[Line], start: int, end: int) -> Sequence[Line]:
    touched = [at for at, line in enumerate(lines) if line.start < end and start < line.end]
    if not touched:
        return ()
    first, last = touched[0], touched[-1]
    if first > 0 and lines[first].kind != "heading" and lines[first - 1].kind != "heading":
        first -= 1
    if last + 1 < len(lines) and lines[last + 1].kind != "heading":
        last += 1
    return lines[first : last + 1]


def _cut(text: str, line: Line, start: int, end: int) -> tuple[int, int]:
    """Return the part of a line within `MARGIN` of the quoted words, between whole words."""
    first, last = line.start, line.end
    if start - first > MARGIN:
        first = text.find(" ", min(start, last) - MARGIN) + 1
    if last - end > MARGIN:
        last = text.rfind(" ", first, max(end, line.start) + MARGIN)
    return first, last

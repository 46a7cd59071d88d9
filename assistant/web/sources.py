"""Where an answer comes from: each passage with its quoted words marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from assistant.answers import Answer, Citation
from assistant.assistant import Assistant
from assistant.documents import Document, Line
from assistant.web.reading import Piece, Span, mark

MARGIN = 200
MOST_NUMBERS = 2
"""Of more numbers in a row only the first and the last are shown."""


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words in a passage; `starts` are the numbers of the quotes that begin there."""

    text: str
    marked: bool = False
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Citations that stand in one section and page, and the passage around them, a line each."""

    citations: tuple[Citation, ...]
    passage: tuple[tuple[Words, ...], ...]

    @property
    def first(self) -> Citation:
        """The citation that stands first."""
        return self.citations[0]

    @property
    def numbers(self) -> str:
        """The numbers of the citations, three and more in a row as a span: "1–4, 7"."""
        runs: list[list[int]] = []
        for number in sorted(citation.number for citation in self.citations):
            if runs and runs[-1][-1] + 1 == number:
                runs[-1].append(number)
            else:
                runs.append([number])
        spans = (
            [f"{run[0]}–{run[-1]}"] if len(run) > MOST_NUMBERS else map(str, run) for run in runs
        )
        return ", ".join(chain.from_iterable(spans))


def find_sources(assistant: Assistant, answer: Answer) -> list[Source]:
    """Return the sources of an answer's citations, in the order of their numbers."""
    sources = []
    for group in _by_place([*answer.citations, *answer.nearest]):
        document = assistant.document(group[0].document, group[0].version)
        in_order = sorted(group, key=lambda citation: citation.start)
        sources.append(Source(tuple(group), tuple(_passage(document, in_order))))
    return sources


def _by_place(citations: Sequence[Citation]) -> Iterable[Sequence[Citation]]:
    places: dict[tuple[object, ...], list[Citation]] = {}
    for cited in citations:
        place = (cited.document, cited.version, cited.section, cited.page)
        places.setdefault(place, []).append(cited)
    return places.values()


def _passage(
    document: Document | None, citations: Sequence[Citation]
) -> Iterator[tuple[Words, ...]]:
    if document is None:
        for citation in citations:
            yield (Words(citation.quote, marked=True, starts=(citation.number,)),)
        return
    spans = [Span(citation.start, citation.end) for citation in citations]
    last: Line | None = None
    for line in _lines_around(document.lines, spans):
        if last is not None and document.text[last.end : line.start] != "\n":
            yield (Words("…"),)
        last = line
        yield _marked(document.text, line, citations)


def _lines_around(lines: Sequence[Line], spans: Sequence[Span]) -> Iterator[Line]:
    """Yield the lines with quoted words, each with its neighbours under the same heading."""
    quoted = [
        any(line.start < span.end and span.start < line.end for span in spans) for line in lines
    ]
    for at, line in enumerate(lines):
        beside = any(quoted[max(at - 1, 0) : at + 2])
        if quoted[at] or (beside and line.kind != "heading"):
            yield line


def _marked(text: str, line: Line, citations: Sequence[Citation]) -> tuple[Words, ...]:
    """Return a line with the quoted words marked, cut to what is near them."""
    within = [cited for cited in citations if line.start < cited.end and cited.start < line.end]
    start = within[0].start if within else line.start
    end = within[-1].end if within else line.start
    first, last = _cut(text, line, start, end)
    pieces = mark(text, first, last, [Span(cited.start, cited.end) for cited in within])
    before = (Words("… "),) if first > line.start else ()
    after = (Words(" …"),) if last < line.end else ()
    return (*before, *_numbered(pieces, first, within), *after)


def _numbered(pieces: Sequence[Piece], at: int, citations: Sequence[Citation]) -> Iterator[Words]:
    """Yield the pieces of a line from `at` on, each with the quotes that begin in it."""
    for piece in pieces:
        end = at + len(piece.text)
        starts = [cited.number for cited in citations if at <= cited.start < end and piece.marked]
        yield Words(piece.text, piece.marked, tuple(starts))
        at = end


def _cut(text: str, line: Line, start: int, end: int) -> tuple[int, int]:
    """Return the part of a line within `MARGIN` of the quoted words, between whole words."""
    first, last = line.start, line.end
    if start - first > MARGIN:
        space = text.find(" ", start - MARGIN, start)
        first = space + 1 if space >= 0 else start
    if last - end > MARGIN:
        last = max(text.rfind(" ", first, end + MARGIN), end)
    return first, last

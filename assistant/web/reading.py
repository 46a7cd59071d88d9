"""A document as it is read on a page: headings, paragraphs and lists, with a quote marked."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents import BlockKind, Document, Line


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text inside a line; `first` is set on the first marked one only."""

    text: str
    marked: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class PageStart:
    """A page that starts here: its place among the pages, from 1, and its label."""

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of a document, with the pages that start in it."""

    kind: BlockKind
    level: int
    anchor: str
    pieces: tuple[Piece, ...]
    start: int
    end: int
    new_pages: tuple[PageStart, ...] = ()
    ends_quote: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that stand together: the items of one list, the rows of one table, or one line."""

    kind: BlockKind
    lines: tuple[ReadLine, ...]

    @property
    def ends_quote(self) -> bool:
        """Whether the quoted words end here."""
        return any(line.ends_quote for line in self.lines)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a quote stands in a document's text."""

    start: int
    end: int


def read_span(start: str | None, end: str | None, length: int) -> Span | None:
    """Return the span that an address asks for, or None where it is not one of the text."""
    if not (_is_offset(start) and _is_offset(end)):
        return None
    span = Span(int(start or ""), int(end or ""))
    return span if span.start < span.end <= length else None


def lay_out(
    document: Document, span: Span | None = None, *, lines: Sequence[Line] | None = None
) -> list[Group]:
    """Return a document's lines in groups, or some of them, the text inside `span` marked."""
    read = [
        _read_line(document, line, span) for line in (document.lines if lines is None else lines)
    ]
    return [Group(kind, tuple(group)) for kind, group in _together(read)]


def mark(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Cut `text[start:end]` into pieces, the parts inside `spans` marked; spans are in order."""
    pieces = []
    at = start
    for span in spans:
        inner_start, inner_end = max(at, span.start), min(end, span.end)
        if inner_start >= inner_end:
            continue
        first = span is spans[0] and start <= span.start
        pieces += [
            Piece(text[at:inner_start]),
            Piece(text[inner_start:inner_end], marked=True, first=first),
        ]
        at = inner_end
    pieces.append(Piece(text[at:end]))
    return tuple(piece for piece in pieces if piece.text)


def _is_offset(value: str | None) -> bool:
    return value is not None and value.isascii() and value.isdigit() and len(value) < 12


def _read_line(document: Document, line: Line, span: Span | None) -> ReadLine:
    return ReadLine(
        kind=line.kind,
        level=line.level,
        anchor=f"at-{line.start}",
        pieces=mark(document.text, line.start, line.end, [span] if span else []),
        new_pages=tuple(
            PageStart(number, page.label)
            for number, page in enumerate(document.pages, 1)
            if line.start <= page.start <= line.end
        ),
        start=line.start,
        end=line.end,
        ends_quote=span is not None and line.start < span.end <= line.end,
    )


def _together(lines: Sequence[ReadLine]) -> Iterator[tuple[BlockKind, list[ReadLine]]]:
    for kind, group in itertools.groupby(lines, key=lambda line: line.kind):
        if kind in ("item", "row"):
            yield kind, list(group)
        else:
            for line in group:
                yield kind, [line]

"""Documents: reading text, one block a line, with its sections and pages."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from typing import Literal

from assistant.contents_pages import contents_lines
from assistant.normalise import normalise_block

BlockKind = Literal["heading", "paragraph", "item", "row", "caption", "footnote", "contents"]

_NUMBERING = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+|\d{1,2}(?=\s[A-Z])|[A-Za-z][.)])\s+"
)
PAGE_BREAK = "\f"
"""In the text of a `Block`: a new page starts here."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a reader found: one heading, paragraph, list item or table row, not yet normalised.

    A line end inside `text` is a line end of the source; `PAGE_BREAK` inside it, or at its
    start, begins a new page. `level` is 1 to 6 for a heading, and for an item how deep its
    list is nested, from 1. What stands on a contents page is found when they are joined.
    """

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader took from one file.

    `page_labels` names the pages in order, as printed on them; empty for a file without pages.
    """

    blocks: Sequence[Block]
    page_labels: Sequence[str] = ()
    title: str | None = None
    date: datetime.date | None = None
    source: str | None = None
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One block of a document's text: `text[start:end]` holds it, without the line end."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading path and the lines under it, up to the next heading: `text[start:end]`."""

    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a PDF or a slide: `text[start:end]`, and its label as printed."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus as the assistant reads it.

    Offsets count Unicode code points of `text`.
    """

    id: str
    path: str
    title: str
    text: str
    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    pages: tuple[Page, ...] = ()
    date: datetime.date | None = None
    source: str | None = None
    notes: tuple[str, ...] = field(default=())

    def page_at(self, offset: int) -> str | None:
        """Return the label of the page on which `offset` stands, or None without pages."""
        for page in self.pages:
            if page.start <= offset < page.end:
                return page.label
        return self.pages[-1].label if self.pages else None


def assemble_document(document_id: str, path: str, reading: Reading) -> Document:
    """Join a reader's blocks into a document's text, normalised, with offsets.

    Blocks that are empty once normalised are left out. Headings that head nothing are text.
    """
    parts: list[str] = []
    lines: list[Line] = []
    page_starts = [0]
    offset = 0
    for block in _with_words_under_headings(_with_contents_told(reading.blocks)):
        pieces = normalise_block(block.text).split(PAGE_BREAK)
        line = ""
        for number, piece in enumerate(pieces):
            if number:
                page_starts.append(offset + len(line))
            line += piece.lstrip() if not line else piece
        line = line.rstrip()
        if not line:
            continue
        parts.append(line)
        lines.append(Line(block.kind, offset, offset + len(line), block.level))
        offset += len(line) + 1
    text = "\n".join(parts)
    title = reading.title or _first_heading(reading.blocks) or path.rsplit("/", 1)[-1]
    return Document(
        id=document_id,
        path=path,
        title=title,
        text=text,
        lines=tuple(lines),
        sections=tuple(_sections(text, lines)),
        pages=tuple(_pages(page_starts, reading.page_labels, len(text))),
        date=reading.date,
        source=reading.source,
        notes=tuple(reading.notes),
    )


def heading_name(heading: str) -> str:
    """Return a heading without the number before it: "4.2 Leave" is "Leave", "24 hour care" not."""
    return _NUMBERING.sub("", heading)


def _with_contents_told(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks with the entries of contents pages, which are never quoted, told apart."""
    said = [place for place, block in enumerate(blocks) if block.text.strip()]
    headings = [blocks[place].text for place in said if blocks[place].kind == "heading"]
    told = list(blocks)
    entries = contents_lines([blocks[place].text for place in said], headings)
    for place, is_entry in zip(said, entries, strict=True):
        if is_entry:
            told[place] = replace(blocks[place], kind="contents", level=0)
    return told


def _with_words_under_headings(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks so that nothing is said in headings alone, which are never quoted.

    Values are often set as headings in a row with nothing under them: those are a list. In a
    poster all is set as headings: there the first stays one, if others follow.
    """
    said = [place for place, block in enumerate(blocks) if block.text.strip()]
    heads_nothing = [
        blocks[place].kind == "heading" and (after is None or _ends(blocks[place], blocks[after]))
        for place, after in zip_longest(said, said[1:])
    ]
    written = list(blocks)
    for at, (place, after) in enumerate(pairwise(said)):
        if all(heads_nothing[at : at + 2]) and blocks[place].level == blocks[after].level:
            written[place] = replace(blocks[place], kind="item", level=1)
            written[after] = replace(blocks[after], kind="item", level=1)
    if all(written[place].kind == "heading" for place in said):
        for place in said[1:] or said:
            written[place] = replace(blocks[place], kind="paragraph", level=0)
    return written


def _ends(heading: Block, after: Block) -> bool:
    """Tell whether the block after a heading ends its section."""
    return after.kind == "heading" and after.level <= heading.level


def _first_heading(blocks: Sequence[Block]) -> str | None:
    found = (normalise_block(block.text) for block in blocks if block.kind == "heading")
    return next((words.replace(PAGE_BREAK, "") for words in found if words.strip()), None)


def _sections(text: str, lines: Sequence[Line]) -> Iterator[Section]:
    path: list[tuple[int, str]] = []
    start = 0
    for line in lines:
        if line.kind != "heading":
            continue
        if line.start > start:
            yield Section(tuple(name for _, name in path), start, line.start)
        while path and path[-1][0] >= line.level:
            path.pop()
        path.append((line.level, text[line.start : line.end]))
        start = line.start
    if start < len(text):
        yield Section(tuple(name for _, name in path), start, len(text))


def _pages(starts: Sequence[int], labels: Sequence[str], length: int) -> Iterator[Page]:
    if not labels:
        return
    ends = [*starts[1:], length]
    for label, start, end in zip(labels, starts, ends, strict=False):
        yield Page(label, min(start, length), min(end, length))

"""PDF blocks: headings, paragraphs, items and table rows put together from rows of fragments."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.documents import PAGE_BREAK, Block, BlockKind
from assistant.readers.marks import BULLET, CLAUSE_NUMBER, split_item
from assistant.readers.pdf_fragments import Fragment
from assistant.readers.pdf_grids import Grid
from assistant.readers.pdf_order import Row
from assistant.readers.pdf_tables import Header, blocks_of_grid, split_tables
from assistant.readers.pdf_type import (
    body_size,
    is_caption,
    is_footnote,
    is_heading,
    leading_of,
    squeeze,
    with_levels,
)


def blocks_of_pages(pages: Sequence[Sequence[Row]], outline: Mapping[str, int]) -> list[Block]:
    """Return the blocks of all pages, each new page marked in the text where it begins.

    `outline` gives the level of each bookmark by its squeezed title; where type and bookmarks
    disagree on a heading's level, the bookmark counts.
    """
    body = body_size(pages)
    builder = _Builder(body, outline)
    for number, rows in enumerate(pages):
        if number:
            builder.start_page()
        leading = leading_of(rows)
        for part in split_tables(rows):
            if isinstance(part, Grid):
                builder.add_grid(part)
            elif isinstance(part, Fragment):
                builder.add_line(part, leading)
            else:
                builder.add_rows(part)
    return builder.finish()


@dataclass(slots=True)
class _Open:
    """The block that the next line may continue."""

    block: Block
    line: Fragment
    left: float
    right: float


class _Builder:
    """The blocks so far, and the one that is still open."""

    def __init__(self, body: float, outline: Mapping[str, int]) -> None:
        self.body = body
        self.outline = outline
        self.finished: list[tuple[Block, float]] = []
        self.open: _Open | None = None
        self.cut: _Open | None = None
        self.indents: list[float] = []
        self.breaks = ""
        self.header: Header | None = None

    def start_page(self) -> None:
        if self.cut:
            self._close()
            self.open, self.cut = self.cut, None
        self.breaks += PAGE_BREAK

    def add_grid(self, grid: Grid) -> None:
        rows, self.header = blocks_of_grid(grid, self.header if self.breaks else None)
        self.add_rows(rows)

    def add_rows(self, rows: Sequence[Block]) -> None:
        self._close()
        self.indents = []
        for row in rows:
            self.finished.append((replace(row, text=self._take_breaks() + row.text), 0.0))

    def add_line(self, line: Fragment, leading: float) -> None:
        self.header = None
        heading = is_heading(line, self.body, self.outline)
        aside: BlockKind | None = (
            "footnote" if is_footnote(line, self.body) else "caption" if is_caption(line) else None
        )
        item = None if heading or aside else self._item_of(line, leading)
        starts = item or aside
        if not starts and self.open and self._continues(self.open, line, leading, heading):
            self._extend(self.open, line)
            return
        if aside == "footnote" and self.open and self._is_cut(self.open):
            self.cut, self.open = self.open, None
        self._close()
        text = self._take_breaks() + _DOT_LEADER.sub(" … ", item or line.text)
        kind: BlockKind = aside or ("heading" if heading else "item" if item else "paragraph")
        level = self._depth_of(line) if kind == "item" else 0
        if kind in {"heading", "paragraph"}:
            self.indents = []
        self.open = _Open(Block(kind, text, level), line, line.left, line.right)

    def finish(self) -> list[Block]:
        self._close()
        self.open, self.cut = self.cut, None
        self._close()
        blocks = with_levels(self.finished, self.outline)
        if self.breaks and blocks:
            blocks[-1] = replace(blocks[-1], text=blocks[-1].text + self.breaks)
        return blocks

    def _take_breaks(self) -> str:
        breaks, self.breaks = self.breaks, ""
        return breaks

    def _close(self) -> None:
        if self.open:
            line = self.open.line
            self.finished.append((self.open.block, line.size + (0.5 if line.is_bold else 0)))
        self.open = None

    def _extend(self, current: _Open, line: Fragment) -> None:
        between = "\n" + self._take_breaks()
        current.block = replace(current.block, text=current.block.text + between + line.text)
        current.left = min(current.left, line.left)
        current.right = max(current.right, line.right)
        current.line = line

    def _is_cut(self, current: _Open) -> bool:
        """Tell whether a block runs on over the page; the page's footnotes then come before it."""
        is_prose = current.block.kind in {"paragraph", "item"}
        return is_prose and self.cut is None and not _ends_sentence(current.block.text)

    def _depth_of(self, line: Fragment) -> int:
        """Return how deep in its list an item is, by how far it is indented."""
        slack = 0.6 * line.size
        while self.indents and line.left < self.indents[-1] - slack:
            self.indents.pop()
        if not self.indents or line.left > self.indents[-1] + slack:
            self.indents.append(line.left)
        return min(len(self.indents), 6)

    def _item_of(self, line: Fragment, leading: float) -> str | None:
        """Return an item's words; a number at a line's start may be amid a paragraph."""
        item = split_item(line.text)
        if item is None:
            return None
        bullet = BULLET.match(line.text)
        if bullet and line.text[0] not in "-–—+":
            return item[1]
        is_amid = (
            self.open is not None
            and self.open.block.kind == "paragraph"
            and self._is_close(self.open, line, leading)
            and not _ends_sentence(self.open.block.text)
        )
        return None if is_amid else item[1]

    def _is_close(self, current: _Open, line: Fragment, leading: float) -> bool:
        step = (current.line.middle - line.middle) / line.size
        return 0 < step <= leading * 1.3 + 0.05

    def _continues(self, current: _Open, line: Fragment, leading: float, heading: bool) -> bool:
        same_type = abs(current.line.size - line.size) <= 0.12 * line.size
        if current.block.kind == "heading" or heading:
            return (
                heading
                and current.block.kind == "heading"
                and same_type
                and current.line.is_bold == line.is_bold
                and self._is_close(current, line, max(leading, 1.25))
                and squeeze(current.block.text) not in self.outline
                and not CLAUSE_NUMBER.match(line.text)
                and not self.breaks
            )
        if not same_type:
            return False
        goes_on = not _ends_sentence(current.block.text) or line.text[:1].islower()
        if self.breaks or line.middle >= current.line.middle:  # a new page, or a new column
            if current.block.kind not in {"paragraph", "item"}:
                return False
            if line.text[:1].islower():
                return True
            return goes_on and not CLAUSE_NUMBER.match(line.text) and _is_full(current, line)
        if not self._is_close(current, line, leading):
            return False
        if current.block.kind == "item":
            hangs = line.left > current.left + 0.4 * line.size
            return hangs or (goes_on and line.text[:1].islower())
        is_indented = line.left > current.line.left + 0.9 * line.size
        if _ends_sentence(current.block.text) and (is_indented or not _is_full(current, line)):
            return False
        return not CLAUSE_NUMBER.match(line.text) or "." not in line.text.split()[0]


# The dots between a title and its page in a table of contents.
_DOT_LEADER = re.compile(r"\s*\.(?:\s?\.){4,}\s*")


def _ends_sentence(text: str) -> bool:
    return text.rstrip("”’\"')]").endswith((".", "!", "?", ":", ";"))


def _is_full(current: _Open, line: Fragment) -> bool:
    """Tell whether the last line ends near where the longest lines do."""
    right = max(current.right, line.right) if line.middle < current.line.middle else current.right
    return current.line.right >= right - 0.2 * (right - current.left)

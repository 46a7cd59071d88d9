"""PDF blocks: headings, paragraphs, items and table rows put together from rows of fragments."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from assistant.documents import PAGE_BREAK, Block, BlockKind
from assistant.readers.marks import BULLET, CLAUSE_NUMBER, is_short, looks_like_heading, split_item
from assistant.readers.pdf_order import Row
from assistant.readers.pdf_tables import split_tables
from assistant.readers.pdf_words import Fragment


def blocks_of_pages(pages: Sequence[Sequence[Row]], outline: Mapping[str, int]) -> list[Block]:
    """Return the blocks of all pages, each new page marked in the text where it begins.

    `outline` gives the level of each bookmark by its squeezed title; where type and bookmarks
    disagree on a heading's level, the bookmark counts.
    """
    body = _body_size(pages)
    builder = _Builder(body, outline)
    for number, rows in enumerate(pages):
        if number:
            builder.start_page()
        leading = _leading(rows)
        for part in split_tables(rows):
            if isinstance(part, Fragment):
                builder.add_line(part, leading)
            else:
                builder.add_rows(part)
    return builder.finish()


def squeeze(text: str) -> str:
    """Return the letters and figures of a text alone, to compare words set differently."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _body_size(pages: Sequence[Sequence[Row]]) -> float:
    sizes: Counter[float] = Counter()
    for rows in pages:
        for row in rows:
            for fragment in row:
                sizes[fragment.size] += len(fragment.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def _leading(rows: Sequence[Row]) -> float:
    """Return the usual distance from one line of prose to the next, as a multiple of its size."""
    steps = [
        (above[0].middle - below[0].middle) / below[0].size
        for above, below in pairwise(rows)
        if above[0].size == below[0].size and above[0].middle > below[0].middle
    ]
    close = [step for step in steps if step < 2.5]
    return median(close) if close else 1.2


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
        self.breaks = ""

    def start_page(self) -> None:
        self.breaks += PAGE_BREAK

    def add_rows(self, rows: Sequence[Block]) -> None:
        self._close()
        for row in rows:
            self.finished.append((replace(row, text=self._take_breaks() + row.text), 0.0))

    def add_line(self, line: Fragment, leading: float) -> None:
        is_heading = self._is_heading(line)
        item = None if is_heading else self._item_of(line, leading)
        if not item and self.open and self._continues(self.open, line, leading, is_heading):
            self._extend(self.open, line)
            return
        self._close()
        text = self._take_breaks() + (item or line.text)
        kind: BlockKind = "heading" if is_heading else "item" if item else "paragraph"
        block = Block(kind, text, 1 if item else 0)
        self.open = _Open(block, line, line.left, line.right)

    def finish(self) -> list[Block]:
        self._close()
        blocks = _levelled(self.finished, self.outline)
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

    def _is_heading(self, line: Fragment) -> bool:
        """Tell a heading by a bookmark of the same words, by larger type, or by bold alone."""
        if BULLET.match(line.text) or not any(letter.isalpha() for letter in line.text):
            return False
        if squeeze(line.text) in self.outline:
            return line.is_bold or line.size > self.body * 1.02 or is_short(line.text)
        if line.size >= self.body * 1.15:
            return len(line.text) <= 150 and not line.text.endswith((".", ";", ","))
        return line.is_bold and line.size >= self.body * 0.95 and looks_like_heading(line.text)

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

    def _continues(self, current: _Open, line: Fragment, leading: float, is_heading: bool) -> bool:
        same_type = abs(current.line.size - line.size) <= 0.12 * line.size
        if current.block.kind == "heading" or is_heading:
            return (
                is_heading
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


def _ends_sentence(text: str) -> bool:
    return text.rstrip("”’\"')]").endswith((".", "!", "?", ":", ";"))


def _is_full(current: _Open, line: Fragment) -> bool:
    """Tell whether the last line ends near where the longest lines do."""
    right = max(current.right, line.right) if line.middle < current.line.middle else current.right
    return current.line.right >= right - 0.2 * (right - current.left)


_MOST_LEVELS = 6


def _levelled(finished: Sequence[tuple[Block, float]], outline: Mapping[str, int]) -> list[Block]:
    """Return the blocks, headings at the level of their bookmark or of their type's size."""
    sizes = sorted({size for block, size in finished if block.kind == "heading"}, reverse=True)
    blocks = []
    for block, size in finished:
        if block.kind == "heading":
            level = outline.get(squeeze(block.text), sizes.index(size) + 1)
            block = replace(block, level=min(level, _MOST_LEVELS))
        blocks.append(block)
    return blocks

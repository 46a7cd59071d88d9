"""PDF type: what the size and weight of type on the pages mean."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from assistant.documents import Block
from assistant.readers.marks import BULLET, is_short, looks_like_heading
from assistant.readers.pdf_fragments import Fragment
from assistant.readers.pdf_order import Row


def body_size(pages: Sequence[Sequence[Row]]) -> float:
    """Return the size that most letters of a document have."""
    sizes: Counter[float] = Counter()
    for rows in pages:
        for row in rows:
            for fragment in row:
                sizes[fragment.size] += len(fragment.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def leading_of(rows: Sequence[Row]) -> float:
    """Return the usual distance from one line of prose to the next, as a multiple of its size."""
    steps = [
        (above[0].middle - below[0].middle) / below[0].size
        for above, below in pairwise(rows)
        if above[0].size == below[0].size and above[0].middle > below[0].middle
    ]
    close = [step for step in steps if step < 2.5]
    return median(close) if close else 1.2


def is_heading(line: Fragment, body: float, outline: Mapping[str, int]) -> bool:
    """Tell a heading by a bookmark of the same words, by type larger than `body`, or by bold."""
    if BULLET.match(line.text) or is_caption(line):
        return False
    if not any(letter.isalpha() for letter in line.text):
        return False
    if squeeze(line.text) in outline:
        return line.is_bold or line.size > body * 1.02 or is_short(line.text)
    if line.size >= body * 1.15:
        return len(line.text) <= 150 and not line.text.endswith((".", ";", ","))
    return line.is_bold and line.size >= body * 0.95 and looks_like_heading(line.text)


_CAPTION = re.compile(r"(figure|fig\.|table|chart|diagram) ?\d+(\.\d+)*\b[.: –—-]", re.IGNORECASE)


def is_caption(line: Fragment) -> bool:
    """Tell the caption of a figure or a table, of which the text may speak as well."""
    return bool(_CAPTION.match(line.text)) and is_short(line.text.rstrip("."))


_FOOTNOTE = re.compile(r"(\d{1,3}|[*†‡]) ?(?=[^\W\d])")


def is_footnote(line: Fragment, body: float) -> bool:
    """Tell the first line of a footnote: a number, smaller type, low on the page."""
    return line.size < 0.92 * body and line.middle < 260 and bool(_FOOTNOTE.match(line.text))


def with_levels(finished: Sequence[tuple[Block, float]], outline: Mapping[str, int]) -> list[Block]:
    """Return the blocks, headings at the level of their bookmark or of their type's size."""
    ranks = _ranks({size for block, size in finished if block.kind == "heading"})
    blocks = []
    for block, size in finished:
        if block.kind == "heading":
            level = outline.get(squeeze(block.text), ranks[size])
            block = replace(block, level=min(level, 6))
        blocks.append(block)
    return blocks


def _ranks(sizes: set[float]) -> dict[float, int]:
    """Return the rank of each size, the largest first; sizes within 4 % share one."""
    ranks: dict[float, int] = {}
    rank, largest = 0, float("inf")
    for size in sorted(sizes, reverse=True):
        if size < 0.96 * largest:
            rank, largest = rank + 1, size
        ranks[size] = rank
    return ranks


def squeeze(text: str) -> str:
    """Return the letters and figures of a text alone, to compare words set differently."""
    return "".join(character for character in text.casefold() if character.isalnum())

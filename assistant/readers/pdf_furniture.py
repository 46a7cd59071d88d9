"""PDF furniture: running headers, footers and page numbers, found by their being repeated."""

import re
from collections import Counter
from collections.abc import Sequence

from assistant.readers.pdf_order import Row

MARGIN = 0.13
"""Of the page's height; running headers and footers stand within this of the edge."""


def without_furniture(
    pages: Sequence[Sequence[Row]], heights: Sequence[float], labels: Sequence[str]
) -> list[list[Row]]:
    """Return the pages without what is repeated at the same place on many of them.

    Lines that differ in their figures alone are the same ("Page 3 of 12"). A line on at least
    two pages in five, which allows for left and right pages, and on two pages at the least,
    is taken for furniture, and so is a page's own number by itself. Where nothing else would be
    left, everything is.
    """
    seen = Counter(
        key
        for rows, height, label in zip(pages, heights, labels, strict=True)
        for key in {_key(row, height, label) for row in rows if _in_margin(row, height)}
    )
    needed = max(2, 0.4 * len(pages))
    kept = [
        [
            row
            for row in rows
            if not _in_margin(row, height)
            or not (seen[_key(row, height, label)] >= needed or _is_number(row, label))
        ]
        for rows, height, label in zip(pages, heights, labels, strict=True)
    ]
    return kept if any(kept) else [list(rows) for rows in pages]


def _in_margin(row: Row, height: float) -> bool:
    return not MARGIN * height < row[0].middle < (1 - MARGIN) * height


def _key(row: Row, height: float, label: str) -> tuple[str, int]:
    words = (word for fragment in row for word in fragment.text.split())
    text = " ".join("0" if word == label else re.sub(r"\d+", "0", word) for word in words)
    return text, round(row[0].middle / height * 40)


def _is_number(row: Row, label: str) -> bool:
    text = " ".join(fragment.text for fragment in row).strip(" -–—|")
    return text == label or bool(re.fullmatch(r"page \w+( of \d+)?", text, re.IGNORECASE))

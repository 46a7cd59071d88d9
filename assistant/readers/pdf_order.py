"""PDF order: the fragments of a page in the order in which people read them."""

from collections.abc import Sequence
from statistics import median

from assistant.readers.pdf_fragments import Fragment

Row = tuple[Fragment, ...]
"""Fragments on one line, from left to right: several of them are the cells of a table."""


def rows_in_order(fragments: Sequence[Fragment]) -> list[Row]:
    """Return the rows of a page; columns of prose are read one after the other.

    What runs across the columns, such as a heading, is read before the columns below it.
    """
    gutter = _gutter(fragments)
    if gutter is None:
        return _rows(fragments)
    ordered: list[Row] = []
    left: list[Fragment] = []
    right: list[Fragment] = []
    for fragment in sorted(fragments, key=lambda fragment: -fragment.middle):
        if fragment.right <= gutter:
            left.append(fragment)
        elif fragment.left >= gutter:
            right.append(fragment)
        else:
            ordered += rows_in_order(left) + rows_in_order(right) + [(fragment,)]
            left, right = [], []
    return ordered + rows_in_order(left) + rows_in_order(right)


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """Return where the white space between two columns of prose stands, None if there is none.

    A table has such a space too, but short words in its cells.
    """
    prose = [fragment for fragment in fragments if len(fragment.text) >= 15]
    if len(prose) < 8:
        return None
    start, end = min(f.left for f in prose), max(f.right for f in prose)
    best: tuple[int, float] | None = None
    for place in sorted({fragment.left for fragment in prose}):
        gutter = place - 1.0
        if not start + 0.2 * (end - start) < gutter < start + 0.8 * (end - start):
            continue
        left = [f for f in prose if f.right <= gutter]
        right = [f for f in prose if f.left >= gutter]
        across = len(prose) - len(left) - len(right)
        if min(len(left), len(right)) < 4 or across > 0.4 * len(prose):
            continue
        if min(median(len(f.text) for f in left), median(len(f.text) for f in right)) < 22:
            continue
        if best is None or across < best[0]:
            best = (across, gutter)
    return None if best is None else best[1]


def _rows(fragments: Sequence[Fragment]) -> list[Row]:
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda fragment: -fragment.middle):
        first = rows[-1][0] if rows else None
        if first and abs(first.middle - fragment.middle) < 0.45 * min(first.size, fragment.size):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [tuple(sorted(row, key=lambda fragment: fragment.left)) for row in rows]

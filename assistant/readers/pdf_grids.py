"""PDF grids: tables told by the lines drawn around their cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.readers.pdf_fragments import Fragment, join

SLACK = 3.0
"""Points by which the ends of lines that meet may miss each other."""

LARGEST_CELL = 1000
"""Characters; more is a page laid out in boxes."""

Cell = tuple[float, float, float, float]
"""Left, bottom, right and top of the lines around it."""


@dataclass(frozen=True, slots=True)
class Grid(Fragment):
    """A table as one fragment: its cells by row and column, "" for an empty one.

    `columns` says where each column begins, `header_rows` how many rows at the top are set as a
    header, 0 if nothing tells.
    """

    cells: tuple[tuple[str, ...], ...] = ()
    columns: tuple[float, ...] = ()
    header_rows: int = 0


def with_grids(fragments: Sequence[Fragment], rules: Sequence[Fragment]) -> list[Fragment]:
    """Return fragments with those of each ruled table in one; a table has rows and columns."""
    up = [rule for rule in rules if rule.is_upright]
    across = [rule for rule in rules if not rule.is_upright]
    if len(up) < 3 or len(across) < 2:
        return list(fragments)
    cells: dict[Cell, list[Fragment]] = {}
    for fragment in fragments:
        cell = _cell_of(fragment, up, across)
        if cell and _is_drawn(cell, up, across):
            cells.setdefault(cell, []).append(fragment)
    written = list(fragments)
    for group in _touching(list(cells)):
        if grid := _grid({cell: cells[cell] for cell in group}):
            inside = {id(fragment) for cell in group for fragment in cells[cell]}
            place = next(at for at, fragment in enumerate(written) if id(fragment) in inside)
            written[place:place] = [grid]
            written = [fragment for fragment in written if id(fragment) not in inside]
    return written


def _cell_of(fragment: Fragment, up: Sequence[Fragment], across: Sequence[Fragment]) -> Cell | None:
    """Return the lines nearest to a fragment on each side, None where there is none on one."""
    middle, centre = fragment.middle, (fragment.left + fragment.right) / 2
    beside = [rule.left for rule in up if rule.bottom - 1 <= middle <= rule.top + 1]
    over = [rule.bottom for rule in across if rule.left - 1 <= centre <= rule.right + 1]
    left = max((x for x in beside if x <= fragment.left + 2), default=None)
    right = min((x for x in beside if x >= fragment.right - 2), default=None)
    bottom = max((y for y in over if y <= middle), default=None)
    top = min((y for y in over if y >= middle), default=None)
    if left is None or right is None or bottom is None or top is None:
        return None
    return round(left), round(bottom), round(right), round(top)


def _is_drawn(cell: Cell, up: Sequence[Fragment], across: Sequence[Fragment]) -> bool:
    """Tell the four sides of a cell from lines that happen to pass, as in a flow chart."""
    left, bottom, right, top = cell
    sides = [
        _drawn([(r.bottom, r.top) for r in up if abs(r.left - side) < SLACK], bottom, top)
        for side in (left, right)
    ]
    sides += [
        _drawn([(r.left, r.right) for r in across if abs(r.bottom - side) < SLACK], left, right)
        for side in (bottom, top)
    ]
    return all(sides)


def _drawn(lines: Sequence[tuple[float, float]], start: float, end: float) -> bool:
    """Tell whether lines along a side cover nine tenths of it."""
    covered, reached = 0.0, start
    for line_start, line_end in sorted(lines):
        covered += max(0.0, min(line_end, end) - max(line_start, reached))
        reached = max(reached, line_end)
    return covered >= 0.9 * (end - start)


def _touching(cells: list[Cell]) -> Iterator[list[Cell]]:
    """Yield the cells in groups of those that stand side by side or under one another."""
    waiting = list(cells)
    while waiting:
        group = [waiting.pop(0)]
        for cell in group:
            near = [other for other in waiting if _touch(cell, other)]
            group += near
            waiting = [other for other in waiting if other not in near]
        yield group


def _touch(one: Cell, other: Cell) -> bool:
    apart_across = max(one[0], other[0]) - min(one[2], other[2])
    apart_up = max(one[1], other[1]) - min(one[3], other[3])
    return max(apart_across, apart_up) < SLACK


def _grid(cells: dict[Cell, list[Fragment]]) -> Grid | None:
    """Return a table of cells, None if they are in one column, too full, or overlap."""
    lefts = _distinct(cell[0] for cell in cells)
    tops = _distinct(-cell[3] for cell in cells)
    texts = {cell: _text(inside) for cell, inside in cells.items()}
    if len(lefts) < 2 or max(map(len, texts.values())) > LARGEST_CELL:
        return None
    written = [[""] * len(lefts) for _ in tops]
    is_bold = [True] * len(tops)
    header_rows = 1
    for cell, text in texts.items():
        row, column = _nearest(tops, -cell[3]), _nearest(lefts, cell[0])
        last_row = max(n for n, top in enumerate(tops) if n == row or -top > cell[1] + SLACK)
        last = max(n for n, left in enumerate(lefts) if n == column or left < cell[2] - SLACK)
        is_name_of_several = row == 0 and column < last < column + len(lefts) - 1
        if is_name_of_several:
            header_rows = 2
        for below in range(row, last_row + 1):  # a cell over several rows stands in each
            for beside in range(column, last + 1 if is_name_of_several else column + 1):
                if written[below][beside]:
                    return None
                written[below][beside] = text
        is_bold[row] &= all(fragment.is_bold for fragment in cells[cell])
    everything = join([fragment for inside in cells.values() for fragment in inside])
    is_set_off = all(is_bold[:header_rows]) and not all(is_bold)
    return Grid(
        " ".join(filter(None, (text for row in written for text in row))),
        everything.left,
        everything.right,
        everything.bottom,
        everything.top,
        everything.size,
        everything.is_bold,
        cells=tuple(map(tuple, written)),
        columns=tuple(lefts),
        header_rows=header_rows if is_set_off or header_rows > 1 else 0,
    )


def _text(inside: Sequence[Fragment]) -> str:
    in_order = sorted(inside, key=lambda fragment: (-round(fragment.middle), fragment.left))
    return " ".join(fragment.text for fragment in in_order)


def _distinct(places: Iterator[float]) -> list[float]:
    """Return places in order, of several within the slack the first."""
    distinct: list[float] = []
    for place in sorted(places):
        if not distinct or place > distinct[-1] + SLACK:
            distinct.append(place)
    return distinct


def _nearest(places: Sequence[float], place: float) -> int:
    return min(range(len(places)), key=lambda number: abs(places[number] - place))

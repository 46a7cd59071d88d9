"""PDF tables: rows of cells, ruled or told from lines of prose by how they line up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents import Block
from assistant.readers.pdf_fragments import Fragment, join
from assistant.readers.pdf_grids import Grid
from assistant.readers.pdf_order import Row
from assistant.readers.tables import looks_like_header, table_blocks


def split_tables(rows: Sequence[Row]) -> Iterator[Fragment | list[Block]]:
    """Yield the lines of prose one by one, each ruled table as it is, and others as their rows.

    Without lines drawn around its cells, three rows or more of cells that stand below one
    another are a table; one with fewer cells within it continues the row above. Best effort.
    """
    start = 0
    while start < len(rows):
        row = rows[start]
        table = _table_at(rows, start)
        if any(isinstance(fragment, Grid) for fragment in row):
            yield from row
        elif table:
            cells = _cells(table)
            is_set_off = _is_bold(row) and not all(map(_is_bold, table))
            is_header = is_set_off or looks_like_header(cells)
            yield table_blocks(cells, has_header=is_header)
        else:
            yield join(list(row))
        start += max(len(table), 1)


LONGEST_NAME = 80
"""Characters; more is no name of a column, and would stand in every row."""

NARROWEST_GAP = 0.6
"""In type sizes; twice a space, between two cells that stand where columns begin."""


@dataclass(frozen=True, slots=True)
class Header:
    """The names of a table's columns, and where those begin."""

    columns: Sequence[float]
    names: Sequence[str]


def blocks_of_grid(grid: Grid, before: Header | None) -> tuple[list[Block], Header | None]:
    """Return a ruled table's blocks, and its header.

    `before` is the header of a table that ended the page before: the same columns go on in it.
    A single row is text in boxes side by side. A cell over the whole width at the top is the
    table's caption.
    """
    if len(grid.cells) == 1:
        return [Block("paragraph", text) for text in grid.cells[0] if text], None
    rows: list[Sequence[str]] = list(grid.cells)
    captions: list[Block] = []
    while len(rows) > 2 and rows[0][0] and not any(rows[0][1:]):
        captions.append(Block("caption", rows.pop(0)[0]))
    names = _names(rows, 0 if captions else grid.header_rows)
    if names is None and before and not captions and before.columns == grid.columns:
        names, rows = before.names, [before.names, *rows]
    elif names is not None:
        header_rows = 1 if captions else max(grid.header_rows, 1)
        rows = [names, *rows[header_rows:]]
    blocks = captions + table_blocks(rows, has_header=names is not None)
    return blocks, None if names is None else Header(grid.columns, names)


def _names(rows: Sequence[Sequence[str]], header_rows: int) -> Sequence[str] | None:
    """Return the names of the columns, those over several before their own; None without any."""
    if header_rows:
        columns = zip(*rows[:header_rows], strict=True)
        names = [" ".join(dict.fromkeys(filter(None, column))) for column in columns]
        return names if max(map(len, names)) <= LONGEST_NAME else None
    return rows[0] if looks_like_header(rows) else None


def _table_at(rows: Sequence[Row], start: int) -> list[Row]:
    """Return the rows of the table that begins at `start`, none if none begins there."""
    if len(rows[start]) < 2 or isinstance(rows[start][0], Grid):
        return []
    places = [fragment.left for fragment in rows[start]]
    table = [rows[start]]
    full, kept = 1, 1
    for below in rows[start + 1 :]:
        row = _parted(below, places)
        if not _is_near(table[-1], row) or not _fits(row, places):
            break
        table.append(row)
        if len(row) > 1:
            full += 1
        if len(row) > 1 or row[0].left > places[0] + row[0].size:
            kept = len(table)  # or a cell of one of the later columns goes on
    return table[:kept] if full >= 3 else []


def _parted(row: Row, places: Sequence[float]) -> Row:
    """Return a row whose cells stand near each other, parted where the columns begin."""
    parts: list[Fragment] = []
    for fragment in row:
        run: list[Fragment] = []
        for word in fragment.words:
            is_at_column = any(abs(word.left - place) < 0.35 * word.size for place in places[1:])
            if run and is_at_column and word.left - run[-1].right > NARROWEST_GAP * word.size:
                parts.append(join(run))
                run = []
            run.append(word)
        parts.append(join(run) if len(run) < len(fragment.words) else fragment)
    return tuple(parts)


def _is_bold(row: Row) -> bool:
    return all(fragment.is_bold for fragment in row)


def _is_near(above: Row, below: Row) -> bool:
    return 0 < above[0].middle - below[0].middle < 4 * below[0].size


def _fits(row: Row, places: Sequence[float]) -> bool:
    return all(
        any(abs(fragment.left - place) < 2 * fragment.size for place in places) for fragment in row
    )


def _cells(rows: Sequence[Row]) -> list[list[str]]:
    places = [fragment.left for fragment in rows[0]]
    cells: list[list[str]] = []
    for row in rows:
        texts = [""] * len(places)
        for fragment in row:
            column = min(range(len(places)), key=lambda n: abs(places[n] - fragment.left))
            texts[column] = f"{texts[column]} {fragment.text}".strip()
        if cells and len(row) < len(places) and not texts[0]:
            cells[-1] = [f"{a} {b}".strip() for a, b in zip(cells[-1], texts, strict=True)]
        else:
            cells.append(texts)
    return cells

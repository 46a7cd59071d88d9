"""PDF tables: rows of cells told from lines of prose by how they line up."""

from collections.abc import Iterator, Sequence

from assistant.documents import Block
from assistant.readers.pdf_fragments import Fragment, join
from assistant.readers.pdf_order import Row
from assistant.readers.tables import looks_like_header, table_blocks


def split_tables(rows: Sequence[Row]) -> Iterator[Fragment | list[Block]]:
    """Yield the lines of prose one by one, and each table as its rows.

    Three rows or more of cells that stand below one another are a table; one with fewer
    cells within it continues the row above. Best effort: lines drawn around cells are not
    looked at.
    """
    start = 0
    while start < len(rows):
        end = _end_of_table(rows, start)
        if end:
            cells = _cells(rows[start:end])
            is_set_off = _is_bold(rows[start]) and not all(map(_is_bold, rows[start:end]))
            is_header = is_set_off or looks_like_header(cells)
            yield table_blocks(cells, has_header=is_header)
            start = end
        else:
            yield join(list(rows[start]))
            start += 1


def _end_of_table(rows: Sequence[Row], start: int) -> int:
    """Return where the table that begins at `start` ends, 0 if none begins there."""
    if len(rows[start]) < 2:
        return 0
    places = [fragment.left for fragment in rows[start]]
    full = 1
    end = start + 1
    last = end
    while end < len(rows) and _is_near(rows[end - 1], rows[end]) and _fits(rows[end], places):
        if len(rows[end]) > 1:
            full += 1
            last = end + 1
        elif rows[end][0].left > places[0] + rows[end][0].size:
            last = end + 1  # a cell of one of the later columns goes on
        end += 1
    return last if full >= 3 else 0


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

"""Tables: from rows of cells to blocks that can each be quoted on their own."""

from collections.abc import Sequence
from statistics import median

from assistant.documents import PAGE_BREAK, Block


def table_blocks(rows: Sequence[Sequence[str]], *, has_header: bool) -> list[Block]:
    """Return one block a row, each cell with its column's heading: "Leave: Annual; Days: 27".

    Without a header the cells alone: "Annual; 27". Empty cells are left out. A table with a
    header and no other row keeps that one row.
    """
    cleaned = [[_one_line(cell) for cell in row] for row in rows]
    cleaned = [row for row in cleaned if any(row)]
    if not has_header or len(cleaned) < 2:
        return [Block("row", "; ".join(cell for cell in row if cell)) for row in cleaned]
    header, *body = cleaned
    return [Block("row", _labelled(header, row)) for row in body]


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a table's first row names its columns, where nothing in the file says so.

    A row that is wrongly taken for a header would put false names to every other row, so it
    takes a difference in kind: short names, and below one of them figures, or cells many
    times as long.
    """
    filled = [[_one_line(cell) for cell in row] for row in rows if any(map(str.strip, row))]
    if len(filled) < 2 or len(filled[0]) < 2:
        return False
    names, body = filled[0], filled[1:]
    return (
        all(names[1:])
        and len(set(names)) == len(names)
        and all(_is_name(name) for name in names)
        and any(
            _is_unlike(name, [row[column] for row in body if column < len(row) and row[column]])
            for column, name in enumerate(names)
        )
    )


def _is_name(cell: str) -> bool:
    return len(cell) <= 60 and not cell.endswith((".", ";")) and not cell[:1].isdigit()


def _is_unlike(name: str, cells: Sequence[str]) -> bool:
    if not name or not cells:
        return False
    figures = sum(1 for cell in cells if any(character.isdigit() for character in cell))
    return figures > len(cells) / 2 or median(map(len, cells)) > 5 * len(name)


def _one_line(cell: str) -> str:
    breaks = PAGE_BREAK * cell.count(PAGE_BREAK)
    return breaks + " ".join(cell.split())


def _labelled(header: Sequence[str], row: Sequence[str]) -> str:
    parts = []
    for number, cell in enumerate(row):
        if not cell:
            continue
        name = header[number].rstrip(":") if number < len(header) else ""
        parts.append(f"{name}: {cell}" if name and name != cell else cell)
    return "; ".join(parts)

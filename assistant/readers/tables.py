"""Tables: from rows of cells to blocks that can each be quoted on their own."""

from collections.abc import Sequence

from assistant.documents import PAGE_BREAK, Block


def table_blocks(rows: Sequence[Sequence[str]], *, has_header: bool) -> list[Block]:
    """Return one block a row, each cell with its column's heading: "Leave: Annual; Days: 27".

    Without a header the cells alone: "Annual; 27". Empty cells are left out, and so is a
    cell that says the same as the one before it in a row, which is how merged cells arrive.
    A table with a header and no other row keeps that one row.
    """
    cleaned = [[_one_line(cell) for cell in row] for row in rows]
    cleaned = [row for row in cleaned if any(row)]
    if not has_header or len(cleaned) < 2:
        return [Block("row", "; ".join(cell for cell in row if cell)) for row in cleaned]
    header, *body = cleaned
    return [Block("row", _labelled(header, row)) for row in body]


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a table's first row names its columns, where nothing in the file says so.

    It does if every column has a short name, all different and none of them a figure, and
    there is another row.
    """
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if len(filled) < 2 or len(filled[0]) < 2:
        return False
    names = [_one_line(cell) for cell in filled[0]]
    below = {_one_line(cell) for row in filled[1:] for cell in row}
    return (
        all(name or not number for number, name in enumerate(names))
        and len(set(names)) == len(names)
        and not below.intersection(name for name in names if name)
        and all(len(name) <= 60 and not name.endswith((".", ";")) for name in names)
        and not any(character.isdigit() for name in names for character in name[:1])
    )


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

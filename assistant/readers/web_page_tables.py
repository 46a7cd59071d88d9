"""Web page tables: the rows of HTML tables and definition lists."""

from collections.abc import Iterator
from itertools import zip_longest

from lxml import html

from assistant.documents import Block
from assistant.readers.tables import looks_like_header, table_blocks
from assistant.readers.web_page_words import flat_text


def is_data_table(table: html.HtmlElement) -> bool:
    """Tell a table of data from one that only lays out a page."""
    if table.get("role") in {"presentation", "none"}:
        return False
    if any(inner.tag in {"table", "h1", "h2", "h3"} for inner in table.iterdescendants()):
        return False
    rows = list(table.iter("tr"))
    cells = max((len(list(row.iterchildren("td", "th"))) for row in rows), default=0)
    longest = max((len(flat_text(row).split()) for row in rows), default=0)
    return cells > 1 and (longest < 250 or table.find(".//th") is not None)


def rows_of_table(table: html.HtmlElement) -> list[Block]:
    """Return a table's caption and its rows."""
    captions = [Block("caption", flat_text(caption)) for caption in table.iter("caption")]
    lines = list(table.iter("tr"))
    rows = list(_cells(lines))
    heads = sum(1 for line in lines if _is_header(line)) if lines and _is_header(lines[0]) else 0
    if heads > 1 and all(_is_header(line) for line in lines[:heads]):
        columns = zip_longest(*rows[:heads], fillvalue="")
        together = [" ".join(dict.fromkeys(filter(None, names))) for names in columns]
        rows = [together, *rows[heads:]]
    is_header = bool(heads) or _is_set_off(lines) or looks_like_header(rows)
    return captions + table_blocks(rows, has_header=is_header)


def rows_of_terms(terms: html.HtmlElement) -> list[Block]:
    """Return a row for each term of a definition list: "Term: definition; definition"."""
    blocks: list[Block] = []
    names: list[str] = []
    meanings: list[str] = []
    for element in [*terms.iter("dt", "dd"), None]:
        if (element is None or element.tag == "dt") and meanings:
            blocks.append(Block("row", f"{', '.join(names)}: {'; '.join(meanings)}".lstrip(": ")))
            names, meanings = [], []
        if element is not None:
            (names if element.tag == "dt" else meanings).append(flat_text(element))
    return blocks + [Block("paragraph", name) for name in names]


def _is_set_off(lines: list[html.HtmlElement]) -> bool:
    """Tell whether the first row of a table is the only one in bold."""
    return bool(lines) and _is_bold(lines[0]) and not all(_is_bold(line) for line in lines)


def _is_bold(line: html.HtmlElement) -> bool:
    bold = " ".join(flat_text(strong) for strong in line.iter("b", "strong"))
    return bool(bold) and bold.split() == flat_text(line).split()


def _is_header(line: html.HtmlElement) -> bool:
    cells = list(line.iterchildren("td", "th"))
    return bool(cells) and (
        all(cell.tag == "th" for cell in cells) or line.getparent().tag == "thead"
    )


def _cells(lines: list[html.HtmlElement]) -> Iterator[list[str]]:
    """Yield each row's cells; what spans several rows, or several header columns, is repeated."""
    from_above: dict[int, tuple[int, str]] = {}
    for line in lines:
        row: list[str] = []
        for cell in line.iterchildren("td", "th"):
            while len(row) in from_above:
                row.append(_take(from_above, len(row)))
            text = flat_text(cell)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for number in range(across):
                shown = text if number == 0 or _is_header(line) else ""
                if down > 1:
                    from_above[len(row)] = (down - 1, shown)
                row.append(shown)
        while len(row) in from_above:
            row.append(_take(from_above, len(row)))
        yield row


def _take(from_above: dict[int, tuple[int, str]], column: int) -> str:
    left, text = from_above.pop(column)
    if left > 1:
        from_above[column] = (left - 1, text)
    return text


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), 100) if value.isascii() and value.isdigit() else 1

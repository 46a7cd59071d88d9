"""Word tables: their rows, and what stands in content controls and insertions around them."""

import re
from collections.abc import Callable, Iterator

from docx.oxml.ns import qn

from assistant.documents import Block
from assistant.readers.tables import looks_like_header, table_blocks
from assistant.readers.word_styles import WordStyles, is_on
from assistant.readers.word_text import Element, is_deleted, paragraph_text


def rows_of_table(
    lines: list[Element], styles: WordStyles, words_of: Callable[[Element], str]
) -> list[Block]:
    """Return the blocks of a table's rows; `words_of` gives the words of a cell."""
    rows: list[list[str]] = []
    for line in lines:
        rows.append(list(_cells(line, rows[-1] if rows else [], words_of)))
    is_header = _is_marked_header(lines, styles) or looks_like_header(rows)
    return table_blocks(rows, has_header=is_header)


def lines_of_table(table: Element) -> list[Element]:
    """Return the rows of a table but those that a tracked change deletes."""
    lines = inner_elements(table, "w:tr")
    return [line for line in lines if not is_deleted(line.find(qn("w:trPr")))]


def inner_elements(container: Element, *names: str) -> Iterator[Element]:
    """Yield the named elements right inside another, or in controls and insertions there."""
    wanted = {qn(name) for name in names}
    waiting = list(reversed(container))
    while waiting:
        element = waiting.pop()
        if element.tag in wanted:
            yield element
        elif element.tag in _WRAPPERS:
            waiting.extend(reversed(element))


_WRAPPERS = frozenset(
    qn(name) for name in ["w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag"]
)


def _is_marked_header(lines: list[Element], styles: WordStyles) -> bool:
    """Tell whether the first row repeats on each page, or is the only one set in bold."""
    properties = lines[0].find(qn("w:trPr"))
    if properties is not None and is_on(properties, "w:tblHeader"):
        return True
    return _is_bold(lines[0], styles) and not all(_is_bold(line, styles) for line in lines)


def _is_bold(line: Element, styles: WordStyles) -> bool:
    texts = [paragraph_text(paragraph, styles) for paragraph in line.iter(qn("w:p"))]
    return all(text.is_bold for text in texts if text.words.strip())


def _cells(line: Element, above: list[str], words_of: Callable[[Element], str]) -> Iterator[str]:
    """Yield a row's cells; one merged with the cell above repeats its words."""
    column = 0
    for cell in inner_elements(line, "w:tc"):
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merged is not None and merged.get(qn("w:val"), "continue") == "continue":
            yield above[column] if column < len(above) else ""
        else:
            yield words_of(cell)
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        width = "1" if span is None else span.get(qn("w:val"), "1")
        extra = int(width) - 1 if re.fullmatch("[1-9][0-9]?", width) else 0
        yield from [""] * extra
        column += 1 + extra

"""Slide shapes: the text, tables, charts and diagrams of a slide in their reading order."""

from collections.abc import Iterable, Iterator
from typing import Any

from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from assistant.documents import Block
from assistant.readers.marks import BULLET
from assistant.readers.tables import looks_like_header, table_blocks


def title_of(slide: Any) -> str:
    """Return the words of a slide's title on one line, "" if it has none."""
    title = slide.shapes.title
    return " ".join(title.text_frame.text.split()) if title is not None else ""


def blocks_of_shapes(shapes: Iterable[Any], part: Any, width: int) -> Iterator[Block]:
    """Yield the blocks of a slide's shapes but its title, its footers and what is hidden.

    `width` is the slide's: what stands beside it is not shown.
    """
    for shape in shapes:
        if _is_left_out(shape, width):
            continue
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from blocks_of_shapes(shape.shapes, part, 0)
        elif getattr(shape, "has_table", False):
            yield from _rows_of_table(shape.table)
        elif getattr(shape, "has_chart", False):
            yield from _rows_of_chart(shape.chart)
        elif shape.has_text_frame:
            yield from _blocks_of_frame(shape)
        else:
            yield from _items_of_diagram(shape, part)


_TITLES = frozenset(
    [PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE]
)
_FOOTERS = frozenset(
    [PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.HEADER]
)
_LISTS = frozenset([PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY])


def _is_left_out(shape: Any, width: int) -> bool:
    if shape.is_placeholder and shape.placeholder_format.type in _TITLES | _FOOTERS:
        return True
    properties = shape._element.find(f".//{qn('p:cNvPr')}")
    if properties is not None and properties.get("hidden") in {"1", "true"}:
        return True
    left = shape.left
    is_beside = left is not None and (left >= width or left + (shape.width or 0) <= 0)
    return bool(width) and is_beside


def _blocks_of_frame(shape: Any) -> Iterator[Block]:
    lines = [line for line in shape.text_frame.paragraphs if line.text.strip()]
    is_list = (
        shape.is_placeholder
        and shape.placeholder_format.type in _LISTS
        and (len(lines) > 1 or any(line.level for line in lines))
    )
    for line in lines:
        bullet = BULLET.match(line.text.strip())
        if bullet or _has_bullet(line, otherwise=is_list):
            yield Block("item", bullet["words"] if bullet else line.text, line.level + 1)
        else:
            yield Block("paragraph", line.text)


def _has_bullet(line: Any, *, otherwise: bool) -> bool:
    properties = line._p.find(qn("a:pPr"))
    if properties is None:
        return otherwise
    if properties.find(qn("a:buNone")) is not None:
        return False
    stated = (properties.find(qn(name)) for name in ("a:buChar", "a:buAutoNum", "a:buBlip"))
    return otherwise or any(mark is not None for mark in stated)


def _rows_of_table(table: Any) -> Iterator[Block]:
    """Yield a table's rows; a cell merged with the one above repeats its words."""
    rows: list[list[str]] = []
    for line in table.rows:
        row: list[str] = []
        for column, cell in enumerate(line.cells):
            is_under = cell.is_spanned and cell._tc.get("vMerge") in {"1", "true"}
            above = rows[-1][column] if is_under and rows else ""
            row.append(above if cell.is_spanned else cell.text)
        rows.append(row)
    is_header = bool(table.first_row and len(rows) > 1) or looks_like_header(rows)
    yield from table_blocks(rows, has_header=is_header)


def _rows_of_chart(chart: Any) -> Iterator[Block]:
    """Yield a chart's title and its figures, a row for each category, from what it last showed."""
    root = chart._chartSpace
    title = "".join(run.text or "" for run in root.iterfind(f".//{qn('c:title')}//{qn('a:t')}"))
    if title.strip():
        yield Block("caption", title)
    series = list(root.iter(qn("c:ser")))
    names = [_points(one, "c:tx").get(0, "") for one in series]
    figures = [_points(one, "c:val", "c:yVal") for one in series]
    categories: dict[int, str] = {}
    for one in series:
        categories |= _points(one, "c:cat", "c:xVal")
    places = sorted(categories.keys() | {place for one in figures for place in one})
    rows = [
        [categories.get(place, ""), *(one.get(place, "") for one in figures)] for place in places
    ]
    if rows:
        yield from table_blocks([["", *names], *rows], has_header=True)


def _points(series: Any, *names: str) -> dict[int, str]:
    """Return the words or figures of a part of a series by their place in it."""
    found: dict[int, str] = {}
    for name in names:
        for part in series.findall(qn(name)):
            for point in part.iter(qn("c:pt")):
                place = point.get("idx", "")
                if place.isdigit():
                    found.setdefault(int(place), _figure(point.findtext(qn("c:v"), "")))
    return found


def _figure(text: str) -> str:
    """Return a figure without the digits that only a computer's arithmetic puts there."""
    try:
        return f"{float(text):.10g}" if "." in text else text
    except ValueError:
        return text


def _items_of_diagram(shape: Any, part: Any) -> Iterator[Block]:
    """Yield the words of a SmartArt diagram, which stand in a part of their own."""
    relations = shape._element.find(f".//{{{_DIAGRAM}}}relIds")
    if relations is None:
        return
    try:
        content = parse_xml(part.related_part(relations.get(qn("r:dm"))).blob)
    except KeyError:
        return
    for point in content.iter(f"{{{_DIAGRAM}}}pt"):
        lines = ("".join(t.text or "" for t in p.iter(qn("a:t"))) for p in point.iter(qn("a:p")))
        words = " ".join(line for line in lines if line.strip())
        if words and point.get("type", "node") == "node":
            yield Block("item", words, 1)


_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"

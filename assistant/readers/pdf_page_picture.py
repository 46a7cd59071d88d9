"""PDF page picture: a page as it is printed, with the words of a quote marked on it."""

import ctypes
import io
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageDraw

from assistant.readers.pdf_passage import Passage, find_passage, letters_of
from assistant.readers.pdf_words import page_with_fields

WIDTH = 1000
"""Pixels; enough to read 9-point type of an A4 page."""

_MARK = (255, 232, 110)
_LINE = (150, 110, 0)

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


def picture_of_page(path: Path, number: int, passage: Passage | None) -> bytes:
    """Return a PNG of a page, counted from 0, with the words of a passage marked.

    Words that are not found on the page are not marked. Raises PdfiumError where the page
    cannot be drawn, and IndexError where there is none.
    """
    document = pypdfium2.PdfDocument(path)
    try:
        page = page_with_fields(document, number)
        width, height = page.get_size()
        image = page.render(scale=WIDTH / max(width, 0.7 * height, 1.0)).to_pil().convert("RGB")
        boxes = list(_boxes(page, passage, image.size)) if passage else []
    finally:
        document.close()
    return _png(_marked(image, boxes))


def _boxes(page: Any, passage: Passage, size: tuple[int, int]) -> Iterator[Box]:
    """Yield a box around each run of a passage's characters on one line."""
    text_page = page.get_textpage()
    count = pdfium.FPDFText_CountChars(text_page.raw)
    letters = [letters_of(_character(text_page, number)) for number in range(count)]
    starts = [0, *accumulate(len(found) for found in letters)]
    current: Box | None = None
    for start, end in find_passage("".join(letters), passage):
        for number in range(count):
            if start <= starts[number] < end and letters[number]:
                box = _box(page, text_page, number, size)
                if current is not None and not _follows(box, current):
                    yield current
                    current = None
                current = box if current is None else _around(current, box)
    if current is not None:
        yield current


def _character(text_page: Any, number: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text_page.raw, number)
    return "" if 0xD800 <= code < 0xE000 else chr(code)


def _box(page: Any, text_page: Any, number: int, size: tuple[int, int]) -> Box:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page.raw, number, box)
    corners = [
        _pixel(page, x, y, size) for x in (box.left, box.right) for y in (box.top, box.bottom)
    ]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _pixel(page: Any, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    """Return where a point of the page stands in its picture, turned and cut as that is."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value


def _follows(box: Box, before: Box) -> bool:
    """Tell whether a character goes on in the line of the one before, or a space after it."""
    height = before[3] - before[1]
    middle = (box[1] + box[3]) / 2
    return before[1] < middle < before[3] and -height < box[0] - before[2] < 1.5 * height


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _marked(image: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """Return a picture with boxes coloured, and underlined for those who cannot tell the colour."""
    colour = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(colour)
    for left, top, right, bottom in boxes:
        draw.rectangle((left - 2, top - 1, right + 2, bottom + 1), fill=_MARK)
        draw.line((left - 2, bottom + 1, right + 2, bottom + 1), fill=_LINE, width=2)
    return ImageChops.multiply(image, colour)


def _png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()

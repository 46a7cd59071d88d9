"""PDF hidden text: words that a page holds and does not show."""

import ctypes
from collections.abc import Iterator
from functools import cached_property
from itertools import dropwhile, islice
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from assistant.readers.pdf_fragments import Fragment
from assistant.readers.pdf_pictures import MOST_OBJECTS, pictured_share

SMALLEST_TYPE = 2.0
"""Points; smaller type cannot be read, on paper or on a screen."""

_NEARLY_WHITE = 235
_LEAST_CONTRAST = 12
_INVISIBLE = 3
_PICTURED = 0.4


class HiddenText:
    """Tells the words of one page that nobody sees, and counts them.

    Text set as invisible is what text recognition lays over a picture of a page: there it is
    what people see, and it is kept. Pale text is looked at on the page as it is drawn, since
    it may stand on a dark ground.
    """

    def __init__(self, page: Any, text_page: Any) -> None:
        self.words = 0
        self._page = page
        self._text_page = text_page
        self._frame: tuple[float, float, float, float] = page.get_cropbox()

    def hides(self, word: Fragment, character: int) -> bool:
        """Tell whether a word, placed as the page's file has it, is hidden; count it if so."""
        is_hidden = (
            (word.size < SMALLEST_TYPE and word.top - word.bottom < SMALLEST_TYPE)
            or self._is_outside(word)
            or (self._is_invisible(character) and not self._is_pictured)
            or (self._is_pale(character) and not self._is_drawn(word))
            or self._is_covered(word)
        )
        self.words += is_hidden
        return is_hidden

    def _is_outside(self, word: Fragment) -> bool:
        left, bottom, right, top = self._frame
        return word.right < left or word.left > right or word.top < bottom or word.bottom > top

    def _is_invisible(self, character: int) -> bool:
        text_object = pdfium.FPDFText_GetTextObject(self._text_page, character)
        return bool(text_object) and (
            pdfium.FPDFTextObj_GetTextRenderMode(text_object) == _INVISIBLE
        )

    @cached_property
    def _is_pictured(self) -> bool:
        return pictured_share(self._page) >= _PICTURED

    def _is_pale(self, character: int) -> bool:
        parts = [ctypes.c_uint() for _ in range(4)]
        if not pdfium.FPDFText_GetFillColor(self._text_page, character, *parts):
            return False
        red, green, blue, opacity = (part.value for part in parts)
        return min(red, green, blue) >= _NEARLY_WHITE or opacity < 20

    def _is_drawn(self, word: Fragment) -> bool:
        """Tell whether anything but white is drawn where a word stands."""
        pixels = list(self._pixels(word))
        return not pixels or min(pixels) < _NEARLY_WHITE

    def _is_covered(self, word: Fragment) -> bool:
        """Tell whether a word lies under something drawn later, which leaves nothing to see of it.

        So words that were blacked out stay unread.
        """
        across, up = (word.left + word.right) / 2, (word.bottom + word.top) / 2
        if not any(
            left <= across <= right and bottom <= up <= top
            for left, bottom, right, top in self._covers
        ):
            return False
        pixels = list(self._pixels(word))
        return bool(pixels) and max(pixels) - min(pixels) < _LEAST_CONTRAST

    @cached_property
    def _covers(self) -> list[tuple[float, float, float, float]]:
        """Where filled shapes and pictures are drawn after words."""
        drawn = islice(self._page.get_objects(max_depth=4), MOST_OBJECTS)
        after_words = dropwhile(lambda found: found.type != pdfium.FPDF_PAGEOBJ_TEXT, drawn)
        return [found.get_bounds() for found in after_words if _is_filled(found)]

    def _pixels(self, word: Fragment) -> Iterator[int]:
        width, height, stride, grey = self._picture
        corners = [
            self._on_picture(word.left, word.bottom),
            self._on_picture(word.right, word.top),
        ]
        (left, right), (top, bottom) = (sorted(ends) for ends in zip(*corners, strict=True))
        for row in range(max(top, 0), min(bottom + 1, height)):
            yield from grey[row * stride + max(left, 0) : row * stride + min(right + 1, width)]

    @cached_property
    def _picture(self) -> tuple[int, int, int, bytes]:
        bitmap = self._page.render(scale=1, grayscale=True, may_draw_forms=False)
        picture = bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)
        bitmap.close()
        return picture

    def _on_picture(self, across: float, up: float) -> tuple[int, int]:
        width, height, _, _ = self._picture
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self._page.raw, 0, 0, width, height, 0, across, up, column, row)
        return column.value, row.value


def _is_filled(found: Any) -> bool:
    if found.type == pdfium.FPDF_PAGEOBJ_IMAGE:
        return True
    if found.type != pdfium.FPDF_PAGEOBJ_PATH:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(found.raw, fill, stroke)
    return bool(fill.value != pdfium.FPDF_FILLMODE_NONE)

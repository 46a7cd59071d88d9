"""PDF words: what pdfium says of each character of a page, put together into words."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from assistant.readers.pdf_fragments import (
    Fragment,
    join,
    split_at_gaps,
    turned,
    with_marks_joined,
)
from assistant.readers.pdf_grids import with_grids
from assistant.readers.pdf_hidden import HiddenText
from assistant.readers.pdf_rules import rules_of


def page_with_fields(document: Any, number: int) -> Any:
    """Return a page on which what its form fields and typed notes show is text like any other."""
    page = document[number]
    if pdfium.FPDFPage_GetAnnotCount(page.raw) > 0:
        pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number]
    return page


def fragments_of(page: Any) -> tuple[list[Fragment], int]:
    """Return the fragments of a pdfium page in the file's order, and how many words are hidden.

    Hidden words are left out of the fragments.
    """
    text_page = page.get_textpage()
    turn: int = page.get_rotation()
    shown: tuple[float, float] = page.get_size()
    hidden = HiddenText(page, text_page.raw)
    rules = turned(rules_of(page), turn, shown)
    try:
        lines = _lines(text_page.raw, hidden)
        fragments = [
            join(words)
            for line in lines
            for words in split_at_gaps(turned(line, turn, shown), rules)
        ]
    finally:
        text_page.close()
    return with_marks_joined(with_grids(fragments, rules)), hidden.words


def _lines(text_page: Any, hidden: HiddenText) -> Iterator[list[Fragment]]:
    """Yield the words of each line; pdfium ends a line with a line feed.

    It writes a hyphen at a line's end as U+0002, and goes straight on with the next line.
    """
    words: list[Fragment] = []
    current: list[int] = []

    def end_word() -> None:
        if current:
            word = _word(text_page, current)
            if not hidden.hides(word, current[0]):
                words.append(word)
            current.clear()

    for number in range(pdfium.FPDFText_CountChars(text_page)):
        character = pdfium.FPDFText_GetUnicode(text_page, number)
        if character in _LINE_ENDS:
            end_word()
            if words:
                yield words
            words = []
        elif character in _SPACES:
            end_word()
        else:
            current.append(number)
            if character == _HYPHEN_AT_LINE_END:
                end_word()
                if words:
                    yield words
                words = []
    end_word()
    if words:
        yield words


_LINE_ENDS = frozenset(map(ord, "\r\n"))
_SPACES = frozenset(map(ord, " \t\u00a0\0"))
_HYPHEN_AT_LINE_END = 2


def _word(text_page: Any, numbers: list[int]) -> Fragment:
    boxes = [_box(text_page, number) for number in numbers]
    codes = [pdfium.FPDFText_GetUnicode(text_page, number) for number in numbers]
    text = "".join("-" if code == _HYPHEN_AT_LINE_END else chr(code) for code in codes)
    # Characters outside the first plane come as two halves.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    note = _NOTE_MARK.fullmatch(text)
    if note and _size(text_page, numbers[-1]) < 0.85 * _size(text_page, numbers[0]):
        text = note["words"]
    return Fragment(
        text,
        left=min(box.left for box in boxes),
        right=max(box.right for box in boxes),
        bottom=min(box.bottom for box in boxes),
        top=max(box.top for box in boxes),
        size=_size(text_page, numbers[0]),
        is_bold=_is_bold(text_page, numbers[0]),
    )


# The number of a footnote, set small behind a word: "hours.1". Not that of "m2" or "CO2".
_NOTE_MARK = re.compile(r"(?P<words>.*([^\W\d]{4}|[.,;:!?)”’]))\d{1,3}")


def _box(text_page: Any, number: int) -> Any:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, number, box)
    return box


def _size(text_page: Any, number: int) -> float:
    """Return the size of a character as it is printed: many files scale type of size 1."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, number, matrix)
    scale = float(abs(complex(matrix.c, matrix.d))) or 1.0
    return round(float(pdfium.FPDFText_GetFontSize(text_page, number)) * scale, 1) or 1.0


def _is_bold(text_page: Any, number: int) -> bool:
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text_page, number, name, 128, ctypes.c_int())
    named = re.search(rb"bold|black|heavy|semibold|demi", name.value, re.IGNORECASE)
    return bool(named) or pdfium.FPDFText_GetFontWeight(text_page, number) >= 600

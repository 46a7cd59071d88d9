"""PDF words: the fragments of lines on each page, with their place, size and weight."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

WIDEST_SPACE = 1.8
"""In type sizes; a gap wider than this parts two columns, or two cells of a table."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words that follow each other on one line; points from the page's lower left corner."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    is_bold: bool

    @property
    def middle(self) -> float:
        """Return the height on the page of the middle of the line."""
        return (self.bottom + self.top) / 2


def fragments_of(page: Any) -> list[Fragment]:
    """Return the fragments of a pdfium page in the order in which the file holds them."""
    text_page = page.get_textpage()
    turn: int = page.get_rotation()
    shown: tuple[float, float] = page.get_size()
    try:
        lines = _lines(text_page.raw)
        fragments = [
            _join(words) for line in lines for words in _split_at_gaps(_turned(line, turn, shown))
        ]
    finally:
        text_page.close()
    return _with_marks_joined(fragments)


def _lines(text_page: Any) -> Iterator[list[Fragment]]:
    """Yield the words of each line; pdfium ends a line with a line feed.

    It writes a hyphen at a line's end as U+0002, and goes straight on with the next line.
    """
    words: list[Fragment] = []
    current: list[int] = []

    def end_word() -> None:
        if current:
            words.append(_word(text_page, current))
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
    return Fragment(
        text,
        left=min(box.left for box in boxes),
        right=max(box.right for box in boxes),
        bottom=min(box.bottom for box in boxes),
        top=max(box.top for box in boxes),
        size=_size(text_page, numbers[0]),
        is_bold=_is_bold(text_page, numbers[0]),
    )


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


def _turned(words: list[Fragment], turn: int, shown: tuple[float, float]) -> list[Fragment]:
    """Return words placed as on the page when it is shown, turned by `turn` degrees."""
    if turn == 0:
        return words
    width, height = shown
    turned = []
    for word in words:
        left, right, bottom, top = word.left, word.right, word.bottom, word.top
        if turn == 90:
            left, right, bottom, top = bottom, top, height - right, height - left
        elif turn == 180:
            left, right, bottom, top = width - right, width - left, height - top, height - bottom
        else:
            left, right, bottom, top = width - top, width - bottom, left, right
        turned.append(replace(word, left=left, right=right, bottom=bottom, top=top))
    return turned


def _split_at_gaps(words: list[Fragment]) -> Iterator[list[Fragment]]:
    run: list[Fragment] = []
    for word in words:
        if run and word.left - run[-1].right > WIDEST_SPACE * max(word.size, run[-1].size):
            yield run
            run = []
        run.append(word)
    yield run


def _join(words: list[Fragment]) -> Fragment:
    letters = sum(len(word.text) for word in words)
    bold = sum(len(word.text) for word in words if word.is_bold)
    return Fragment(
        " ".join(word.text for word in words),
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        bottom=min(word.bottom for word in words),
        top=max(word.top for word in words),
        size=_usual_size(words),
        is_bold=bold > 0.8 * letters,
    )


def _usual_size(words: list[Fragment]) -> float:
    letters: Counter[float] = Counter()
    for word in words:
        letters[word.size] += len(word.text)
    return letters.most_common(1)[0][0]


_MARK = re.compile(
    r"[-•‣◦▪●○■□➢✓→·\uf000-\uf0ff–o]|\(?(\d{1,2}(\.\d{1,2})*|[a-z]|[ivx]+)[.)]?|[A-Z][.)]"
)


def _with_marks_joined(fragments: list[Fragment]) -> list[Fragment]:
    """Join a bullet or a number with what stands after it on its line, however far off."""
    joined: list[Fragment] = []
    for fragment in fragments:
        before = joined[-1] if joined else None
        if (
            before is not None
            and _MARK.fullmatch(before.text)
            and abs(before.middle - fragment.middle) < 0.5 * fragment.size
            and 0 < fragment.left - before.right < 5 * fragment.size
        ):
            joined[-1] = replace(_join([before, fragment]), size=fragment.size)
        else:
            joined.append(fragment)
    return joined

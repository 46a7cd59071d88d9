"""Word numbers: the numbers that Word itself puts before headings and clauses."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml.ns import qn

Element = Any


class WordNumbers:
    """Counts the numbered paragraphs of one document, in their order."""

    def __init__(self, numbering: Element | None) -> None:
        found = [] if numbering is None else numbering.findall(qn("w:num"))
        lists = [] if numbering is None else numbering.findall(qn("w:abstractNum"))
        self._numbers = {number.get(qn("w:numId")): number for number in found}
        self._lists = {one.get(qn("w:abstractNumId")): one for one in lists}
        self._counts: dict[str, list[int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def level_of_style(self, number_id: str, style_id: str) -> int:
        """Return the level that a numbered style stands for, 0 if none is named after it."""
        for level, definition in self._levels(number_id):
            style = definition.find(qn("w:pStyle"))
            if style is not None and style.get(qn("w:val")) == style_id:
                return level
        return 0

    def next_number(self, number_id: str, level: int) -> tuple[str, bool] | None:
        """Count a paragraph; return its number, and whether it names its place in the document.

        That is so of "4.2" or "Section 3", which others refer to, and not of "a)" or a bullet.
        None for a list without numbers.
        """
        levels = dict(self._levels(number_id))
        if level not in levels:
            return None
        list_id = self._list_id(number_id)
        counts = self._counts.setdefault(list_id, [])
        starts = [self._start(levels, number_id, above) for above in range(level + 1)]
        is_restarted = self._override(number_id, level) is not None
        if is_restarted and (number_id, level) not in self._restarted:
            del counts[level:]
        self._restarted.add((number_id, level))
        del counts[level + 1 :]
        for above in range(len(counts), level):
            counts.append(starts[above])
        if len(counts) == level:
            counts.append(starts[level])
        else:
            counts[level] += 1
        pattern = _value(levels[level], "w:lvlText")
        if _value(levels[level], "w:numFmt") in {"bullet", "none"} or "%" not in pattern:
            return None
        number = re.sub(r"%([1-9])", lambda place: _count(place, counts, levels), pattern)
        return number.strip(), pattern.count("%") > 1

    def _list_id(self, number_id: str) -> str:
        number = self._numbers.get(number_id)
        return "" if number is None else _value(number, "w:abstractNumId")

    def _levels(self, number_id: str) -> Iterator[tuple[int, Element]]:
        """Yield a list's levels by their depth, from 0, a list's own before its pattern's."""
        number = self._numbers.get(number_id)
        pattern = self._lists.get(self._list_id(number_id))
        for owner in (pattern, number):
            if owner is not None:
                for level in owner.iter(qn("w:lvl")):
                    depth = level.get(qn("w:ilvl"), "")
                    if depth.isdigit():
                        yield int(depth), level

    def _start(self, levels: dict[int, Element], number_id: str, level: int) -> int:
        stated = _value(levels[level], "w:start") if level in levels else "1"
        override = self._override(number_id, level)
        stated = stated if override is None else override
        return int(stated) if stated.isdigit() else 1

    def _override(self, number_id: str, level: int) -> str | None:
        number = self._numbers.get(number_id)
        for override in () if number is None else number.findall(qn("w:lvlOverride")):
            if override.get(qn("w:ilvl")) == str(level):
                return _value(override, "w:startOverride") or None
        return None


def _count(place: "re.Match[str]", counts: list[int], levels: dict[int, Element]) -> str:
    level = int(place[1]) - 1
    if level >= len(counts):
        return ""
    form = _value(levels[level], "w:numFmt") if level in levels else "decimal"
    return _FORMS.get(form, str)(counts[level])


def _letters(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else "0"


def _roman(count: int) -> str:
    signs = ""
    for value, sign in _ROMAN:
        while count >= value:
            signs, count = signs + sign, count - value
    return signs


_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_FORMS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "decimalZero": lambda count: f"{count:02d}",
}


def _value(element: Element, name: str) -> str:
    found = element.find(qn(name))
    return "" if found is None else found.get(qn("w:val")) or ""

"""Contents pages: which lines of a document only say on what page something stands."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

LONGEST_ENTRY = 200
"""Characters; a longer line is prose, or entries that run together."""

LOOKED_AT = 1000
"""Characters of a line in which entries that run together would show."""

LEAST_ENTRIES = 3
"""So many in a row are a contents page; fewer may be anything that ends in a number."""

_ROW_OF_DOTS = r"(?:\.{3,}|(?:\. ){3,}|…|·{3,}|_{3,})"
_PAGE_NUMBER = re.compile(r"(?P<between>[\s.…·_]+)(?:\d{1,3}|[ivx]{1,5})$")
_DOTS_AND_PAGE = re.compile(rf"{_ROW_OF_DOTS}\s*\d{{1,3}}\b")
_NUMBERING = re.compile(r"^[\d.\s]+")


def contents_lines(lines: Sequence[str], headings: Sequence[str]) -> list[bool]:
    """Return, of each line, whether it is an entry of a contents page.

    An entry ends in the number of a page, behind a row of dots or behind the words of one of
    the headings.
    """
    known = frozenset(squeezed for heading in headings for squeezed in _squeezed(heading))
    found = [_runs_together(line) or _is_entry(line, known) for line in lines]
    told: list[bool] = []
    for is_entry, run in groupby(zip(found, lines, strict=True), key=lambda pair: pair[0]):
        members = [line for _, line in run]
        enough = len(members) >= LEAST_ENTRIES or any(map(_runs_together, members))
        told += [is_entry and enough] * len(members)
    return told


def _runs_together(line: str) -> bool:
    return len(_DOTS_AND_PAGE.findall(line, 0, LOOKED_AT)) > 1


def _is_entry(line: str, headings: frozenset[str]) -> bool:
    line = line.strip()
    number = _PAGE_NUMBER.search(line) if len(line) <= LONGEST_ENTRY else None
    words = line[: number.start()] if number else ""
    if number is None or not any(letter.isalnum() for letter in words):
        return False
    if re.search(_ROW_OF_DOTS, number["between"]):
        return True
    return not headings.isdisjoint(_squeezed(words))


def _squeezed(heading: str) -> Iterator[str]:
    """Yield the letters and figures of a heading, with its own number and without."""
    for words in (heading, _NUMBERING.sub("", heading)):
        squeezed = "".join(letter for letter in words.casefold() if letter.isalnum())
        if squeezed:
            yield squeezed

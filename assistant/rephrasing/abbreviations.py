"""Abbreviations: the short forms that documents give themselves, "annual leave policy (ALP)"."""

import re
from collections.abc import Iterable, Mapping

_GIVEN = re.compile(r"\((?P<short>[A-Z][A-Za-z&]{1,7})\)")
_SMALL = frozenset(["and", "of", "the", "for", "in", "to", "on", "a", "an", "with"])


class Abbreviations:
    """Writes what documents abbreviate in its short form."""

    def __init__(self, long_forms: Mapping[str, str]) -> None:
        self._short = {long.lower(): short for long, short in long_forms.items()}
        longest_first = sorted(self._short, key=len, reverse=True)
        forms = "|".join(map(re.escape, longest_first)) or "(?!)"
        self._long = re.compile(rf"\b(?P<long>{forms})\b(?: \(\w+\))?", re.IGNORECASE)

    def shorten(self, text: str) -> str:
        """Return a text with each long form in its short one."""
        return self._long.sub(lambda found: self._short[found["long"].lower()], text)


def find_abbreviations(texts: Iterable[str]) -> Abbreviations:
    """Return the abbreviations that texts give in brackets after what they stand for.

    The capitals of the short form are the first letters of the words before it.
    """
    found: dict[str, str] = {}
    for text in texts:
        for given in _GIVEN.finditer(text):
            long = _long_form(text[max(0, given.start() - 120) : given.start()], given["short"])
            if long:
                found[long] = given["short"]
    return Abbreviations(found)


def _long_form(before: str, short: str) -> str | None:
    letters = [letter.lower() for letter in short if letter.isupper()]
    if len(letters) < 2:
        return None
    spans = list(re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", re.split(r"[.:;!?\n(]", before)[-1]))
    start = len(spans)
    for letter in reversed(letters):
        start -= 1
        while start > 0 and spans[start][0].lower() in _SMALL and spans[start][0][0] != letter:
            start -= 1
        if start < 0 or spans[start][0][0].lower() != letter:
            return None
    line = spans[0].string
    return line[spans[start].start() : spans[-1].end()]

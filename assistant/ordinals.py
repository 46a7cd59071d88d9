"""Ordinals: what names an item of a list by its place, such as "the second value"."""

import re
from collections.abc import Collection

from assistant.terms import terms

ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3,
    "fifth": 4, "5th": 4, "sixth": 5, "seventh": 6, "eighth": 7, "ninth": 8, "tenth": 9,
    "last": -1, "final": -1, "former": 0, "latter": -1,
}  # fmt: skip
"""Places from 0, those from the end below it."""
NTH = "|".join(ORDINALS)
_WORDS = {place: word for word, place in reversed(ORDINALS.items())}
_NAMED = re.compile(
    rf"\b(?:the|our|your|its|their|[’']s) (?P<nth>{NTH}) "
    r"(?:of (?:the|our|your) (?P<many>(?:\w+ )?\w+)|(?P<one>(?:\w+ )?\w+))",
    re.IGNORECASE,
)
_WORD_NTH = re.compile(rf"\b(?P<nth>{NTH})\b(?: (?P<of>\w+))?", re.IGNORECASE)


def beside(text: str, of: str, step: int) -> str | None:
    """Return the place `step` after the first that a text names, as a word: "second" for "first".

    None if it names none, or none of that kind of thing where `of` says of what ("section").
    """
    for found in _WORD_NTH.finditer(text):
        place = ORDINALS[found["nth"].lower()]
        if of in ("", (found["of"] or "").lower()) and place >= 0:
            return _WORDS.get(place + step) if place + step >= 0 else None
    return None


def asks_beyond(question: str, items: int, of: Collection[str]) -> bool:
    """Return whether a question asks for the nth thing of a list that has fewer `items`.

    `of` are the terms of what the list is of: "the sixth pillar" is one of a list of pillars, and
    "the sixth floor" is not; neither is what a list of its own is of ("third stage").
    """
    found = _NAMED.search(question)
    if found is None or ORDINALS[found["nth"].lower()] < items:
        return False
    named = [*terms(found["many"] or found["one"])]
    itself = {*terms(found["nth"]), *terms(str(ORDINALS[found["nth"].lower()] + 1))}
    is_one = found["one"] is None or not found["one"].endswith("s")
    return is_one and bool(named) and set(named) <= set(of) and itself.isdisjoint(of)

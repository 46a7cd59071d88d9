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
_THE_NTH = re.compile(
    rf"\b(?:the|our|your|its|their) (?P<nth>{NTH})\b(?! (?:aid|hand|class|name))(?: (?P<of>\w+))?",
    re.IGNORECASE,
)


def step_place(text: str, of: str, step: int) -> tuple[str, str] | None:
    """Return the place `step` after the last that a text names, and the text with that instead.

    So "second" for "the first section". None if it names none, or none of that kind of thing
    where `of` says of what ("section").
    """
    named = [
        found
        for found in _THE_NTH.finditer(text)
        if of in ("", (found["of"] or "").lower()) and ORDINALS[found["nth"].lower()] >= 0
    ]
    if not named:
        return None
    found = named[-1]
    place = ORDINALS[found["nth"].lower()] + step
    if place < 0 or place not in _WORDS:
        return None
    return _WORDS[place], text[: found.start("nth")] + _WORDS[place] + text[found.end("nth") :]


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

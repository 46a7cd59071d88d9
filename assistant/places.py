"""Places: what names an item of a list by its place, such as "the second value"."""

import re
from collections.abc import Collection

from assistant.terms import terms

ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3,
    "fifth": 4, "5th": 4, "sixth": 5, "6th": 5, "seventh": 6, "7th": 6, "eighth": 7, "8th": 7,
    "ninth": 8, "9th": 8, "tenth": 9, "10th": 9, "last": -1, "final": -1, "former": 0,
    "latter": -1,
}  # fmt: skip
"""Places from 0, those from the end below it."""
NTH = "|".join(ORDINALS)
_OF_A_LIST = frozenset(terms("item point step part thing value aim goal priority objective stage"))
_NAMED = re.compile(rf"\b(?P<nth>{NTH}) (?P<what>[a-z]+(?: [a-z]+)?)\b", re.IGNORECASE)


def asks_beyond(question: str, items: int, of: Collection[str]) -> bool:
    """Return whether a question asks for the nth thing of a list that has fewer `items`.

    `of` are the terms of what the list is of: "the sixth pillar" is one of a list of pillars, and
    "the sixth floor" is not.
    """
    named = _OF_A_LIST.union(of)
    return any(
        ORDINALS[found["nth"].lower()] >= items and not named.isdisjoint(terms(found["what"]))
        for found in _NAMED.finditer(question)
    )

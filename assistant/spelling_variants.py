"""Spelling variants: the British and the American way to write one word."""

import re
from collections.abc import Iterator

_TWINS = (
    ("our", "or"),
    ("is", "iz"),
    ("ys", "yz"),
    ("tre", "ter"),
    ("ogue", "og"),
    ("ence", "ense"),
    ("amme", "am"),
    ("lment", "llment"),
    ("lful", "llful"),
    ("ae", "e"),
    ("oe", "e"),
    ("grey", "gray"),
)
"""What is doubled, as in "counselling", has the same stem."""


def other_spellings(word: str) -> Iterator[str]:
    """Yield how a word may be written on the other side of the Atlantic; most are no words."""
    for british, american in _TWINS:
        for here, there in ((american, british), (british, american)):
            for found in re.finditer(here, word):
                yield word[: found.start()] + there + word[found.end() :]

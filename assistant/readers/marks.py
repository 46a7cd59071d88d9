"""Marks: how a line of text shows that it is a list item or a heading."""

import re

BULLET = re.compile(
    "(?P<mark>[-*+•‣◦▪▫●○■□◆◇➢➤►▶✓✔➔→·∙⁃\uf0b7\uf0a7\uf0d8\uf0fc\uf076–—]|o(?=\\s+[A-Z]))"
    "[\\s\u200b]+(?P<words>\\S.*)",
    re.DOTALL,
)
"""A bullet and the words after it; Word's Symbol and Wingdings bullets are private characters."""

_ENUMERATOR = re.compile(
    r"(?P<mark>\(?(?P<count>\d{1,2}|[a-z]|[ivx]{1,4}|[A-Z])[.)])\s+(?P<words>\S.*)", re.DOTALL
)

CLAUSE_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=[^\W\d_])")
"""The number of a section or a clause, which is a part of its words: "4.2 Annual leave"."""


def split_item(line: str) -> tuple[str, str] | None:
    """Return a list item's bullet or number and its words, or None if the line is no item."""
    match = BULLET.match(line) or _ENUMERATOR.match(line)
    return (match["mark"], match["words"]) if match else None


def is_enumerated(line: str) -> bool:
    """Tell whether a line begins like an item of a numbered or lettered list."""
    return bool(_ENUMERATOR.match(line))


def is_short(line: str) -> bool:
    """Tell whether a line could be a heading or a list item: a few words, and no sentence."""
    return (
        "\n" not in line
        and len(line.split()) <= 12
        and len(line) <= 90
        and not line.endswith((".", ",", ";", ":", "!", "”", '"', "-"))
        and any(character.isalpha() for character in line)
    )


def looks_like_heading(line: str) -> bool:
    """Tell whether a line by itself could be a heading."""
    return is_short(line) and not line[0].islower() and "@" not in line and "://" not in line


def is_capitals(line: str) -> bool:
    """Tell whether a line is set in capitals, as headings are in plain text."""
    letters = [character for character in line if character.isalpha()]
    return len(letters) > 3 and all(character.isupper() for character in letters)

"""The closed lists of words that connect, tie down or change their form, from one file."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from assistant.terms import stem

Kind = Literal[
    "content",
    "name",
    "number",
    "negation",
    "limit",
    "modal",
    "quantity",
    "pronoun",
    "owner",
    "preposition",
]

BINDING: frozenset[Kind] = frozenset(["negation", "limit", "quantity"])
"""Words of these kinds are never left out of what is said."""


@dataclass(frozen=True, slots=True)
class WordKinds:
    """The closed lists: connecting words and phrases; firm words with their kind and form.

    `irregular` gives the stem of forms that share none.
    """

    connecting: frozenset[str]
    phrases: re.Pattern[str]
    firm: Mapping[str, tuple[Kind, str]]
    irregular: Mapping[str, str]
    participles: frozenset[str]


@cache
def load_word_kinds() -> WordKinds:
    """Read the closed lists that ship with the package."""
    tables = tomllib.loads((files("assistant.rephrasing") / "word_kinds.toml").read_text())
    firm: dict[str, tuple[Kind, str]] = {}
    for kind, lines in tables["firm"].items():
        for line in lines.strip().splitlines():
            same = line.split()
            firm |= dict.fromkeys(same, (kind, same[0]))
    forms = [line.split() for line in tables["irregular"]["words"].strip().splitlines()]
    phrases = [line.strip() for line in tables["connecting"]["phrases"].strip().splitlines()]
    longest_first = "|".join(sorted((re.escape(phrase) for phrase in phrases), key=len)[::-1])
    return WordKinds(
        frozenset(tables["connecting"]["words"].split()),
        re.compile(rf"\b(?:{longest_first})\b,?", re.IGNORECASE),
        firm,
        {form: stem(line[0]) for line in forms for form in line},
        frozenset(line[-1] for line in forms if len(line) > 2),
    )

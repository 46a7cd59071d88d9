"""Everyday words: what people type for the words that documents use."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from assistant.terms import fold, stem

Others = Mapping[str, Sequence[str]]
"""For stems of words, the words that may stand in their place, best first."""


@cache
def load_short_forms() -> Others:
    """Return what short forms are short for ("hrs")."""
    return _load("short")


@cache
def load_everyday_words() -> Others:
    """Return other words for what people type, short forms too."""
    return _load("short", "other")


def _load(*names: str) -> Others:
    tables = tomllib.loads((files("assistant") / "everyday_words.toml").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for name in names:
        for word, others in tables[name].items():
            found.setdefault(stem(fold(word)), []).extend(others)
    return found

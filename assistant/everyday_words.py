"""Everyday words: what people type for the words that documents use."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

Others = Mapping[str, Sequence[str]]
"""For words, folded, those that may stand in their place, best first."""


@cache
def load_typed_forms() -> Mapping[str, str]:
    """Return how the words are written that people type in a hurry ("wat")."""
    typed: Mapping[str, str] = _read()["typed"]
    return typed


@cache
def load_short_forms() -> Others:
    """Return what short forms are short for ("hrs")."""
    return read_everyday_words()["short"]


@cache
def load_everyday_words() -> Others:
    """Return other words for everyday ones, in singular and plural."""
    found: dict[str, list[str]] = {}
    table = read_everyday_words()["other"]
    for word, others in table.items():
        found[word] = [form for other in others for form in (other, _plural(other))]
    for word, others in table.items():
        plural = [form for other in others for form in (_plural(other), other)]
        found.setdefault(_plural(word), plural)
    return found


def read_everyday_words() -> Mapping[str, Others]:
    """Return the tables of other words in the file that ships with the package, by name."""
    tables = _read()
    return {name: tables[name] for name in ("short", "other")}


def _read() -> Mapping[str, Any]:
    return tomllib.loads((files("assistant") / "everyday_words.toml").read_text("utf-8"))


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}s"

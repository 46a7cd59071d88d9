"""Everyday words: what people type for the words that documents use."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files


@cache
def load_everyday_words() -> Mapping[str, Sequence[str]]:
    """Return for words and short forms, folded, those that may stand in their place, best first."""
    tables = tomllib.loads((files("assistant") / "everyday_words.toml").read_text("utf-8"))
    return {word: others for table in tables.values() for word, others in table.items()}

"""English: which words are words of it, by the frequency dictionary that comes with symspellpy."""

from functools import cache
from importlib.resources import files

_FILE = "frequency_dictionary_en_82_765.txt"


def is_english(word: str) -> bool:
    """Return whether a word in lower case is English; names and new words are seldom known."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    lines = (files("symspellpy") / _FILE).read_text("utf-8-sig").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines)

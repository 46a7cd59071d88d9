"""Languages: whether a message is in English, guessed from its letters and commonest words."""

import re
import tomllib
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
LATIN_SHARE = 0.5
"""With fewer letters of our alphabet than this share, a message is not in English."""

FOREIGN_SHARE = 0.2
"""With fewer common words of another language than this share, a message passes for English."""


def is_english(text: str) -> bool:
    """Return whether a message can be taken for English; names, initials and slips can.

    Only what is surely another language counts against it: letters of another alphabet, or two
    of another language's commonest words and more of those than of English.
    """
    english, others = _common_words()
    words = [word.lower() for word in _WORD.findall(text)]
    letters = sum(map(len, words))
    if len(_LATIN.findall(text)) < LATIN_SHARE * letters:
        return any(word in english for word in words)
    foreign = sum(word in others for word in words)
    familiar = sum(word in english for word in words)
    return foreign < 2 or foreign <= familiar or foreign < FOREIGN_SHARE * len(words)


@cache
def _common_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return common words of English and of other languages, without those of both."""
    tables = tomllib.loads((files("assistant.routing") / "languages.toml").read_text("utf-8"))
    english = frozenset(tables["english"].split())
    others = frozenset(word for words in tables["others"].values() for word in words.split())
    return english - others, others - english

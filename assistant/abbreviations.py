"""Abbreviations: the short names that a corpus gives, as in "Human Resources (HR)"."""

import re
from collections.abc import Iterable, Iterator

from assistant.terms import STOP_WORDS

_SHORT = r"[A-Z][A-Za-z]*[A-Z]"
_BEHIND = re.compile(rf"(?P<words>(?:[\w’'-]+,? ){{2,12}})\((?P<short>{_SHORT})\)")
_BEFORE = re.compile(rf"\b(?P<short>{_SHORT}) \((?P<long>[A-Za-z][\w’', -]+)\)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = frozenset(["a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"])


class Abbreviations:
    """Knows what the texts of a corpus shorten, each with the words that it stands for."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._long: dict[str, str] = {}
        for text in texts:
            for short, long in _explained(text):
                self._long.setdefault(short, long)

    def other_words(self, question: str) -> Iterator[str]:
        """Yield a question with a short name written out, and with a long one shortened.

        Small letters will do for a short name that is no common word.
        """
        for short, long in self._long.items():
            any_case = 0 if short.lower() in STOP_WORDS else re.IGNORECASE
            for here, there, flags in ((short, long, any_case), (long, short, re.IGNORECASE)):
                other = re.sub(rf"\b{re.escape(here)}\b", there, question, flags=flags)
                if other != question:
                    yield other


def _explained(text: str) -> Iterator[tuple[str, str]]:
    """Yield each short name with its long one, where the words' first letters are its letters."""
    if "(" not in text:
        return
    for found in _BEHIND.finditer(text):
        for start in reversed([word.start() for word in _WORD.finditer(found["words"])]):
            long = found["words"][start:].rstrip(" ,")
            if _spells(long, found["short"]):
                yield found["short"], long
                break
    for found in _BEFORE.finditer(text):
        if _spells(found["long"], found["short"]):
            yield found["short"], found["long"].strip()


def _spells(long: str, short: str) -> bool:
    spelled = [word[0].lower() for word in _WORD.findall(long)]
    large = [word[0].lower() for word in _WORD.findall(long) if word.lower() not in _SMALL]
    return list(short.lower()) in (spelled, large) and len(spelled) > 1

"""Abbreviations: the short names that a corpus gives, as in "Human Resources (HR)"."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from assistant.terms import STOP_WORDS

_SHORT = r"[A-Z][A-Za-z&]{0,18}[A-Z]"
_GIVEN = re.compile(
    rf"\((?P<behind>{_SHORT})\)|\b(?P<before>{_SHORT}) \((?P<long>[A-Za-z][\w’', -]+)\)"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = frozenset(["a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"])
_LONGEST = 120
"""Characters; no long name is longer."""


class Abbreviations:
    """Knows what texts shorten, each short name with the words that it stands for."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._long: dict[str, str] = {}
        self._starting: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for text in texts:
            for given in _GIVEN.finditer(text) if "(" in text else ():
                short = given["behind"] or given["before"]
                long = _long_name(text, given) if short not in self._long else None
                if long:
                    self._long[short] = long
                    self._starting[_WORD.findall(long)[0].lower()].append((long.lower(), short))
        self._lower = {
            short.lower(): long
            for short, long in self._long.items()
            if short.lower() not in STOP_WORDS
        }

    def other_words(self, question: str) -> Iterator[str]:
        """Yield a question with its short names written out, and with its long ones shortened.

        Small letters will do for a short name that is no common word.
        """
        for other in (self._written_out(question), self.shorten(question)):
            if other != question:
                yield other

    def shorten(self, text: str) -> str:
        """Return a text with each long name in its short form, given behind it or not."""
        lower, parts, done = text.lower(), [], 0
        for word in _WORD.finditer(lower):
            long = self._long_name_at(lower, word.start())
            if word.start() >= done and long:
                parts += [text[done : word.start()], long[1]]
                done = word.start() + len(long[0])
                done += len(f" ({long[1]})") * text.startswith(f" ({long[1]})", done)
        return "".join([*parts, text[done:]])

    def _written_out(self, text: str) -> str:
        def write(word: re.Match[str]) -> str:
            return self._long.get(word[0]) or self._lower.get(word[0].lower(), word[0])

        return _WORD.sub(write, text)

    def _long_name_at(self, lower: str, start: int) -> tuple[str, str] | None:
        """Return the longest of the long names that stand at a place, and its short one."""
        first = _WORD.match(lower, start)
        found = [
            (long, short)
            for long, short in self._starting.get(first[0] if first else "", ())
            if lower.startswith(long, start) and not lower[start + len(long) :][:1].isalnum()
        ]
        return max(found, key=lambda names: len(names[0]), default=None)


def _long_name(text: str, given: re.Match[str]) -> str | None:
    """Return what a short name stands for, which is beside it or in the brackets behind it."""
    if given["before"]:
        long = given["long"]
        is_long = len(long) <= _LONGEST and _spelled(long, given["before"]) == long
        return long if is_long else None
    before = text[max(0, given.start() - _LONGEST) : given.start()]
    return _spelled(re.split(r"[.:;!?\n(]", before)[-1], given["behind"])


def _spelled(words: str, short: str) -> str | None:
    """Return the last of some words, whose first letters are the capitals of a short name."""
    letters = [letter.lower() for letter in short if letter.isupper()]
    spans = list(_WORD.finditer(words))
    start = _start([span[0].lower() for span in spans], letters) if len(letters) > 1 else None
    return None if start is None else words[spans[start].start() : spans[-1].end()]


def _start(words: list[str], letters: list[str]) -> int | None:
    """Return how many words stand before those that end in these first letters, if some do.

    A small word counts where a letter is its own, and may be passed over.
    """

    @cache
    def start(words_left: int, letters_left: int) -> int | None:
        if not letters_left or not words_left:
            return None if letters_left else words_left
        last = words[words_left - 1]
        found = None
        if last[0] == letters[letters_left - 1]:
            found = start(words_left - 1, letters_left - 1)
        if found is None and last in _SMALL:
            found = start(words_left - 1, letters_left)
        return found

    return start(len(words), len(letters))

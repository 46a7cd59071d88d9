"""Spelling: mends a typed word that is no word by the nearest word of the corpus."""

import re
from collections.abc import Callable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.terms import words

SHORTEST = 4
LONG_WORD = 8
"""Words from this length on may be two edits away, shorter ones one."""


class Speller:
    """Knows the words of a corpus, with how often each stands there."""

    def __init__(self, counts: Mapping[str, int], is_english: Callable[[str], bool]) -> None:
        self._counts = counts
        self._is_english = is_english
        self._by_length: dict[int, list[str]] = {}
        for word in counts:
            if word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)

    def mend(self, text: str) -> str:
        """Return a question with each misspelt word replaced; all else stays as typed."""
        return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lambda found: self._mend_word(found[0]), text)

    def _mend_word(self, typed: str) -> str:
        folded = words(typed)
        word = folded[0] if len(folded) == 1 else ""
        if len(word) < SHORTEST or not word.isalpha():
            return typed
        if word in self._counts or self._is_english(word):
            return typed
        edits = 2 if len(word) >= LONG_WORD else 1
        lengths = range(len(word) - edits, len(word) + edits + 1)
        near = [known for length in lengths for known in self._by_length.get(length, ())]
        found = process.extract(
            word, near, scorer=OSA.distance, score_cutoff=edits, limit=20, processor=None
        )
        if not found:
            return typed
        best, _, _ = min(found, key=lambda f: (f[1], f[0][0] != word[0], -self._counts[f[0]]))
        return best

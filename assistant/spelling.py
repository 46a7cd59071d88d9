"""Spelling: brings the words of a question to those of the corpus."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.everyday_words import load_everyday_words, load_short_forms
from assistant.spelling_variants import other_spellings
from assistant.terms import QUESTION_WORDS, STOP_WORDS, stem, words

SHORTEST = 4
LONG_WORD = 8
"""Words from this length on may be two edits away, shorter ones one."""

LONGEST_WORD = 30
"""What is longer is no slip of a word."""

LONGEST_ENDING = 3
"""Stems that differ only in an ending of so many letters are kin: merg(e), merger."""

_OF = re.compile(r" of\b", re.IGNORECASE)
_ENDINGS = ("ing", "ed", "ly", "ness")

_WORD = re.compile(r"(?<![\w@.])[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w@]|\.\w)")
"""A word that is no part of an address."""


class Speller:
    """Knows the words of a corpus, with how often each stands there."""

    def __init__(self, counts: Mapping[str, int], is_english: Callable[[str], bool]) -> None:
        self._counts = counts
        self._is_english = is_english
        self._by_length: dict[int, list[str]] = {}
        self._by_stem: dict[str, str] = {}
        self._by_start: dict[str, list[str]] = {}
        for word in sorted(counts, key=lambda word: -counts[word]):
            if word.isalpha() and word not in STOP_WORDS:
                self._by_length.setdefault(len(word), []).append(word)
                if stem(word) not in self._by_stem:
                    self._by_stem[stem(word)] = word
                    self._by_start.setdefault(word[:SHORTEST], []).append(stem(word))

    def mend(self, text: str) -> str:
        """Return a question with each misspelt word replaced by the nearest one of the corpus.

        So is each short form that the corpus lacks, by what it is short for there.
        """
        return _WORD.sub(lambda found: self._replace(found[0], self._mended), text)

    def to_corpus_words(self, text: str) -> str:
        """Return a question with each word that the corpus lacks replaced by its kin there.

        So "merge" becomes "merger" where only that stands in the corpus, and "center" "centre".
        """
        return _WORD.sub(lambda found: self._replace(found[0], self._kin), text)

    def without_everyday_words(self, text: str) -> str:
        """Return a question with each everyday word that the corpus lacks as one that it has.

        A word with a capital inside the question is a name, and left; so is one before "of".
        """
        first = len(text) - len(text.lstrip())

        def replace(found: re.Match[str]) -> str:
            typed, after = found[0], text[found.end() :]
            is_name = typed[0].isupper() and typed[1:].islower() and found.start() > first
            if is_name or _OF.match(after):
                return typed
            return self._replace(typed, self._documents_word, STOP_WORDS)

        return _WORD.sub(replace, text)

    def _replace(
        self,
        typed: str,
        other: Callable[[str], str | None],
        left: Collection[str] = STOP_WORDS | QUESTION_WORDS,
    ) -> str:
        """Return another word for one whose stem the corpus lacks, or itself; some are `left`."""
        folded = words(typed)
        word = folded[0] if len(folded) == 1 else ""
        if not word or word in left or stem(word) in self._by_stem:
            return typed
        return other(word) or typed

    def _mended(self, word: str) -> str | None:
        short = self._one_of(load_short_forms().get(word, ()))
        if short or word in load_everyday_words():
            return short
        return self._nearest(word)

    def _documents_word(self, word: str) -> str | None:
        return self._one_of(load_everyday_words().get(word, ()))

    def _one_of(self, others: Sequence[str]) -> str | None:
        """Return the first of some words that the corpus has."""
        return next((other for other in others if other in self._counts), None)

    def _nearest(self, word: str) -> str | None:
        if len(word) < SHORTEST or not word.isalpha() or self._is_word(word):
            return None
        edits = 2 if len(word) >= LONG_WORD else 1
        lengths = range(len(word) - edits, len(word) + edits + 1)
        near = [known for length in lengths for known in self._by_length.get(length, ())]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=edits, limit=20)
        if not found:
            return self._only_english(word)
        best, _, _ = min(found, key=lambda f: (f[1], f[0][0] != word[0], -self._counts[f[0]]))
        return best

    def _is_word(self, word: str) -> bool:
        """Return whether a word is English, as far as can be told: "wording" is, from "word"."""
        bases = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return self._is_english(word) or any(
            len(base) >= SHORTEST and not base.endswith("e") and self._is_english(base)
            for base in bases
        )

    def _only_english(self, word: str) -> str | None:
        """Return the English word one slip away, if there is only one."""
        if not LONG_WORD <= len(word) <= LONGEST_WORD:
            return None
        known = {slip for slip in _slips(word) if self._is_english(slip)}
        return known.pop() if len(known) == 1 else None

    def _kin(self, word: str) -> str | None:
        own = stem(word)
        if len(own) < SHORTEST or not word.isalpha():
            return None
        for other in other_spellings(word):
            if stem(other) in self._by_stem:
                return self._by_stem[stem(other)]
        for known in self._by_start.get(own[:SHORTEST], ()):
            short, long = sorted((own, known), key=len)
            if long.startswith(short) and len(long) - len(short) <= LONGEST_ENDING:
                return self._by_stem[known]
        return None


def _slips(word: str) -> Iterator[str]:
    """Yield the words one slip away that start alike: a letter out, in, changed, or two swapped."""
    for i in range(1, len(word) + 1):
        before, after = word[:i], word[i:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]

"""Spelling: brings the words of a question to those of the corpus."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from assistant.asking_words import CONTRACTED, SHAPE_WORDS, load_asking_words
from assistant.english import is_english
from assistant.everyday_words import load_everyday_words, load_short_forms, load_typed_forms
from assistant.slips import kind_of_slip, slips, words_near
from assistant.spelling_variants import other_spellings
from assistant.terms import QUESTION_WORDS, STOP_WORDS, stem, words

SHORTEST = 4
LONGEST_NAME = 5
"""Words up to this length are often names and acronyms: "tupe" is no slip of "type"."""

LONG_WORD = 8
"""Words from this length on may be two edits away, shorter ones one."""

LONGEST_WORD = 30
"""What is longer is no slip of a word."""

LONGEST_ENDING = 3
"""Stems that differ only in an ending of so many letters are kin: merg(e), merger."""

_SHAPE_BY_LENGTH = {
    length: sorted(word for word in SHAPE_WORDS if len(word) == length)
    for length in {len(word) for word in SHAPE_WORDS}
}
_GOES_ON = re.compile(r" (?!and\b|or\b)\w", re.IGNORECASE)
"""What follows "whats" where it is short for "what is": not in "the hows and whys"."""
_OF = re.compile(r" of\b", re.IGNORECASE)
_ENDINGS = ("ing", "ed", "ly", "ness")

_WORD = re.compile(r"(?<![\w@.])[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w@]|\.\w)")
"""A word that is no part of an address."""


class Speller:
    """Knows the words of a corpus, with how often each stands there, and common English words."""

    def __init__(self, counts: Mapping[str, int], is_common: Callable[[str], bool]) -> None:
        self._counts = counts
        self._is_common = is_common
        self._by_length: dict[int, list[str]] = {}
        self._by_stem: dict[str, str] = {}
        self._by_start: dict[str, list[str]] = {}
        for word in sorted(counts, key=lambda word: -counts[word]):
            if word.isalpha() and word not in STOP_WORDS:
                self._by_length.setdefault(len(word), []).append(word)
                if stem(word) not in self._by_stem:
                    self._by_stem[stem(word)] = word
                    self._by_start.setdefault(word[:SHORTEST], []).append(stem(word))
        self._asking_by_length: dict[int, list[str]] = {}
        for word in sorted((load_asking_words() - counts.keys()) | SHAPE_WORDS):
            self._asking_by_length.setdefault(len(word), []).append(word)

    def mend(self, text: str) -> str:
        """Return a question with each misspelt word as the nearest one of the corpus, or of asking.

        So is each short form that the corpus lacks, by what it is short for there.
        """
        return _WORD.sub(lambda found: self._replace(found[0], self._mending(found)), text)

    def mend_shape(self, text: str) -> str:
        """Return a message with the misspelt words that only say what is asked: "whta", "mnay".

        By them it is told what a follow-up means, and of how many questions a message is.
        """

        def replace(found: re.Match[str]) -> str:
            if not _is_near_shape(found[0]):
                return found[0]
            mended = self._replace(found[0], self._mending(found))
            shape = words(mended)[-1:] and words(mended)[-1].removesuffix("'s") in SHAPE_WORDS
            return mended if shape else found[0]

        return _WORD.sub(replace, text)

    def to_corpus_words(self, text: str) -> str:
        """Return a question with each word that the corpus lacks replaced by its kin there.

        So "merge" becomes "merger" where only that stands in the corpus, and "center" "centre".
        """
        return _WORD.sub(lambda found: self._replace(found[0], self._kin), text)

    def without_everyday_words(self, text: str) -> str:
        """Return a question with each everyday word that the corpus lacks as one that it has.

        A name is left; so is a word before "of".
        """

        def replace(found: re.Match[str]) -> str:
            if _is_name(found) or _OF.match(text, found.end()):
                return found[0]
            return self._replace(found[0], self._documents_word, STOP_WORDS)

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
        base = word.removesuffix("'s")
        replaced = other(base)
        return replaced + typed[len(base) :] if replaced else typed

    def _mending(self, found: re.Match[str]) -> Callable[[str], str | None]:
        """Return what mends a word; a name or an acronym is mended to words of the corpus alone."""
        typed = found[0]
        special = _is_name(found) or (typed.isupper() and not found.string.isupper())
        asking = {} if special else self._asking_by_length

        def mended(word: str) -> str | None:
            short = self._one_of(load_short_forms().get(word, ()))
            if short or word in load_everyday_words():
                return short
            contracted = CONTRACTED.get(word) if _GOES_ON.match(found.string, found.end()) else None
            as_written = contracted or load_typed_forms().get(word)
            if as_written and not special:
                return as_written
            return self._nearest(word, asking)

        return mended

    def _documents_word(self, word: str) -> str | None:
        return self._one_of(load_everyday_words().get(word, ()))

    def _one_of(self, others: Sequence[str]) -> str | None:
        """Return the first of some words that the corpus has."""
        return next((other for other in others if other in self._counts), None)

    def _nearest(self, word: str, asking: Mapping[int, Sequence[str]]) -> str | None:
        if len(word) > LONGEST_WORD or not word.isalpha() or self._is_word(word):
            return None
        if len(word) < SHORTEST:
            return _shape_meant(word, asking)
        edits = 2 if len(word) >= LONG_WORD else 1
        found = words_near(word, self._by_length, edits)
        found += [near for near in words_near(word, asking, 1) if _may_be_meant(word, near[0])]
        if not found and word.endswith("s") and not word.endswith("ss"):
            one = self._nearest(word[:-1], asking)
            return f"{one}s" if one else self._only_common(word)
        if not found:
            return self._only_common(word)
        return min(found, key=lambda one: (one[1], *self._unlikeliness(word, one[0])))[0]

    def _unlikeliness(self, word: str, meant: str) -> tuple[bool | int, ...]:
        """Return how little a word looks like a slip of another one that is as near as others.

        Least with the same first letter, where the corpus has the word or it shapes a question,
        by the kind of slip, and for a common word.
        """
        count = self._counts.get(meant, 0)
        shapes = meant in SHAPE_WORDS
        kind = kind_of_slip(word, meant)
        return meant[0] != word[0], not (count or shapes), kind, not shapes, -count

    def _is_word(self, word: str) -> bool:
        """Return whether a word is English, as far as can be told: "wording" is, from "word"."""
        bases = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return (
            is_english(word)
            or self._is_common(word)
            or any(
                len(base) >= SHORTEST and not base.endswith("e") and self._is_common(base)
                for base in bases
            )
        )

    def _only_common(self, word: str) -> str | None:
        """Return the common English word one slip away, if there is only one."""
        if not LONG_WORD <= len(word) <= LONGEST_WORD:
            return None
        known = {slip for slip in slips(word) if self._is_common(slip)}
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


def _is_near_shape(typed: str) -> bool:
    """Return whether a word may be one of the few that shape a question, which is soon told."""
    word = "".join(words(typed)).removesuffix("'s")
    written = word in CONTRACTED or word in load_typed_forms()
    return written or bool(words_near(word, _SHAPE_BY_LENGTH, 1))


def _shape_meant(word: str, asking: Mapping[int, Sequence[str]]) -> str | None:
    """Return what a very short word is that lacks a letter or has two swapped, if only one."""
    meant = {
        known
        for known, _ in words_near(word, asking, 1)
        if known in SHAPE_WORDS and known[0] == word[0]
        if len(known) > len(word) or kind_of_slip(word, known) == 0
    }
    return meant.pop() if len(word) == SHORTEST - 1 and len(meant) == 1 else None


def _may_be_meant(word: str, asking: str) -> bool:
    """Return whether a word is likely enough a slip of one of asking: a short one may be a name."""
    likely = (0, 1, 2) if asking in SHAPE_WORDS else (0, 2)
    return len(word) > LONGEST_NAME or (
        asking[0] == word[0] and kind_of_slip(word, asking) in likely
    )


def _is_name(found: re.Match[str]) -> bool:
    """Return whether a word has a capital inside the question."""
    text, typed = found.string, found[0]
    first = len(text) - len(text.lstrip())
    return typed[0].isupper() and typed[1:].islower() and found.start() > first

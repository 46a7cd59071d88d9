"""Slips: what a mistyped word may have been meant for, and how likely."""

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST = 20
"""So many words are weighed against each other."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS_BESIDE = {
    key: "".join(
        line[max(at - 1, 0) : at + 2] for line in _ROWS[max(row - 1, 0) : row + 2]
    ).replace(key, "")
    for row, keys in enumerate(_ROWS)
    for at, key in enumerate(keys)
}
"""The keys next to each one of a keyboard or a phone."""

_VOWELS = frozenset("aeiou")


def words_near(
    word: str, by_length: Mapping[int, Sequence[str]], edits: int
) -> list[tuple[str, int]]:
    """Return the nearest of the words known by their length, each with how many edits away.

    An edit is a letter out, in or changed, or two swapped; none is more than `edits` away.
    """
    lengths = range(len(word) - edits, len(word) + edits + 1)
    known = [other for length in lengths for other in by_length.get(length, ())]
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=edits, limit=MOST)
    return [(str(other), int(away)) for other, away, _ in found]


def kind_of_slip(word: str, meant: str) -> int:
    """Return 0 for letters swapped, 1 for a key beside the right one, 2 for one left out or twice.

    So is a vowel for another, as it is heard. A letter too many is 3, any other for the right
    one 4.
    """
    if len(word) != len(meant):
        return 2 if len(word) < len(meant) or set(word) == set(meant) else 3
    if sorted(word) == sorted(meant):
        return 0
    changed = [(a, b) for a, b in zip(word, meant, strict=True) if a != b]
    if all(b in _KEYS_BESIDE.get(a, "") for a, b in changed):
        return 1
    return 2 if all({a, b} <= _VOWELS for a, b in changed) else 4


def slips(word: str) -> Iterator[str]:
    """Yield the words one slip away that start alike: a letter out, in, changed, or two swapped."""
    for i in range(1, len(word) + 1):
        before, after = word[:i], word[i:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]

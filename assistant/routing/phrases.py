"""Phrases: patterns of words, written as people read them, found in sentences.

How one is written:

    word            that word
    one|other       either word
    (a b|c)         any of these runs of words
    {slot}          any of the runs that the slot lists
    [a b]           the same, or nothing
    ..              up to three words
    ...             up to eight words
    ^  $            the sentence starts, or ends, here
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.routing.message_words import Sentence

Slots = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Phrases:
    """A set of phrases: their patterns by words of which one is in every sentence that holds them.

    Those of a word are one pattern, so that a sentence is read once for all of them. It is
    compiled when a sentence first holds the word: all at once take half a second.
    """

    patterns: Mapping[str, str]
    words: frozenset[str]

    def out_of_question(self, words: frozenset[str]) -> bool:
        """Return whether a message of these words cannot hold one of the phrases."""
        return self.patterns.keys().isdisjoint(words)

    def found_in(self, sentence: Sentence) -> bool:
        """Return whether the sentence holds one of the phrases."""
        for word in self.patterns.keys() & sentence.words:
            if _compiled(self.patterns[word]).search(sentence.text):
                return True
        return False

    def taken_out_of(self, sentence: Sentence) -> Sentence:
        """Return the sentence without the phrases it holds."""
        if not self.found_in(sentence):
            return sentence
        text = sentence.text
        for word in sorted(self.patterns.keys() & sentence.words):
            text = _compiled(self.patterns[word]).sub(" ", text)
        return replace(sentence, text=text, words=frozenset(text.split()))


def read_phrases(lines: str, slots: Slots) -> Phrases:
    """Return a set of phrases, written one a line, ready to look for.

    Raises ValueError for a phrase that is not well written or names a slot that is not there.
    """
    patterns: dict[str, list[str]] = {}
    words: set[str] = set()
    for line in phrase_lines(lines):
        part = _read_phrase(line, slots)
        pattern = f" {part.pattern}".replace(" \\A", "\\A ")
        words |= part.words
        for key in part.keys or ():
            patterns.setdefault(key, []).append(pattern)
    return Phrases({word: "|".join(own) for word, own in patterns.items()}, frozenset(words))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def phrase_lines(lines: str) -> list[str]:
    """Return the phrases of a text, without its blank lines and comments."""
    stripped = (line.strip() for line in lines.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a phrase; `keys` is None where it may be absent or be anything."""

    pattern: str
    keys: frozenset[str] | None
    words: frozenset[str] = frozenset()


# Words with bars between them and no brackets around them are one token: “kill|hurt myself”.
_BARE_CHOICE = re.compile(r"\w+(?:\|\w+)+")
_TOKEN = re.compile(r"\{\w+\}|\.\.\.|\.\.|\w+|[()\[\]|^$]")
_SIGNS = {
    "..": _Part("(?:[^ ]+ ){0,3}?", None),
    "...": _Part("(?:[^ ]+ ){0,8}?", None),
    "^": _Part("\\A", None),
    "$": _Part("\\Z", None),
}
# Words found in every other message: a poor reason to look closer at one.
_COMMON_WORDS = """
a about all am an and any anyone are as at be been being can could did do does else even for
from get getting go going got had has have having he her here him his how i if in into is it
like me might more my no not nothing now of off on one or our out over own people said say says
she should so some someone something that the their them there these they thing things think
thinking this to told too up us want wanted wanting wants was we were what when where which who
why will with would you your
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def _read_phrase(line: str, slots: Slots) -> _Part:
    tokens = _TOKEN.findall(_bracket(line))
    part, rest = _read_choice(tokens, slots)
    if rest or not part.keys or _depth(tokens):
        raise ValueError(f"This phrase of the routes is not well written: {line}")
    return part


def _bracket(line: str) -> str:
    """Return a phrase with brackets around each choice that stands outside any."""
    depth = 0
    words = []
    for word in line.split():
        bare = not depth and _BARE_CHOICE.fullmatch(word)
        words.append(f"({word})" if bare else word)
        depth += _depth(word)
    return " ".join(words)


def _depth(signs: Sequence[str]) -> int:
    """Return how many brackets are left open."""
    return sum(map(signs.count, "([")) - sum(map(signs.count, ")]"))


def _read_choice(tokens: Sequence[str], slots: Slots) -> tuple[_Part, Sequence[str]]:
    """Read runs between bars up to a closing bracket or the end."""
    runs = []
    while True:
        run: list[_Part] = []
        while tokens and tokens[0] not in {"|", ")", "]"}:
            part, tokens = _read_part(tokens, slots)
            run.append(part)
        runs.append(_join(run))
        if not tokens or tokens[0] != "|":
            return _choose(runs), tokens
        tokens = tokens[1:]


def _read_part(tokens: Sequence[str], slots: Slots) -> tuple[_Part, Sequence[str]]:
    token, rest = tokens[0], tokens[1:]
    if token in _SIGNS:
        return _SIGNS[token], rest
    if token.startswith("{"):
        if token[1:-1] not in slots:
            raise ValueError(f"The phrases of the routes have no slot {token}.")
        return _read_choice(_TOKEN.findall(" ".join(slots[token[1:-1]].split())), slots)[0], rest
    if token in {"(", "["}:
        inner, rest = _read_choice(rest, slots)
        optional = _Part(f"(?:{inner.pattern})?", None, inner.words)
        return (optional if token == "[" else inner), rest[1:]  # noqa: S105 - a bracket
    return _Part(f"{token} ", frozenset({token}), frozenset({token})), rest


def _join(run: Sequence[_Part]) -> _Part:
    keys = min((part.keys for part in run if part.keys), key=_cost, default=None)
    words = frozenset().union(*(part.words for part in run))
    return _Part("".join(part.pattern for part in run), keys, words)


def _choose(runs: Sequence[_Part]) -> _Part:
    if len(runs) == 1:
        return runs[0]
    keys: frozenset[str] | None = frozenset()
    for run in runs:
        keys = keys | run.keys if keys is not None and run.keys else None
    words = frozenset().union(*(run.words for run in runs))
    return _Part(f"(?:{'|'.join(run.pattern for run in runs)})", keys, words)


def _cost(keys: frozenset[str]) -> tuple[int, int]:
    return len(keys & _COMMON), len(keys)

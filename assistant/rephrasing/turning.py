"""Turning: the orders in which the words of a sentence may stand without a change of meaning."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.rephrasing.word_kinds import BINDING
from assistant.rephrasing.words import Word

Words = tuple[Word, ...]

_CONDITIONS_TEXT = """
    if unless until when while before after because although where
"""
_CONDITIONS = frozenset(_CONDITIONS_TEXT.split())
_STARTS_PHRASE = _CONDITIONS | {"subject", "provided", "every"}
_DOERS = frozenset(["content", "name", "pronoun", "owner"])


def orders(source: Sequence[Word]) -> list[Words]:
    """Return a sentence as it stands, and in the other orders that say the same.

    A phrase that ends it, or leads it up to a comma, may stand at the other end ("In 2023 we
    grew", "We grew in 2023"); what ends it in two phrases may end it in the other order; a name
    and the office beside it may change places; what is done by somebody stands both ways round.
    """
    found: list[Words] = []
    for clause in _clauses(tuple(source)):
        for words in (clause, *_beside(clause), *_active(clause)):
            found += [words, *_moved(words), *_exchanged(words)]
    return list(dict.fromkeys(found))


def turned_active(said: Words) -> Iterator[Words]:
    """Yield what a sentence says to be done by somebody as what somebody does."""
    for words in (said, *_moved(said)):
        yield from _active(words)


def may_be_cut(rest: Sequence[Word]) -> bool:
    """Whether what ends a sentence may be left out: from a comma or "and" on, nothing binding.

    What only adds to a word, ", which meets in July", may hold anything; a second statement,
    ", and ...", what does not limit both.
    """
    if not rest or not rest[0].opens:
        return False
    adds = rest[0].cut and rest[0].relates
    binding = {"limit"} if rest[0].cut and rest[0].joined else BINDING
    return adds or not any(word.kind in binding for word in rest)


def _clauses(words: Words) -> Iterator[Words]:
    """Yield the sentence and what is left of it where its end may be cut."""
    yield words
    for at in range(2, len(words)):
        if may_be_cut(words[at:]):
            yield words[:at]


def _active(words: Words) -> Iterator[Words]:
    """Yield "X is done by Y" as "Y do X", with Y as short and as long as it may be."""
    at = _passive_verb(words)
    if at is None or any(word.opens for word in words[1 : at + 1]):
        return
    first_firm = next((i for i in range(at) if words[i].kind in ("modal", "negation")), at)
    done, verb = words[:first_firm], replace(words[at], is_be=False)
    clause_end = next((i for i in range(at + 2, len(words)) if words[i].opens), len(words))
    phrase_end = next(
        (i for i in range(at + 2, clause_end) if not _names_doer(words[i])), clause_end
    )
    for end in {phrase_end, clause_end}:
        if done and end > at + 2:
            yield (*words[at + 2 : end], *words[first_firm:at], verb, *done, *words[end:])


def _names_doer(word: Word) -> bool:
    return word.kind in _DOERS or word.form == "of"


def _passive_verb(words: Words) -> int | None:
    for at, verb in enumerate(words[:-2]):
        following = words[at + 1]
        if verb.is_passive and following.form == "by" and not following.opens:
            return at
    return None


def _moved(words: Words) -> Iterator[Words]:
    """Yield the sentence with the phrase that ends it first, or the one that leads it last."""
    for at in range(2, len(words)):
        tail = words[at:]
        whole = not tail[0].joined and not any(word.opens for word in tail[1:])
        if _starts_phrase(tail[0]) and whole and words[at - 1].kind not in BINDING:
            yield (*tail, *words[:at])
    if words and _starts_phrase(words[0]):
        end = next((i for i, word in enumerate(words) if i and word.cut), 0)
        if end:
            yield (replace(words[end], cut=False), *words[end + 1 :], *words[:end])


def _exchanged(words: Words) -> Iterator[Words]:
    """Yield the sentence with its last two phrases in the other order."""
    starts = [i for i in range(2, len(words)) if words[i].kind == "preposition"]
    for first in starts:
        for second in starts:
            parts = words[first:second], words[second:]
            plain = not any(word.opens for part in parts for word in part)
            if first < second and plain and "of" not in (parts[0][0].form, parts[1][0].form):
                yield (*words[:first], *parts[1], *parts[0])


def _beside(words: Words) -> Iterator[Words]:
    """Yield "The chair, Ann Lee, spoke" as "Ann Lee, the chair, spoke"."""
    cuts = [i for i, word in enumerate(words) if i and word.cut and not word.joined][:2]
    if len(cuts) == 2 and not _starts_phrase(words[0]):
        first, second = words[: cuts[0]], words[cuts[0] : cuts[1]]
        plain = all(word.kind in ("content", "name", "owner") for word in (*first, *second))
        if plain and not any(word.joined or word.is_be for word in (*first, *second)):
            led = (replace(second[0], cut=False), *second[1:])
            yield (*led, replace(first[0], cut=True), *first[1:], *words[cuts[1] :])


def _starts_phrase(word: Word) -> bool:
    return word.kind == "preposition" or word.form in _STARTS_PHRASE

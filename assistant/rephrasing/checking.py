"""Checking: a language model's sentence against the quotes it cites."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.abbreviations import Abbreviations
from assistant.rephrasing.matching import match
from assistant.rephrasing.words import Word, read_words

Entails = Callable[[str, str], bool]
"""Whether the first text entails the second."""

LONGEST_SENTENCE = 80
"""A sentence of more words than this is not one."""
_REACH = 3
"""How many words of a sentence a negation is looked for before the one it negates."""
_FIRM = ("number", "name", "negation", "limit", "quantity", "modal")


@dataclass(frozen=True, slots=True)
class Source:
    """What may be rephrased: a quote, and the heading that a list item stands under."""

    text: str
    heading: str = ""


class Checker:
    """Checks sentences against sources, numbered from 1.

    With `entails`, a sentence whose words are not all in what it cites may pass if that entails
    it; its names, numbers and negations are held to what it cites all the same.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        abbreviations: Abbreviations | None = None,
        entails: Entails | None = None,
    ) -> None:
        self._sources: Mapping[int, Source] = dict(enumerate(sources, 1))
        self._shorten = abbreviations.shorten if abbreviations else str
        self._entails = entails

    def support(self, text: str, cited: Sequence[int]) -> tuple[int, ...]:
        """Return the numbers, of those cited, that bear a sentence out; none if it must not stand.

        A number that does not exist, or none, bears nothing out.
        """
        said = read_words(self._shorten(text))
        numbers = tuple(dict.fromkeys(cited))
        if not said or not numbers or len(said) > LONGEST_SENTENCE:
            return ()
        if any(number not in self._sources for number in numbers):
            return ()
        sources = [self._sources[number] for number in numbers]
        own = [read_words(self._shorten(source.text)) for source in sources]
        headings = dict.fromkeys(source.heading for source in sources if source.heading)
        used = match(said, own, [words for heading in headings if (words := _plain(heading))])
        if used is not None:
            return tuple(number for i, number in enumerate(numbers) if i in used)
        return numbers if self._is_entailed(text, said, own, sources) else ()

    def _is_entailed(
        self,
        text: str,
        said: Sequence[Word],
        own: Sequence[Sequence[Word]],
        sources: Sequence[Source],
    ) -> bool:
        if self._entails is None or not firm_words_hold(said, own):
            return False
        return self._entails(" ".join(source.text for source in sources), text)


def _plain(heading: str) -> list[Word]:
    """Return the words of a heading, none where it names, counts or limits: no quote does so."""
    found = read_words(heading)
    return [] if any(word.kind in _FIRM for word in found) else found


def firm_words_hold(said: Sequence[Word], sources: Sequence[Sequence[Word]]) -> bool:
    """Whether what ties a sentence down is in one of its sources, beside the same words.

    Names and numbers stand in the order of the source, a number before the same word; what
    negates or limits a word that both have negates it in both.
    """
    return any(_holds(said, source) for source in (*sources, _chained(sources)))


def _chained(sources: Sequence[Sequence[Word]]) -> list[Word]:
    return [word for source in sources for word in source]


def _holds(said: Sequence[Word], source: Sequence[Word]) -> bool:
    return (
        _in_order(said, source)
        and _numbers_before_the_same(said, source)
        and _negations(said) == _negations(source)
        and _ties(said, source) == _ties(source, said)
    )


def _in_order(said: Sequence[Word], source: Sequence[Word]) -> bool:
    """Whether the names, numbers and firm words of a sentence stand so in a source."""
    rest = iter([word for word in source if word.kind in _FIRM])
    return all(any(own.form == word.form for own in rest) for word in said if word.kind in _FIRM)


def _numbers_before_the_same(said: Sequence[Word], source: Sequence[Word]) -> bool:
    counted = _counted(source)
    return all(
        any(number == own and word.same(other) for own, other in counted)
        for number, word in _counted(said)
    )


def _counted(words: Sequence[Word]) -> list[tuple[str, Word]]:
    return [
        (word.form, following)
        for word, following in pairwise(words)
        if word.kind == "number" and following.kind == "content"
    ]


def _negations(words: Sequence[Word]) -> list[str]:
    return sorted(word.form for word in words if word.kind == "negation")


def _ties(words: Sequence[Word], other: Sequence[Word]) -> set[tuple[str, str]]:
    """Return each firm word with the next one after it that both texts have."""
    tied = set()
    for at, word in enumerate(words):
        if word.kind in ("negation", "limit", "modal", "quantity"):
            for following in words[at + 1 : at + 1 + _REACH]:
                if following.kind == "content" and any(own.same(following) for own in other):
                    tied.add((word.form, following.stem))
                    break
    return tied

"""Matching: whether a sentence says what its sources say, word for word and in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.rephrasing.turning import Words, may_be_cut, orders, turned_active
from assistant.rephrasing.words import Word

_LEADS_ON = frozenset(["but", "therefore"])
LONGEST_ITEM = 3
"""Of a list inside a sentence, items of at most so many words may be left out."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A word of one source in one of its orders.

    `whole` says that its stretch begins where the source does, or repeats how the one before it
    began.
    """

    source: int
    order: int
    at: int
    whole: bool


def match(
    sentence: Sequence[Word], sources: Sequence[Sequence[Word]], headings: Sequence[Sequence[Word]]
) -> frozenset[int] | None:
    """Return which sources a sentence is made of, or None where it says something else.

    It is made of stretches, each of one source and in its order. Only items of a list and what
    follows a comma or "and" are left out of one, never what negates, limits or counts. A heading
    may stand before or after what is said under it.
    """
    said = _joined(sentence, [word for source in (*sources, *headings) for word in source])
    own = [_joined(source, said) for source in sources]
    above = [(_joined(heading, said),) for heading in headings]
    reader = _Reader([*map(orders, own), *above], len(own))
    used = reader.read(said)
    for turned in turned_active(said) if used is None else ():
        used = used or reader.read(turned)
    return used if used and any(source < len(own) for source in used) else None


class _Reader:
    """Looks for the stretches that make up one sentence."""

    def __init__(self, sources: Sequence[Sequence[Words]], first_heading: int) -> None:
        self._sources = sources
        self._first_heading = first_heading
        self._failed: set[tuple[int, _Place, frozenset[int]]] = set()

    def read(self, said: Words) -> frozenset[int] | None:
        """Return the sources that the words come from, or None."""
        self._failed.clear()
        return self._stretch(said, 0, None, frozenset()) if said else None

    def _stretch(
        self, said: Words, i: int, before: _Place | None, used: frozenset[int]
    ) -> frozenset[int] | None:
        """Begin a stretch with word `i`."""
        for place in self._beginnings(said[i], before, used):
            found = self._follow(said, i, place, used | {place.source})
            if found is not None:
                return found
        return None

    def _follow(
        self, said: Words, i: int, place: _Place, used: frozenset[int]
    ) -> frozenset[int] | None:
        """Go on after word `i`, which stands at `place`."""
        if (i, place, used) in self._failed:
            return None
        words = self._words(place)
        may_end = self._may_end(place)
        if i + 1 == len(said):
            return used if may_end else None
        following = said[i + 1]
        for at in range(place.at + 1, len(words)):
            if _goes_on(following, words, place.at, at):
                onward = _Place(place.source, place.order, at, place.whole)
                found = self._follow(said, i + 1, onward, used)
                if found is not None:
                    return found
        if may_end and (following.opens or self._is_heading(place.source)):
            found = self._stretch(said, i + 1, place, used)
            if found is not None:
                return found
        if may_end and not self._is_heading(place.source):
            found = self._heading_next(said, i + 1, place, used)
            if found is not None:
                return found
        self._failed.add((i, place, used))
        return None

    def _heading_next(
        self, said: Words, i: int, place: _Place, used: frozenset[int]
    ) -> frozenset[int] | None:
        """Say under which heading the stretch before stood: "... is one of our values"."""
        for beginning in self._beginnings(said[i], place, used):
            if self._is_heading(beginning.source):
                found = self._follow(said, i, beginning, used | {beginning.source})
                if found is not None:
                    return found
        return None

    def _beginnings(
        self, word: Word, before: _Place | None, used: frozenset[int]
    ) -> Iterator[_Place]:
        if before is not None and word.kind == "pronoun" and word.form not in ("we", "you"):
            return
        for source, readings in enumerate(self._sources):
            if source in used:
                continue
            for order, words in enumerate(readings):
                for at, own in enumerate(words):
                    if not own.same(word):
                        continue
                    whole = at == 0 or self._repeats(words, at, before)
                    if whole or _leads_on(words[:at]):
                        yield _Place(source, order, at, whole)

    def _repeats(self, words: Words, at: int, before: _Place | None) -> bool:
        """Whether what stands before a word began the stretch before too: "We listen, [we] learn".

        So it may be left out, as may nothing that stands there for the first time.
        """
        if before is None or not before.whole:
            return False
        left_out, led = words[:at], self._words(before)[:at]
        return len(led) == at and all(
            own.same(other) for own, other in zip(left_out, led, strict=True)
        )

    def _may_end(self, place: _Place) -> bool:
        """Whether what stands after a word may be left out: nothing firm, from a comma on."""
        rest = self._words(place)[place.at + 1 :]
        return not rest or (may_be_cut(rest) and not self._is_heading(place.source))

    def _words(self, place: _Place) -> Words:
        return self._sources[place.source][place.order]

    def _is_heading(self, source: int) -> bool:
        return source >= self._first_heading


def _leads_on(left_out: Words) -> bool:
    """Whether words that lead a sentence may be left out: "our vision", "Thus we grew"."""
    return all(word.kind == "owner" or word.form in _LEADS_ON for word in left_out)


def _goes_on(following: Word, words: Words, last: int, at: int) -> bool:
    """Whether a sentence may go on from one word of a source to another."""
    own = words[at]
    if not own.same(following) or not _may_skip(words, last, at):
        return False
    return own.opens if following.joined else following.opens or not own.joined


def _may_skip(words: Words, last: int, at: int) -> bool:
    """Whether the words between two of a source may be left out.

    They are owners, what stands in brackets, items inside a list ("listen, [rest,] and learn"),
    the end of one before a preposition ("with people[, families and carers] to ..."), or a name
    set beside another.
    """
    between = words[last + 1 : at]
    skipped = [word for word in between if word.kind != "owner" and not word.aside]
    if not skipped:
        return True
    items = _items(skipped)
    if not skipped[0].opens or max(map(len, items)) > LONGEST_ITEM:
        return False
    if any(word.is_be for word in skipped) or any(word.form == "or" for word in words[at:]):
        return False
    aside = len(items) == 1 and skipped[0].cut and words[at].cut
    if not all(word.kind == "content" or (aside and word.kind == "name") for word in skipped):
        return False
    joined = [word.joined for word in skipped]
    if words[at].opens:
        return not any(joined)
    ends_list = sum(joined) == 1 and items[-1][0].joined
    return words[at].kind == "preposition" and ends_list


def _items(words: Sequence[Word]) -> list[list[Word]]:
    """Return words as the items of a list."""
    found: list[list[Word]] = [[]]
    for word in words:
        if word.opens and found[-1]:
            found.append([])
        found[-1].append(word)
    return found


def _joined(words: Sequence[Word], others: Sequence[Word]) -> Words:
    """Return words with two made one where the others write them as one: health care."""
    wanted = {word.form for word in others if word.kind == "content"}
    found: list[Word] = []
    for word in words:
        before = found[-1] if found else None
        if (
            before is not None
            and before.kind == word.kind == "content"
            and not word.opens
            and before.form + word.form in wanted
        ):
            form = before.form + word.form
            found[-1] = Word("content", form, form, before.cut, before.joined, before.is_be)
        else:
            found.append(word)
    return tuple(found)

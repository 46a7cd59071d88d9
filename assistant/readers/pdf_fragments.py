"""PDF fragments: words that follow each other on a line, with their place, size and weight."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

WIDEST_SPACE = 1.8
"""In type sizes; a gap wider than this parts two columns, or two cells of a table."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words that follow each other on one line; points from the page's lower left corner.

    `words` are its words one by one, where it has several.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    is_bold: bool
    words: "tuple[Fragment, ...]" = ()

    @property
    def middle(self) -> float:
        """Return the height on the page of the middle of the line."""
        return (self.bottom + self.top) / 2

    @property
    def is_upright(self) -> bool:
        """Tell whether it is higher than wide, which tells drawn lines apart."""
        return self.right - self.left < self.top - self.bottom


def turned(words: list[Fragment], turn: int, shown: tuple[float, float]) -> list[Fragment]:
    """Return words placed as on the page when it is shown, turned by `turn` degrees."""
    if turn == 0:
        return words
    width, height = shown
    placed = []
    for word in words:
        left, right, bottom, top = word.left, word.right, word.bottom, word.top
        if turn == 90:
            left, right, bottom, top = bottom, top, height - right, height - left
        elif turn == 180:
            left, right, bottom, top = width - right, width - left, height - top, height - bottom
        else:
            left, right, bottom, top = width - top, width - bottom, left, right
        placed.append(replace(word, left=left, right=right, bottom=bottom, top=top))
    return placed


def split_at_gaps(words: list[Fragment], rules: Sequence[Fragment]) -> Iterator[list[Fragment]]:
    """Yield the words of a line in runs, parted where two columns or cells are.

    `rules` are the lines drawn on the page: one that stands between two words parts them.
    """
    middle = words[0].middle if words else 0.0
    places = [rule.left for rule in rules if rule.is_upright and rule.bottom < middle < rule.top]
    run: list[Fragment] = []
    for word in words:
        if run and (
            word.left - run[-1].right > WIDEST_SPACE * max(word.size, run[-1].size)
            or any(run[-1].right - 1 <= place <= word.left + 1 for place in places)
        ):
            yield run
            run = []
        run.append(word)
    yield run


def join(words: list[Fragment]) -> Fragment:
    """Return words on a line as one fragment, in the size that most of its letters have."""
    letters = sum(len(word.text) for word in words)
    bold = sum(len(word.text) for word in words if word.is_bold)
    return Fragment(
        " ".join(word.text for word in words),
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        bottom=min(word.bottom for word in words),
        top=max(word.top for word in words),
        size=_usual_size(words),
        is_bold=bold > 0.8 * letters,
        words=tuple(chain.from_iterable(word.words or (word,) for word in words)),
    )


def _usual_size(words: list[Fragment]) -> float:
    letters: Counter[float] = Counter()
    for word in words:
        letters[word.size] += len(word.text)
    return letters.most_common(1)[0][0]


_MARK = re.compile(
    r"[-•‣◦▪●○■□➢✓→·\uf000-\uf0ff–o]|\(?(\d{1,2}(\.\d{1,2})*|[a-z]|[ivx]+)[.)]?|[A-Z][.)]"
)


def with_marks_joined(fragments: list[Fragment]) -> list[Fragment]:
    """Join a bullet or a number with what stands after it on its line, however far off."""
    joined: list[Fragment] = []
    for fragment in fragments:
        before = joined[-1] if joined else None
        if (
            before is not None
            and _MARK.fullmatch(before.text)
            and abs(before.middle - fragment.middle) < 0.5 * fragment.size
            and fragment.top - fragment.bottom < 2 * fragment.size
            and 0 < fragment.left - before.right < 5 * fragment.size
        ):
            joined[-1] = replace(join([before, fragment]), size=fragment.size)
        else:
            joined.append(fragment)
    return joined

"""PDF passage: where the words of a quote stand among the letters of a page."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

SHORTEST_PART = 12
"""Letters; fewer that agree may be another passage's."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """The words to find, and those around them, which tell them from the same words elsewhere.

    `words` are runs that each stand together on the page: a paragraph or an item is one, and
    so is each cell of a table row, whose name ("Days: 27") stands elsewhere.
    """

    words: Sequence[str]
    before: str = ""
    after: str = ""


def letters_of(text: str) -> str:
    """Return the letters and figures of a text alone: pages space and hyphenate otherwise."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def find_passage(page: str, passage: Passage) -> list[Span]:
    """Return where the runs of a passage stand in the letters of a page, in order.

    Of several places the one with most of the runs, then with the most of the words around
    them, then the shortest. Where no run is found whole, the longer parts that agree.
    """
    runs = [run for words in passage.words if (run := _run_on(page, words))]
    before, after = letters_of(passage.before), letters_of(passage.after)

    def merit(places: list[Span]) -> tuple[int, int, int]:
        start, end = places[0][0], places[-1][1]
        around = _shared(page[:start][: -len(before) - 1 : -1], before[::-1])
        around += _shared(page[end : end + len(after)], after)
        return len(places), around, start - end

    first = next((run for run in runs if run in page), None)
    if first is None:
        return [span for run in runs for span in _parts_that_agree(page, run)]
    return max(
        (_follow(page, runs[runs.index(first) :], start) for start in _all(page, first)), key=merit
    )


def _run_on(page: str, words: str) -> str:
    """Return the letters of a run, without the name of its column if that stands elsewhere."""
    whole = letters_of(words)
    _, _, cell = words.partition(": ")
    return letters_of(cell) if cell and whole not in page and letters_of(cell) in page else whole


def _all(page: str, run: str) -> Iterator[int]:
    start = page.find(run)
    while start >= 0:
        yield start
        start = page.find(run, start + 1)


def _follow(page: str, runs: Sequence[str], start: int) -> list[Span]:
    """Return where each run stands next, from a start on; those that do not are left out."""
    places: list[Span] = []
    for run in runs:
        found = page.find(run, start)
        if found >= 0:
            start = found + len(run)
            places.append((found, start))
    return places


def _parts_that_agree(page: str, run: str) -> list[Span]:
    blocks = SequenceMatcher(None, page, run, autojunk=False).get_matching_blocks()
    return [(b.a, b.a + b.size) for b in blocks if b.size >= SHORTEST_PART]


def _shared(one: str, other: str) -> int:
    """Return how many letters two texts share from their beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

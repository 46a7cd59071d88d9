"""Naming: whether a question names the heading, or the table, that a sentence stands under."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from assistant.chunks import Chunk
from assistant.features import Candidate
from assistant.terms import terms

HEADINGS_KEPT = 2_000
"""The terms of so many headings are remembered: each sentence under one asks for them."""


def names_section(asked: Collection[str], chunk: Chunk) -> bool:
    """Return whether the terms of a question name the heading of a chunk's section."""
    return names_heading(asked, chunk.section, chunk.heading)


def names_table(asked: Collection[str], candidate: Candidate) -> bool:
    """Return whether the terms of a question name the first column of a row's table."""
    chunk = candidate.passage.chunk
    label = first_column(candidate.text) if candidate.sentence.kind == "row" else ""
    return bool(label) and names_heading(asked, (*chunk.section, label), chunk.heading)


def names_table_in_place(asked: Collection[str], candidate: Candidate) -> bool:
    """Return whether they name it, and the headings above the table say so too.

    "Value" alone may head a table of prices.
    """
    if not names_table(asked, candidate):
        return False
    label, _, _ = _terms_of_heading((first_column(candidate.text),), "")
    return label.issubset(terms(candidate.passage.chunk.heading))


def first_column(row: str) -> str:
    """Return the name of a row's first column, empty if it has none."""
    label, colon, _ = row.partition(": ")
    return label if colon else ""


def names_heading(asked: Collection[str], path: Sequence[str], above: str = "") -> bool:
    """Return whether the terms of a question name the last heading of a path.

    All words of the heading, but for numbers ("Our four ambitions"), are in the question, and
    all of the question's in the path or in what stands `above` it. A number in both is the same.
    """
    if not path:
        return False
    wanted = set(asked)
    heading, numbers, around = _terms_of_heading(tuple(path), above)
    numbered = {term for term in wanted if term.isdigit()}
    other_number = bool(numbers and numbered and numbers.isdisjoint(numbered))
    return bool(heading) and heading <= wanted <= around and not other_number


@lru_cache(maxsize=HEADINGS_KEPT)
def _terms_of_heading(
    path: tuple[str, ...], above: str
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the terms of the last heading of a path, its numbers, and the terms around it."""
    own = [term for term in terms(path[-1]) if term != "one"]
    numbers = frozenset(term for term in own if term.isdigit())
    return frozenset(own) - numbers, numbers, frozenset(terms(" ".join([above, *path])))

"""Conflicts: sentences in force that give other words or figures for one and the same thing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.terms import stem, terms, words

ALIKE = 0.6
"""Statements of one thing are worded this alike: shared terms over all terms."""

COMPARED = 2_000
"""What is known of so many texts is kept: each claim is held against the same candidates."""

_FRAME = re.compile(r"^(?P<subject>(?:\w[\w’'-]*\s+){1,6}?)(?:is|are|was|were|will be)\b", re.I)
_NUMBER = re.compile(
    r"(?P<money>£)?(?P<value>\d[\d,]*(?:\.\d+)?)(?P<sign>\s?%)?(?:\s*(?P<unit>[a-z]+))?", re.I
)
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve"
_VALUES = {word: str(value) for value, word in enumerate(_SMALL.split())}
_SPELLED = re.compile(rf"\b(?:{'|'.join(_VALUES)})\b", re.IGNORECASE)
_GENERAL = """
    all each every everyone everybody employee employees staff people person member members member
    trust get gets receive receives entitled entitlement allowed allowance have has given give
    must should may can year years annually per total normally usually currently full one
"""
GENERAL = frozenset(stem(word) for word in _GENERAL.split())
"""Terms that make no other thing of what is said."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or list item with where it stands: its document's title and its section."""

    document: str
    title: str
    section: tuple[str, ...]
    text: str


def disagree(one: Statement, other: Statement) -> bool:
    """Return whether two statements say different things of the same.

    That is: under the same last heading or about the same "X is ...", alike and not equal, or
    of the same with another number. A short form of the other is none, nor is what differs
    only as the documents' titles and headings do.
    """
    if wording(one.text) == wording(other.text):
        return False
    figures = _figures(one.text), _figures(other.text)
    if _other_figure(*figures):
        return _same_thing(_told(one.text), _told(other.text), one, other)
    same_frame = bool(_frame(one.text)) and _frame(one.text) == _frame(other.text)
    if figures[0] != figures[1] or not (
        same_frame or _heading(one) == _heading(other) != frozenset()
    ):
        return False
    first, second = _told(one.text), _told(other.text)
    if first <= second or second <= first:
        return False
    return _likeness(first, second) >= ALIKE and not _explained(first ^ second, one, other)


def lists_disagree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two lists under one heading differ in more than their wording.

    Each holds an item that shares no term with any of the other's.
    """

    def unmet(items: Sequence[str], among: Sequence[str]) -> bool:
        known = frozenset(term for item in among for term in terms(item))
        return any(terms(item) and known.isdisjoint(terms(item)) for item in items)

    return unmet(one, other) and unmet(other, one)


@lru_cache(maxsize=COMPARED)
def wording(text: str) -> tuple[str, ...]:
    """Return the words of a text, by which it is the same as another."""
    return tuple(words(text))


@lru_cache(maxsize=COMPARED)
def _told(text: str) -> frozenset[str]:
    """Return the terms of a text but for figures."""
    plain = _SPELLED.sub(" ", _NUMBER.sub(lambda found: found["unit"] or " ", text))
    return frozenset(terms(plain))


@lru_cache(maxsize=COMPARED)
def _figures(text: str) -> Mapping[str, str]:
    """Return the figures of a text by their unit, those that have one."""
    digits = _SPELLED.sub(lambda found: _VALUES[found[0].lower()], text)
    found: dict[str, str] = {}
    for match in _NUMBER.finditer(digits):
        unit = (
            "£" if match["money"] else "%" if match["sign"] else stem((match["unit"] or "").lower())
        )
        found.setdefault(unit, match["value"].replace(",", ""))
    return found


def _other_figure(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether a figure differs; where the year does too, each holds in its own year."""
    differing = [unit for unit in one.keys() & other.keys() if one[unit] != other[unit]]
    return bool(differing) and not ("" in differing and len(one) > 1)


def _same_thing(
    first: frozenset[str], second: frozenset[str], one: Statement, other: Statement
) -> bool:
    """Return whether two statements with other figures are about the same, as far as words tell."""
    shared = (first & second) - GENERAL
    only_first = first - second - _place(other) - GENERAL
    only_second = second - first - _place(one) - GENERAL
    return len(shared) >= 2 and not only_first and not only_second


def _explained(terms_: frozenset[str], one: Statement, other: Statement) -> bool:
    """Return whether what two statements differ in is what their documents are about."""
    return bool(terms_ & (_title(one) ^ _title(other)))


@lru_cache(maxsize=COMPARED)
def _frame(text: str) -> frozenset[str]:
    found = _FRAME.match(text)
    return frozenset(terms(found["subject"])) if found else frozenset()


def _heading(statement: Statement) -> frozenset[str]:
    return _terms_of_heading(statement.section[-1]) if statement.section else frozenset()


@lru_cache(maxsize=COMPARED)
def _terms_of_heading(heading: str) -> frozenset[str]:
    return frozenset(terms(heading))


def _title(statement: Statement) -> frozenset[str]:
    return frozenset(terms(" ".join([statement.title, *statement.section[:-1]])))


def _place(statement: Statement) -> frozenset[str]:
    return frozenset(terms(" ".join([statement.title, *statement.section])))


def _likeness(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / max(len(first | second), 1)

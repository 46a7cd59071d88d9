"""A document as a figure: its sections as tiers, from the top down, their lists as boxes."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.dates import NamedYear, named_years
from assistant.documents import Document, Section
from assistant.sentences import Sentence, section_sentences
from assistant.web.links import about_url, passage_url


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the document: where they stand, and where to ask about them."""

    text: str
    url: str
    about: str


@dataclass(frozen=True, slots=True)
class Tier:
    """One section: what it is called, what it states, what it lists, and a year that is over."""

    heading: Words
    statement: Words | None
    boxes: tuple[Words, ...]
    passed: NamedYear | None


def read_tiers(document: Document, version: str, today: datetime.date) -> list[Tier]:
    """Return the sections below the document's title in order, each as a tier."""
    sections = [section for section in document.sections if section.path]
    whole = {section.path[0] for section in sections}
    depth = 2 if len(whole) == 1 else 1
    return [
        _tier(document, section, version, today)
        for section in sections
        if len(section.path) == depth
    ]


def passed_year(heading: str, today: datetime.date) -> NamedYear | None:
    """Return the last year that a heading names if it is over, or None."""
    years = named_years(heading, single=True)
    last = max(years, key=lambda year: year.end, default=None)
    return last if last and last.end < today else None


def _tier(document: Document, section: Section, version: str, today: datetime.date) -> Tier:
    def words(start: int, end: int) -> Words:
        text = document.text[start:end]
        return Words(
            text, passage_url(document.id, version, start, end), about_url(document.id, start, end)
        )

    sentences = section_sentences(document, section)
    heading = words(section.start, section.start + len(section.path[-1]))
    stated = _statement(document.text, section.path[-1], sentences)
    return Tier(
        heading=heading,
        statement=words(stated.start, stated.end) if stated else None,
        boxes=tuple(
            words(part.start, part.end) for part in sentences if part.kind in ("item", "row")
        ),
        passed=passed_year(heading.text, today),
    )


def _statement(text: str, heading: str, sentences: Sequence[Sentence]) -> Sentence | None:
    """Return the first sentence that neither introduces a list nor only names the heading."""
    for sentence in sentences:
        words = text[sentence.start : sentence.end]
        names_heading = any(f"{mark}{heading}" in words for mark in "‘“'\"")
        if sentence.kind == "sentence" and sentence.list_start is None and not names_heading:
            return sentence
    return None

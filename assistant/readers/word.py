"""Word: a .docx file's text with every tracked change accepted."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from assistant.documents import Block, Reading
from assistant.errors import UnreadableFile
from assistant.readers.office_package import DAMAGE, sound_package
from assistant.readers.word_blocks import blocks_of_body
from assistant.readers.word_styles import WordStyles
from assistant.readers.word_text import Element

HIDDEN_WORDS_NOTED = 8
"""Fewer are marks that a program left."""


def read_word(path: Path) -> Reading:
    """Read a Word document; it has no pages, since where they break is for the printer to say.

    Headers and footers, comments and the table of contents are not read. The date is that of
    the last change: Word copies "created" from the template.
    """
    parts = _open(path)
    styles = WordStyles(parts.styles, parts.numbering)
    blocks = blocks_of_body(parts.body, styles, parts.notes)
    hidden = ["Text that this file hides from its readers was left out."]
    return Reading(
        blocks,
        title=parts.title or _title_of(blocks),
        date=parts.date,
        notes=[*parts.problems, *(hidden if styles.hidden_words >= HIDDEN_WORDS_NOTED else [])],
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    body: Element
    styles: Element
    numbering: Element | None
    notes: dict[tuple[str, str], Element]
    title: str | None
    date: datetime.date | None
    problems: Sequence[str]


def _open(path: Path) -> _Parts:
    try:
        package = sound_package(path.read_bytes(), path.name, "word/document.xml")
        document = docx.Document(package.stream)
        title, date = _properties(document)
        return _Parts(
            document.element.body,
            document.part.styles.element,
            _numbering(document),
            dict(_notes(document)),
            title,
            date,
            package.notes,
        )
    except DAMAGE as error:
        raise UnreadableFile(
            f"{path.name} is damaged: the parts inside it cannot be read. "
            "Open it in Word, let Word repair it, and save it again as .docx."
        ) from error


def _numbering(document: Any) -> Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _notes(document: Any) -> Iterator[tuple[tuple[str, str], Element]]:
    """Yield footnotes and endnotes by kind and number; types are for the separating lines."""
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in {"footnotes", "endnotes"} and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if note.get(qn("w:type"), "normal") == "normal":
                    yield (kind, note.get(qn("w:id"), "")), note


_TEMPLATE_TITLES = re.compile(
    r"(microsoft )?word( document)?|document\d*|untitled|title|.*template.*|.*\.(docx?|dotx?)",
    re.IGNORECASE,
)


def _properties(document: Any) -> tuple[str | None, datetime.date | None]:
    """Return title and date; a file without properties has none (python-docx makes some up)."""
    relations = document.part.package.rels.values()
    if not any(relation.reltype.endswith("/core-properties") for relation in relations):
        return None, None
    properties = document.core_properties
    title = (properties.title or "").strip()
    try:
        changed = properties.modified
    except TypeError:  # the element is there and empty
        changed = None
    is_plausible = changed is not None and changed.year > 1990 and changed != _LIBRARY_DEFAULT
    return (
        None if _TEMPLATE_TITLES.fullmatch(title) else title or None,
        changed.date() if is_plausible else None,
    )


# The date in the template that python-docx makes new files from.
_LIBRARY_DEFAULT = datetime.datetime(2013, 12, 23, 23, 15, tzinfo=datetime.UTC)


def _title_of(blocks: list[Block]) -> str | None:
    return next((block.text.strip() for block in blocks if block.kind == "heading"), None)

"""Word: a .docx file's text with every tracked change accepted."""

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from assistant.documents import Block, Reading
from assistant.errors import UnreadableFile
from assistant.readers.word_blocks import blocks_of_body
from assistant.readers.word_styles import WordStyles
from assistant.readers.word_text import Element

LARGEST_UNPACKED = 500 * 1024 * 1024
"""Bytes; a .docx is a zip archive, and a small one can unpack to more than a machine holds."""


def read_word(path: Path) -> Reading:
    """Read a Word document; it has no pages, since where they break is for the printer to say.

    Headers and footers, comments and the table of contents are not read. The date is that of
    the last change: Word copies "created" from the template.
    """
    parts = _open(path)
    blocks = blocks_of_body(parts.body, WordStyles(parts.styles), parts.notes)
    return Reading(blocks, title=parts.title or _title_of(blocks), date=parts.date)


@dataclass(frozen=True, slots=True)
class _Parts:
    body: Element
    styles: Element
    notes: dict[tuple[str, str], Element]
    title: str | None
    date: datetime.date | None


def _open(path: Path) -> _Parts:
    data = path.read_bytes()
    try:
        _require_bounded(data, path.name)
        document = docx.Document(io.BytesIO(data))
        title, date = _properties(document)
        return _Parts(
            document.element.body,
            document.part.styles.element,
            dict(_notes(document)),
            title,
            date,
        )
    except _DAMAGE as error:
        raise UnreadableFile(
            f"{path.name} is damaged: the parts inside it cannot be read. "
            "Open it in Word, let Word repair it, and save it again as .docx."
        ) from error


# What python-docx, zipfile and lxml raised on some 400 cut and altered files.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    LookupError,
    ValueError,
    AttributeError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


def _require_bounded(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableFile(
            f"{name} unpacks to {unpacked // 1024**2:,} MB, which is more than the limit of "
            f"{LARGEST_UNPACKED // 1024**2} MB. Save it with smaller pictures, or in parts."
        )


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

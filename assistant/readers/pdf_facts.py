"""PDF facts: title, date, page labels and bookmarks, by pypdf."""

import datetime
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pypdf
from pypdf.errors import PyPdfError

from assistant.readers.pdf_type import squeeze


@dataclass(frozen=True, slots=True)
class Facts:
    """What a PDF says of itself; `outline` gives a bookmark's level by its squeezed title.

    `notes` say what of it could not be read.
    """

    labels: Sequence[str]
    title: str | None = None
    date: datetime.date | None = None
    outline: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[str] = ()


def read_facts(path: Path, pages: int) -> Facts:
    """Return a PDF's facts; notes say which of them are damaged and missing therefore.

    The words do not depend on them, and pdfium has read those by now. Pages without labels
    are counted from 1. The date is when the PDF was made.
    """
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    notes: list[str] = []
    reader = _try(lambda: _open(path), None, "Title, date, page labels and bookmarks", notes)
    labels: Sequence[str] = [str(number + 1) for number in range(pages)]
    if reader is None:
        return Facts(labels, notes=notes)
    labels = _try(lambda: _labels(reader, labels), labels, "Page labels", notes)
    named: tuple[str | None, datetime.date | None] = None, None
    named = _try(lambda: _title_and_date(reader), named, "Title and date", notes)
    outline: dict[str, int] = {}
    outline = _try(lambda: dict(_levels(reader.outline, 1)), outline, "Bookmarks", notes)
    return Facts(labels, *named, outline, notes)


_Read = TypeVar("_Read")


def _try(read: Callable[[], _Read], otherwise: _Read, what: str, notes: list[str]) -> _Read:
    try:
        return read()
    except _DAMAGE as error:
        notes.append(f"{what} of this PDF are damaged and were left out ({type(error).__name__}).")
        return otherwise


def _open(path: Path) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(path)
    if reader.is_encrypted:
        reader.decrypt("")
    return reader


def _labels(reader: pypdf.PdfReader, numbers: Sequence[str]) -> list[str]:
    """Return the pages' labels, their numbers where they have none."""
    return [label or number for label, number in zip(reader.page_labels, numbers, strict=True)]


# What pypdf raised on cut and altered files; it walks structures as they come.
_DAMAGE = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)

_TITLES_OF_PROGRAMS = re.compile(
    r"microsoft (word|powerpoint|excel) - .*"
    r"|.*\.(docx?|dotx?|pdf|indd|pptx?|xlsx?|rtf|odt|qxd|html?)"
    r"|\(?(untitled|anonymous|unspecified).*"
    r"|document ?\d*|slide \d+|presentation\d*|title|\W*|[\w-]{20,}",
    re.IGNORECASE,
)


def _title_and_date(reader: pypdf.PdfReader) -> tuple[str | None, datetime.date | None]:
    metadata = reader.metadata
    if metadata is None:
        return None, None
    title = str(metadata.title or "").replace("\0", "").strip()
    made = metadata.creation_date or metadata.modification_date
    return (
        None if _TITLES_OF_PROGRAMS.fullmatch(title) else title,
        made.date() if made else None,
    )


def _levels(outline: Sequence[Any], level: int) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for entry in outline:
        if isinstance(entry, list):
            found += _levels(entry, level + 1)
        elif squeeze(str(entry.title)):
            found.append((squeeze(str(entry.title)), level))
    return found

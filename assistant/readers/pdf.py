"""PDF: the words of every page, its label, and the file's title, date and bookmarks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pypdfium2  # type: ignore[import-untyped]

from assistant.documents import Reading
from assistant.errors import NeedsTextRecognition, UnreadableFile
from assistant.readers.pdf_blocks import blocks_of_pages
from assistant.readers.pdf_facts import read_facts
from assistant.readers.pdf_furniture import without_furniture
from assistant.readers.pdf_order import Row, rows_in_order
from assistant.readers.pdf_pictures import PageShows, what_page_shows
from assistant.readers.pdf_words import fragments_of, page_with_fields

MOST_PAGES = 3000
"""Pages; a longer file takes minutes and is better split."""

HIDDEN_WORDS_NOTED = 3
"""On one page; fewer are marks that a program left."""

WORDS_FOR_ENGLISH = 40
"""Words on one page; of so many in English prose, or in most of its tables, one is common."""

_COMMON_WORD = re.compile(
    r"\b(a|and|are|as|at|be|by|for|from|in|is|it|of|on|or|that|the|to|we|with)\b", re.IGNORECASE
)


def read_pdf(path: Path) -> Reading:
    """Read a PDF: the words by pdfium, which says where each stands, the rest by pypdf.

    Notes name pages without words, pages that are damaged, and hidden text, which is not read.
    Raises NeedsTextRecognition if all the pages are pictures, and UnreadableFile if the file is
    locked with a password, damaged, blank or has too many pages.
    """
    data = path.read_bytes()
    document = _open(data, path.name)
    try:
        pages = [_read_page(document, number) for number in range(len(document))]
    finally:
        document.close()
    is_cut_short = b"%%EOF" not in data[-2048:]
    if not any(page.rows for page in pages):
        raise _without_words(path.name, pages, is_cut_short)
    facts = read_facts(path, len(pages))
    rows = [page.rows for page in pages]
    kept = without_furniture(rows, [page.height for page in pages], facts.labels)
    cut_short = ["The end of this PDF is missing: pages may be missing too."] * is_cut_short
    return Reading(
        blocks_of_pages(kept, facts.outline),
        page_labels=facts.labels,
        title=facts.title or _largest_type(rows[0]),
        date=facts.date,
        notes=[*cut_short, *_notes(pages, facts.labels), *facts.notes],
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """A page: its rows, height, how many words it hides, and what it shows without any rows."""

    rows: list[Row]
    height: float = 842.0
    hidden_words: int = 0
    shows: PageShows | Literal["damage"] = "nothing"


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        # pdfium may give the last file's error for this one, so the file itself has to say so.
        if "password" in str(error).lower() and b"/Encrypt" in data:
            raise UnreadableFile(
                f"{name} is locked with a password. Save an unlocked copy in its place."
            ) from error
        raise UnreadableFile(
            f"{name} is damaged, or was cut short: its pages cannot be found. "
            "Fetch it again, or save it again as PDF."
        ) from error
    if count > MOST_PAGES:
        document.close()
        raise UnreadableFile(
            f"{name} has {count:,} pages, more than the limit of {MOST_PAGES:,}. Split it."
        )
    return document


def _read_page(document: pypdfium2.PdfDocument, number: int) -> _Page:
    try:
        page = page_with_fields(document, number)
        try:
            fragments, hidden_words = fragments_of(page)
            shows = "nothing" if fragments else what_page_shows(page)
            return _Page(rows_in_order(fragments), page.get_height(), hidden_words, shows)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return _Page([], shows="damage")


def _without_words(name: str, pages: Sequence[_Page], is_cut_short: bool) -> UnreadableFile:
    shown = {page.shows for page in pages}
    if "a picture" in shown:
        return _scan(name, "scanned pages")
    if "damage" in shown or is_cut_short:
        return UnreadableFile(
            f"{name} is damaged, or was cut short: no words are left in it. "
            "Fetch it again, or save it again as PDF."
        )
    if any(page.hidden_words for page in pages):
        return UnreadableFile(
            f"{name} holds no text but what it hides from its readers. "
            "Save it again from the program it was made in."
        )
    if "a drawing" in shown:
        return _scan(name, "drawings")
    return UnreadableFile(
        f"{name} holds no text: its pages are blank. If they should not be, save it again as PDF."
    )


def _largest_type(rows: Sequence[Row]) -> str | None:
    """Return the words in the largest type, if some are larger than the rest."""
    fragments = [fragment for row in rows for fragment in row]
    sizes = {round(fragment.size) for fragment in fragments}
    if len(sizes) < 2:
        return None
    words = " ".join(f.text for f in fragments if round(f.size) == max(sizes))
    return words if 3 <= len(words) <= 200 else None


def _scan(name: str, what: str) -> NeedsTextRecognition:
    return NeedsTextRecognition(
        f"{name} holds {what} and no text: it needs text recognition (OCR). Install ocrmypdf "
        "and ingest again, or save it as PDF from the program it was made in."
    )


def _lacks_common_words(rows: Sequence[Row]) -> bool:
    text = " ".join(fragment.text for row in rows for fragment in row)
    words = [word for word in text.split() if not word.strip(".,;:()-").isdecimal()]
    return len(words) >= WORDS_FOR_ENGLISH and not _COMMON_WORD.search(text)


def _notes(pages: Sequence[_Page], labels: Sequence[str]) -> list[str]:
    notes = []
    for words, concerns in _NOTES:
        found = [label for page, label in zip(pages, labels, strict=True) if concerns(page)]
        if found:
            shown = ", ".join(found[:10]) + (" and more" if len(found) > 10 else "")
            notes.append(words.format(pages=shown))
    return notes


_NOTES: tuple[tuple[str, Callable[[_Page], bool]], ...] = (
    (
        "No text on page {pages}: a picture that needs text recognition (OCR).",
        lambda page: not page.rows and page.shows in {"a picture", "a drawing"},
    ),
    (
        "No text on page {pages}: blank.",
        lambda page: not page.rows and page.shows == "nothing",
    ),
    (
        "Page {pages} is damaged and was left out.",
        lambda page: page.shows == "damage",
    ),
    (
        "Text that page {pages} hides from its readers was left out.",
        lambda page: page.hidden_words >= HIDDEN_WORDS_NOTED,
    ),
    (
        "No common English word on page {pages}: its fonts may give wrong letters, or it is in "
        "another language. Check it in the list of documents.",
        lambda page: _lacks_common_words(page.rows),
    ),
)

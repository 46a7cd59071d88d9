"""PDF: the words of every page, its label, and the file's title, date and bookmarks."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

from assistant.documents import Reading
from assistant.errors import UnreadableFile
from assistant.readers.pdf_blocks import blocks_of_pages
from assistant.readers.pdf_facts import read_facts
from assistant.readers.pdf_furniture import without_furniture
from assistant.readers.pdf_order import Row, rows_in_order
from assistant.readers.pdf_words import fragments_of

MOST_PAGES = 3000
"""Pages; a longer file takes minutes and is better split."""


def read_pdf(path: Path) -> Reading:
    """Read a PDF: the words by pdfium, which says where each stands, the rest by pypdf.

    Pages without words are named in a note. Raises UnreadableFile if the file is locked with
    a password, damaged or has no words at all, as a scan has none.
    """
    document = _open(path)
    try:
        pages, heights = _rows_of_pages(document, path)
    finally:
        document.close()
    if not any(pages):
        raise UnreadableFile(
            f"{path.name} holds no text: it looks like a scan, a picture of each page. "
            "Run text recognition (OCR) on it, or save it as PDF from the program it was made in."
        )
    facts = read_facts(path, len(pages))
    kept = without_furniture(pages, heights, facts.labels)
    return Reading(
        blocks_of_pages(kept, facts.outline),
        page_labels=facts.labels,
        title=facts.title or _largest_type(pages[0]),
        date=facts.date,
        notes=_notes(pages, facts.labels),
    )


def _open(path: Path) -> pypdfium2.PdfDocument:
    data = path.read_bytes()
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile(
                f"{path.name} is locked with a password. Save an unlocked copy in its place."
            ) from error
        raise UnreadableFile(
            f"{path.name} is damaged, or was cut short: its pages cannot be found. "
            "Fetch it again, or save it again as PDF."
        ) from error
    if count > MOST_PAGES:
        document.close()
        raise UnreadableFile(
            f"{path.name} has {count:,} pages, more than the limit of {MOST_PAGES:,}. Split it."
        )
    return document


def _rows_of_pages(
    document: pypdfium2.PdfDocument, path: Path
) -> tuple[list[list[Row]], list[float]]:
    pages, heights = [], []
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(
                f"{path.name} is damaged: its page {number + 1} cannot be read. "
                "Fetch it again, or save it again as PDF."
            ) from error
        pages.append(rows_in_order(fragments_of(page)))
        heights.append(page.get_height())
        page.close()
    return pages, heights


def _largest_type(rows: Sequence[Row]) -> str | None:
    """Return the words in the largest type, if some are larger than the rest."""
    fragments = [fragment for row in rows for fragment in row]
    sizes = {round(fragment.size) for fragment in fragments}
    if len(sizes) < 2:
        return None
    words = " ".join(f.text for f in fragments if round(f.size) == max(sizes))
    return words if 3 <= len(words) <= 200 else None


def _notes(pages: Sequence[Sequence[Row]], labels: Sequence[str]) -> list[str]:
    empty = [label for rows, label in zip(pages, labels, strict=True) if not rows]
    if not empty:
        return []
    shown = ", ".join(empty[:10]) + (" and more" if len(empty) > 10 else "")
    return [f"No text on page {shown}: blank, or a picture that needs text recognition."]

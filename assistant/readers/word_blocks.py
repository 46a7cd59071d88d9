"""Word blocks: headings, paragraphs, list items, table rows and notes in reading order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from docx.oxml.ns import qn

from assistant.documents import Block
from assistant.readers.marks import BULLET, looks_like_heading
from assistant.readers.word_styles import WordStyles
from assistant.readers.word_tables import inner_elements, lines_of_table, rows_of_table
from assistant.readers.word_text import Element, is_deleted, paragraph_text

Notes = Mapping[tuple[str, str], Element]
"""Footnotes and endnotes by kind and number."""


def blocks_of_body(body: Element, styles: WordStyles, notes: Notes) -> list[Block]:
    """Return the blocks of a Word document.

    What hangs on a paragraph, text boxes and notes, follows it. Where a title stands first,
    the other headings are under it. Where no style marks a heading, short paragraphs in bold
    are the headings.
    """
    found = list(_walk(body, styles, notes))
    if not any(part.block.kind == "heading" for part in found):
        found = list(_bold_as_headings(found))
    headings = [part for part in found if part.block.kind == "heading"]
    under_title = 1 if headings and headings[0].is_title else 0
    return [
        replace(part.block, level=min(6, part.block.level + under_title))
        if part.block.kind == "heading" and not part.is_title
        else part.block
        for part in found
    ]


@dataclass(frozen=True, slots=True)
class _Part:
    block: Block
    is_bold: bool = False
    is_title: bool = False


def _walk(container: Element, styles: WordStyles, notes: Notes) -> Iterator[_Part]:
    carried = ""
    for element in inner_elements(container, "w:p", "w:tbl"):
        if element.tag == qn("w:tbl"):
            yield from _parts_of_table(element, styles, notes)
            continue
        text = paragraph_text(element, styles)
        words = carried + text.words
        carried = ""
        if is_deleted(element.find(f"{qn('w:pPr')}/{qn('w:rPr')}")):
            carried = words  # its end is deleted, so the next paragraph goes on in it
            continue
        if words.strip() and not styles.name_of(element).startswith("toc "):
            yield _part_of_paragraph(element, words, text.is_bold, styles)
        for box in text.boxes:
            yield from _walk(box, styles, notes)
        for key in text.notes:
            if key in notes:
                yield from _parts_of_note(notes[key], styles)
    if carried.strip():
        yield _Part(Block("paragraph", carried))


def _part_of_paragraph(element: Element, words: str, is_bold: bool, styles: WordStyles) -> _Part:
    name = styles.name_of(element)
    level = styles.heading_level(element)
    number, is_place = styles.next_number(element) or ("", False)
    if name == "title":
        return _Part(Block("heading", words, 1), is_title=True)
    if level:
        return _Part(Block("heading", f"{number} {words}".lstrip(), level))
    if name == "caption":
        return _Part(Block("caption", words))
    if is_place:
        return _Part(Block("paragraph", f"{number} {words}"), is_bold)
    bullet = BULLET.match(words.strip())
    depth = styles.list_level(element)
    if depth or bullet:
        return _Part(Block("item", bullet["words"] if bullet else words, max(depth, 1)))
    return _Part(Block("paragraph", words), is_bold)


def _parts_of_note(note: Element, styles: WordStyles) -> Iterator[_Part]:
    words = " ".join(paragraph_text(line, styles).words for line in note.iter(qn("w:p")))
    if words.strip():
        yield _Part(Block("footnote", words.strip()))


def _bold_as_headings(found: list[_Part]) -> Iterator[_Part]:
    for part, after in zip_longest(found, found[1:]):
        words = part.block.text.strip()
        is_heading = part.is_bold and after is not None and looks_like_heading(words.rstrip(":"))
        yield replace(part, block=Block("heading", words, 2)) if is_heading else part


def _parts_of_table(table: Element, styles: WordStyles, notes: Notes) -> Iterator[_Part]:
    """Yield a table's rows; one with a single column is a frame, and is walked through."""

    def words_of(cell: Element) -> str:
        return " ".join(part.block.text for part in _walk(cell, styles, notes))

    lines = lines_of_table(table)
    cells = [list(inner_elements(line, "w:tc")) for line in lines]
    if all(len(row) < 2 for row in cells):
        for cell in chain.from_iterable(cells):
            yield from _walk(cell, styles, notes)
    else:
        yield from map(_Part, rows_of_table(lines, styles, words_of))

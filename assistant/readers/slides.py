"""Slides: a .pptx file's slides as pages, with their titles, text, tables and notes."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pptx

from assistant.documents import PAGE_BREAK, Block, Reading
from assistant.errors import UnreadableFile
from assistant.readers.office_package import DAMAGE, sound_package
from assistant.readers.slide_shapes import blocks_of_shapes, title_of

MOST_SLIDES = 3000

_TEMPLATE_TITLES = frozenset(
    ["powerpoint presentation", "presentation", "slide 1", "untitled", "title"]
)


def read_slides(path: Path) -> Reading:
    """Read a presentation; each slide is a page, its notes under a heading of their own.

    Hidden slides are left out, which a note says. The date is that of the last change.
    """
    try:
        package = sound_package(path.read_bytes(), path.name, "ppt/presentation.xml")
        presentation = pptx.Presentation(package.stream)
        slides = list(_slides(presentation))
        title, date = _properties(presentation)
        if len(slides) > MOST_SLIDES:
            raise UnreadableFile(
                f"{path.name} has {len(slides):,} slides, more than the limit of {MOST_SLIDES:,}. "
                "Split it."
            )
        blocks = list(_blocks_of_slides(slides, presentation.slide_width or 0))
        hidden = [str(n) for n, slide in enumerate(slides, 1) if slide and _is_hidden(slide)]
    except DAMAGE as error:
        raise UnreadableFile(
            f"{path.name} is damaged: the parts inside it cannot be read. "
            "Open it in PowerPoint, let it repair the file, and save it again as .pptx."
        ) from error
    notes = [f"Hidden slides were left out: {', '.join(hidden)}."] if hidden else []
    return Reading(
        blocks,
        page_labels=[str(number) for number in range(1, len(slides) + 1)],
        title=title or next((block.text for block in blocks if block.kind == "heading"), None),
        date=date,
        notes=[*package.notes, *notes],
    )


def _slides(presentation: Any) -> Iterator[Any | None]:
    """Yield the slides in their order, None for one whose part is damaged."""
    for entry in presentation.slides._sldIdLst:
        try:
            yield presentation.part.related_slide(entry.rId)
        except KeyError:
            yield None


def _blocks_of_slides(slides: Sequence[Any], width: int) -> Iterator[Block]:
    """Yield the blocks of all slides; the first on each begins a new page."""
    breaks = ""
    last: Block | None = None
    for number, slide in enumerate(slides):
        breaks += PAGE_BREAK if number else ""
        is_read = slide is not None and not _is_hidden(slide)
        for block in _blocks_of_slide(slide, number, width) if is_read else ():
            if last:
                yield last
            last = replace(block, text=breaks + block.text)
            breaks = ""
    if last:
        yield replace(last, text=last.text + breaks)


def _blocks_of_slide(slide: Any, number: int, width: int) -> Iterator[Block]:
    title = title_of(slide)
    level = 1 if number == 0 else 2
    if title:
        yield Block("heading", title, level)
    yield from blocks_of_shapes(slide.shapes, slide.part, width)
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    spoken = [line.text for line in frame.paragraphs if line.text.strip()] if frame else []
    if spoken:
        yield Block("heading", "Notes", level + 1)
        yield from (Block("paragraph", line) for line in spoken)


def _is_hidden(slide: Any) -> bool:
    return slide.element.get("show") in {"0", "false"}


def _properties(presentation: Any) -> tuple[str | None, datetime.date | None]:
    relations = presentation.part.package._rels.values()
    if not any(relation.reltype.endswith("/core-properties") for relation in relations):
        return None, None
    properties = presentation.core_properties
    title = (properties.title or "").strip()
    changed = properties.modified
    is_plausible = changed and changed.year > 1990 and changed.date() != _LIBRARY_DEFAULT
    return (
        None if title.lower() in _TEMPLATE_TITLES else title or None,
        changed.date() if is_plausible else None,
    )


# The date in the template that python-pptx makes new files from.
_LIBRARY_DEFAULT = datetime.date(2013, 1, 27)

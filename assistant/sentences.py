"""Sentences: the smallest verbatim spans that an answer may quote."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sentencex import get_sentence_boundaries

from assistant.documents import Document, Line, Section

SentenceKind = Literal["sentence", "item", "row"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, list item or table row: `document.text[start:end]`.

    `list_start` is where the list it belongs to starts, its lead-in line included; sentences
    of one list share it. `group` is where its paragraph starts, or its list.
    """

    start: int
    end: int
    kind: SentenceKind
    group: int
    list_start: int | None = None


def section_sentences(document: Document, section: Section) -> list[Sentence]:
    """Return the sentences of a section in order, without its heading and contents pages.

    The line that introduces a list (it ends with a colon or semicolon) belongs to the list.
    """
    lines = [
        line
        for line in document.lines
        if section.start <= line.start < section.end and line.kind not in ("heading", "contents")
    ]
    found: list[Sentence] = []
    list_start: int | None = None
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        if line.kind == "item":
            list_start = line.start if list_start is None else list_start
        elif _introduces_list(document.text, line, following):
            list_start = line.start
        else:
            list_start = None
        found.extend(_line_sentences(document.text, line, list_start))
    return found


def _introduces_list(text: str, line: Line, following: Line | None) -> bool:
    if following is None or following.kind != "item" or line.kind == "row":
        return False
    return text[line.end - 1] in ":;"


def _line_sentences(text: str, line: Line, list_start: int | None) -> Iterator[Sentence]:
    group = line.start if list_start is None else list_start
    if line.kind == "row":
        yield Sentence(line.start, line.end, "row", group)
    elif line.kind == "item" and not _several_sentences(text, line):
        yield Sentence(line.start, line.end, "item", group, list_start)
    else:
        kind: SentenceKind = "item" if line.kind == "item" else "sentence"
        for start, end in split_sentences(text[line.start : line.end]):
            yield Sentence(line.start + start, line.start + end, kind, group, list_start)


def _several_sentences(text: str, line: Line) -> bool:
    return line.end - line.start > LONG_ITEM


LONG_ITEM = 300
"""A list item longer than this many characters is quoted by the sentence."""

_STATEMENT = re.compile(
    r"""\b(?:says?|said|reads?|states?|stated)[:,;]?\s*[‘“"'](?P<statement>[A-Z].{30,}?)[’”"'][.]?$"""
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each sentence of one line, without outer spaces.

    Of a sentence that only reports a statement ("The poster says ‘We are ...’"), the
    statement is the sentence.
    """
    spans: list[tuple[int, int]] = []
    for boundary in get_sentence_boundaries("en", text):
        start, end = boundary["start_index"], boundary["end_index"]
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start < end:
            reported = _STATEMENT.search(text[start:end])
            if reported:
                start, end = start + reported.start("statement"), start + reported.end("statement")
            spans.append((start, end))
    return spans


def sentence_starts(text: str) -> list[int]:
    """Return where each sentence of one line starts, with the spaces before it."""
    return [found["start_index"] for found in get_sentence_boundaries("en", text)] or [0]


def list_sentences(sentences: Sequence[Sentence], list_start: int) -> list[Sentence]:
    """Return the items of one list, in order, without its lead-in."""
    return [s for s in sentences if s.list_start == list_start and s.kind == "item"]

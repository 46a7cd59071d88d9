"""An answer's text as paragraphs and lists, its citation numbers told apart from its words."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answers import Answer, Citation

MARKER = re.compile(r"\[(\d{1,6})\]")
ITEM = "- "


@dataclass(frozen=True, slots=True)
class Run:
    """Words, or the citation that a number stands for."""

    text: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a line each, or a list, an item each."""

    kind: Literal["paragraph", "list"]
    lines: tuple[tuple[Run, ...], ...]


def read_prose(answer: Answer) -> list[Block]:
    """Return the blocks of `answer.text` in order.

    A number in brackets that stands inside quoted words is part of them, not a citation.
    """
    cited = {citation.number: citation for citation in (*answer.citations, *answer.nearest)}
    return list(_blocks(answer.text, _without_quoted_numbers(answer), cited))


def first_lines(blocks: Sequence[Block], count: int) -> list[Block]:
    """Return the blocks with their first `count` lines alone."""
    kept: list[Block] = []
    for block in blocks:
        if count <= 0:
            break
        kept.append(Block(block.kind, block.lines[:count]))
        count -= len(block.lines)
    return kept


def _without_quoted_numbers(answer: Answer) -> str:
    """Return the text, of the same length, without the quoted words that hold such a number."""
    words = {claim.text for claim in answer.claims}
    words |= {citation.quote for citation in (*answer.citations, *answer.nearest)}
    left = answer.text
    for quoted in sorted(filter(MARKER.search, words), key=len, reverse=True):
        left = left.replace(quoted, "·" * len(quoted))
    return left


def _blocks(text: str, unquoted: str, cited: dict[int, Citation]) -> Iterator[Block]:
    """Yield the blocks of a text, its citations where `unquoted` has their numbers."""
    at = 0
    for paragraph in text.split("\n\n"):
        lines = []
        for line in paragraph.split("\n"):
            end = at + len(line)
            if line:
                kind: Literal["paragraph", "list"] = (
                    "list" if line.startswith(ITEM) else "paragraph"
                )
                start = at + len(ITEM) if kind == "list" else at
                markers = [
                    found
                    for found in MARKER.finditer(unquoted, start, end)
                    if int(found[1]) in cited
                ]
                lines.append((kind, tuple(_runs(text, start, end, markers, cited))))
            at = end + 1
        at += 1
        for kind, group in itertools.groupby(lines, key=lambda line: line[0]):
            yield Block(kind, tuple(runs for _, runs in group))


def _runs(
    text: str,
    start: int,
    end: int,
    markers: Sequence[re.Match[str]],
    cited: dict[int, Citation],
) -> Iterator[Run]:
    for found in markers:
        words = text[start : found.start()].rstrip(" ")
        if words:
            yield Run(words)
        yield Run(found[1], cited[int(found[1])])
        start = found.end()
    if text[start:end]:
        yield Run(text[start:end])

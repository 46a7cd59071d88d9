"""An answer's text as paragraphs and lists, its citation numbers told apart from its words."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answers import Answer, Citation

MARKER = re.compile(r"\[(\d+)\]")
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
    markers = [
        found
        for found in MARKER.finditer(answer.text)
        if int(found[1]) in cited and not _inside(found, _quoted(answer))
    ]
    return list(_blocks(answer.text, markers, cited))


def first_lines(blocks: Sequence[Block], count: int) -> list[Block]:
    """Return the blocks with their first `count` lines alone."""
    kept: list[Block] = []
    for block in blocks:
        if count <= 0:
            break
        kept.append(Block(block.kind, block.lines[:count]))
        count -= len(block.lines)
    return kept


def _quoted(answer: Answer) -> list[tuple[int, int]]:
    words = {claim.text for claim in answer.claims}
    words |= {citation.quote for citation in (*answer.citations, *answer.nearest)}
    return [
        found.span()
        for text in words
        if text
        for found in re.finditer(re.escape(text), answer.text)
    ]


def _inside(marker: re.Match[str], spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= marker.start() and marker.end() <= end for start, end in spans)


def _blocks(
    text: str, markers: Sequence[re.Match[str]], cited: dict[int, Citation]
) -> Iterator[Block]:
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
                inside = [found for found in markers if start <= found.start() < end]
                lines.append((kind, tuple(_runs(text, start, end, inside, cited))))
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

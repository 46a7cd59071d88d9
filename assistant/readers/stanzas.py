"""Stanzas: the lines of a plain text file put together into paragraphs, items and table rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.readers.marks import BULLET, is_enumerated, split_item
from assistant.readers.tables import looks_like_header, table_blocks

LONGEST_WRAPPED_LINE = 120
"""Where lines are longer than this, the program that saved the file did not wrap them."""


@dataclass(slots=True)
class Stanza:
    """Lines that belong together.

    `close`: no blank line stands before it. `underline`: the sign it is underlined with.
    `mark`: the bullet or number that an item begins with, which `text` is without.
    """

    kind: Literal["words", "item", "row"]
    text: str
    close: bool
    indent: int = 0
    lines: int = 1
    underline: str = ""
    mark: str = ""


def split_stanzas(text: str) -> list[Stanza]:
    """Return the stanzas of a text: wrapped lines joined, each item and table row by itself."""
    groups = list(_groups(_QUOTE_MARKS.sub("", line) for line in text.splitlines()))
    longest = max((len(line) for group in groups for line in group[:-1]), default=0)
    width = longest if 40 <= longest <= LONGEST_WRAPPED_LINE else 0
    return [stanza for group in groups for stanza in _stanzas_of(group, width)]


_QUOTE_MARKS = re.compile(r"^(> ?)+")
_RULE = re.compile(r"\s*([-=~^*_#.+])\1{2,}[-=~^*_#.+\s]*")


def _groups(lines: Iterator[str]) -> Iterator[list[str]]:
    """Yield the runs of lines between blank ones."""
    group: list[str] = []
    for line in lines:
        if line.strip():
            group.append(line.rstrip())
        elif group:
            yield group
            group = []
    if group:
        yield group


def _stanzas_of(group: Sequence[str], width: int) -> list[Stanza]:
    rows = _table_rows(group)
    if rows:
        blocks = table_blocks(rows, has_header=looks_like_header(rows))
        return [Stanza("row", block.text, close=bool(n)) for n, block in enumerate(blocks)]
    stanzas: list[Stanza] = []
    is_list = sum(is_enumerated(line.strip()) for line in group) > 1
    previous = ""
    for line in group:
        rule = _RULE.fullmatch(line)
        if rule:
            if stanzas and stanzas[-1].lines == 1 and previous and stanzas[-1].kind == "words":
                stanzas[-1].underline = rule[1]
            previous = ""
            continue
        is_full = bool(previous) and _is_full(previous, line, width)
        item = _split_item(line.strip(), after_full_line=is_full, in_list=is_list)
        indent = len(line) - len(line.lstrip())
        if item:
            stanzas.append(Stanza("item", item[1], bool(stanzas), indent, mark=item[0]))
        elif stanzas and previous and (is_full or _hangs(stanzas[-1], indent)):
            stanzas[-1].text += "\n" + line.strip()
            stanzas[-1].lines += 1
        else:
            stanzas.append(Stanza("words", line.strip(), bool(stanzas), indent))
        previous = line
    return stanzas


def _table_rows(group: Sequence[str]) -> list[list[str]]:
    """Return the cells of a group whose lines all have the same number of tabs or bars."""
    for sign in ("\t", "|"):
        rows = [
            line.strip(" |").split(sign) for line in group if not _RULE_OF_TABLE.fullmatch(line)
        ]
        if len(rows) > 1 and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1:
            return rows
    return []


_RULE_OF_TABLE = re.compile(r"[\s|+:=-]+")


def _is_full(line: str, following: str, width: int) -> bool:
    """Tell whether `line` ends because the next word found no room on it."""
    if not width:
        return False
    first_word = following.split()[0]
    reached = len(line) + 1 + len(first_word)
    if first_word[0].islower() and not line.endswith((".", ":", ";", "!", "?")):
        return reached > 0.6 * width
    return reached > 0.85 * width


def _split_item(line: str, *, after_full_line: bool, in_list: bool) -> tuple[str, str] | None:
    """Return an item's mark and words; within a running paragraph only a clear mark counts."""
    if after_full_line and not in_list and (not BULLET.match(line) or line[0] in "–—+o"):
        return None
    return split_item(line)


def _hangs(stanza: Stanza, indent: int) -> bool:
    return stanza.kind == "item" and indent > stanza.indent

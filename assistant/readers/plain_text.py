"""Plain text: headings, lists and paragraphs told from the shape of the lines."""

import datetime
import email.utils
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.documents import Block, BlockKind, Reading
from assistant.readers.encodings import decode_text
from assistant.readers.marks import CLAUSE_NUMBER, is_capitals, is_short, looks_like_heading
from assistant.readers.short_lines import judge_short_lines
from assistant.readers.stanzas import Stanza, split_stanzas


def read_plain_text(path: Path) -> Reading:
    """Read a text file, or a saved e-mail, whose subject is then the title.

    A heading is a short line without end punctuation above a paragraph or a list; two or more
    such lines between a heading and the next one are a list. The heading that the file begins
    with is at level 1. Nothing tells how the others nest, except underlines and clause
    numbers, so the rest are at level 2.
    """
    text = decode_text(path.read_bytes(), path.name)
    headers, body = _split_mail_headers(text)
    stanzas = split_stanzas(body)
    blocks = [Block("paragraph", line) for line in headers.values()]
    blocks += _blocks_of(stanzas, _kinds_of(stanzas), has_title=not headers)
    subject = headers.get("subject", "").partition(":")[2].strip()
    return Reading(blocks, title=subject or None, date=_date_of_mail(headers))


_MAIL_HEADER = re.compile(r"(From|To|Cc|Bcc|Date|Sent|Subject|Reply-To|Importance|Attachments): ?")


def _split_mail_headers(text: str) -> tuple[dict[str, str], str]:
    lines = text.lstrip().splitlines()
    headers: dict[str, str] = {}
    for line in lines:
        match = _MAIL_HEADER.match(line)
        if not match:
            break
        headers[match[1].lower()] = line
    if "subject" in headers and len(headers) > 1:
        return headers, "\n".join(lines[len(headers) :])
    return {}, text


def _date_of_mail(headers: dict[str, str]) -> datetime.date | None:
    written = headers.get("date", headers.get("sent", "")).partition(":")[2]
    try:
        return email.utils.parsedate_to_datetime(written).date()
    except ValueError:
        return None


def _kinds_of(stanzas: Sequence[Stanza]) -> list[BlockKind]:
    """Return what each stanza is, short lines judged by the run in which they stand."""
    kinds: list[BlockKind] = []
    run: list[Stanza] = []
    before: Stanza | None = None
    for number, stanza in enumerate(stanzas):
        after = stanzas[number + 1] if number + 1 < len(stanzas) else None
        is_heading = _is_sure_heading(before, stanza, after)
        if stanza.kind == "words" and is_short(stanza.text) and not is_heading:
            run.append(stanza)
        else:
            kinds += _judge(run, stanzas[: number - len(run)], has_more=True)
            kinds.append("heading" if is_heading else _KINDS[stanza.kind])
            run = []
        before = stanza
    return kinds + _judge(run, stanzas[: len(stanzas) - len(run)], has_more=False)


_KINDS: dict[str, BlockKind] = {"words": "paragraph", "item": "item", "row": "row"}


def _is_sure_heading(before: Stanza | None, stanza: Stanza, after: Stanza | None) -> bool:
    """Tell whether a stanza is underlined, in capitals, or numbered and by itself."""
    if stanza.underline:
        return True
    if after is None or not looks_like_heading(stanza.text):
        return False
    if stanza.kind == "item":
        is_alone = after.kind != "item" and (before is None or before.kind != "item")
        return is_alone and stanza.mark[:1].isalnum() and not (before and stanza.close)
    if CLAUSE_NUMBER.match(stanza.text):
        return not (CLAUSE_NUMBER.match(after.text) and after.close)
    return is_capitals(stanza.text) and not is_capitals(after.text)


def _judge(run: Sequence[Stanza], before: Sequence[Stanza], *, has_more: bool) -> list[BlockKind]:
    if not run:
        return []
    return judge_short_lines(
        [stanza.text for stanza in run],
        [stanza.close for stanza in run],
        is_led_in=bool(before) and before[-1].text.endswith((":", ";")),
        has_more=has_more,
    )


def _blocks_of(
    stanzas: Sequence[Stanza], kinds: Sequence[BlockKind], *, has_title: bool
) -> Iterator[Block]:
    underlines = [stanza.underline for stanza in stanzas if stanza.underline]
    indents: list[int] = []
    for number, (stanza, kind) in enumerate(zip(stanzas, kinds, strict=True)):
        if kind == "heading":
            level = 1 if has_title and number == 0 else _heading_level(stanza, underlines)
            yield Block("heading", (stanza.mark + " " + stanza.text).strip(), level)
        elif kind == "item":
            while indents and indents[-1] > stanza.indent:
                indents.pop()
            if not indents or indents[-1] < stanza.indent:
                indents.append(stanza.indent)
            yield Block("item", stanza.text, len(indents))
        else:
            yield Block(kind, stanza.text)
        if kind != "item":
            indents = []


def _heading_level(stanza: Stanza, underlines: Sequence[str]) -> int:
    """Return a heading's level: by the order in which underlines are first used, or by number."""
    if stanza.underline:
        order = list(dict.fromkeys(underlines))
        shared = underlines.count(order[0]) > 1
        return min(6, max(2, order.index(stanza.underline) + (2 if shared else 1)))
    match = CLAUSE_NUMBER.match(stanza.text)
    return min(6, 2 + match["number"].count(".")) if match else 2

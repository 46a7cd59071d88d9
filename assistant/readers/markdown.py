"""Markdown: headings, paragraphs, lists and tables, with the front matter as metadata."""

import datetime
import re
from collections.abc import Sequence
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.documents import Block, Reading
from assistant.readers.encodings import decode_text
from assistant.readers.tables import table_blocks


def read_markdown(path: Path) -> Reading:
    """Read a Markdown file; raw HTML and comments in it are left out.

    Of YAML front matter `title`, `date` and `source` are used. Front matter that is not YAML
    is left out as well, which a note says.
    """
    text = decode_text(path.read_bytes(), path.name).replace("\r\n", "\n")
    matter, body, notes = _split_front_matter(text)
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    tokens = parser.parse(body)
    if any(token.type == "html_block" and _has_words(token.content) for token in tokens):
        notes = [*notes, "Raw HTML in this Markdown file was left out."]
    return Reading(
        _blocks_of(tokens),
        title=_text_or_none(matter.get("title")),
        date=_date_or_none(matter.get("date")),
        source=_text_or_none(matter.get("source")),
        notes=notes,
    )


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def _split_front_matter(text: str) -> tuple[dict[str, object], str, list[str]]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text, []
    body = text[match.end() :]
    try:
        matter = yaml.safe_load(match[1] or "")
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2024-13-01
        reason = str(error).splitlines()[0]
        return {}, body, [f"The front matter is not valid YAML and was left out: {reason}."]
    if matter is None:
        return {}, body, []
    if isinstance(matter, dict):
        return matter, body, []
    return {}, text, []  # two rules with words between them


def _has_words(html: str) -> bool:
    return bool(re.search(r"\w", re.sub(r"<!--.*?-->|<[^>]*>", "", html, flags=re.DOTALL)))


def _text_or_none(value: object) -> str | None:
    return str(value).strip() or None if isinstance(value, str | int | float) else None


def _date_or_none(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value.strip()[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _blocks_of(tokens: Sequence[Token]) -> list[Block]:
    """Return the blocks of a token stream.

    The first paragraph of a list item is the item; further ones are paragraphs.
    """
    blocks: list[Block] = []
    depth = 0
    awaiting_item = False
    rows: list[list[str]] = []
    heading_level = 0
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "list_item_open":
                awaiting_item = True
            case "list_item_close":
                awaiting_item = False
            case "heading_open":
                heading_level = int(token.tag[1])
            case "heading_close":
                heading_level = 0
            case "table_open":
                rows = []
            case "tr_open":
                rows.append([])
            case "table_close":
                blocks += table_blocks(rows, has_header=any(rows[0]))
                rows = []
            case "fence" | "code_block":
                blocks += [Block("paragraph", part) for part in token.content.split("\n\n")]
            case "inline" if rows:
                rows[-1].append(_inline_text(token))
            case "inline" if heading_level:
                blocks.append(Block("heading", _inline_text(token), heading_level))
            case "inline" if awaiting_item:
                blocks.append(Block("item", _inline_text(token), depth))
                awaiting_item = False
            case "inline":
                blocks.append(Block("paragraph", _inline_text(token)))
    return [block for block in blocks if block.text.strip()]


def _inline_text(token: Token) -> str:
    """Return the words of a paragraph: links as their text, code as it is, no markup.

    What stands in an HTML element that hides it is left out.
    """
    parts: list[str] = []
    hiding = ""
    for child in token.children or ():
        tag = _TAG.match(child.content) if child.type == "html_inline" else None
        if hiding:
            if tag and tag["end"] and tag["name"].lower() == hiding:
                hiding = ""
        elif tag and not tag["end"] and tag["name"] != "img" and _HIDING.search(tag["rest"]):
            hiding = tag["name"].lower()
        else:
            parts.append(_inline_part(child))
    return "".join(parts)


_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>[^>]*)>", re.IGNORECASE)
_HIDING = re.compile(
    r"\shidden(?=[\s=/]|$)|display:\s*none|visibility:\s*hidden|font-size:\s*[01](?![\d.])|opacity:\s*0(?![\d.])"
    r"|(?<![\w-])color:\s*(white|transparent|#f{3})",
    re.IGNORECASE,
)


def _inline_part(child: Token) -> str:
    if child.type in {"text", "code_inline", "image"}:
        return child.content
    if child.type in {"softbreak", "hardbreak"}:
        return "\n"
    is_line_break = re.match(r"<br\b", child.content, re.IGNORECASE)
    return "\n" if child.type == "html_inline" and is_line_break else ""

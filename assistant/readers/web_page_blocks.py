"""Web page blocks: headings, paragraphs, lists, tables and captions of an HTML element."""

import re

from lxml import etree, html

from assistant.documents import Block, BlockKind
from assistant.readers.web_page_tables import is_data_table, rows_of_table, rows_of_terms
from assistant.readers.web_page_words import INLINE, flat_text, is_note_mark


def blocks_of(content: html.HtmlElement) -> list[Block]:
    """Return the blocks of an element in reading order.

    The first words of a list item are the item, further paragraphs in it are paragraphs. A
    definition list gives a row for each term.
    """
    page = _Page()
    walk = etree.iterwalk(content, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            page.close(element)
        elif page.take_whole(element):
            walk.skip_subtree()
        else:
            page.open(element)
    page.end_block()
    return page.blocks


class _Page:
    """The blocks so far, and the words that are not yet in one."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.captions: list[Block] = []
        self.item_kind: BlockKind | None = None
        self.depth = 0
        self.last_level = 1

    def take_whole(self, element: html.HtmlElement) -> bool:
        """Take an element that is one thing; its words are then not walked through."""
        level = self._heading_level(element)
        if level:
            self._add([Block("heading", flat_text(element), level)])
        elif element.tag == "table" and is_data_table(element):
            self._add(rows_of_table(element))
        elif element.tag == "dl" and element.find(".//dt") is not None:
            self._add(rows_of_terms(element))
        elif element.tag in {"figcaption", "caption"}:
            self._add([Block("caption", flat_text(element))])
        elif element.tag == "img":
            self.captions += _caption_of_image(element)
        else:
            return is_note_mark(element)
        return True

    def open(self, element: html.HtmlElement) -> None:
        if element.tag == "br":
            is_second = "".join(self.words).endswith("\n")
            self.end_block() if is_second else self.words.append("\n")
            return
        if element.tag not in INLINE:
            self.end_block()
        if element.tag in {"ul", "ol", "menu"}:
            self.depth += 1
        elif element.tag == "li":
            self.item_kind = "footnote" if _is_footnote(element) else "item"
        self.words.append(_spaced(element.text))

    def close(self, element: html.HtmlElement) -> None:
        if element.tag not in INLINE and element.tag != "br":
            self.end_block()
        if element.tag in {"ul", "ol", "menu"}:
            self.depth -= 1
        elif element.tag == "li":
            self.item_kind = None
        self.words.append(_spaced(element.tail))

    def end_block(self) -> None:
        """Make a block of the words so far."""
        text = "".join(self.words).strip()
        self.words = []
        if text and self.item_kind == "item":
            self.blocks.append(Block("item", text, max(self.depth, 1)))
        elif text:
            self.blocks.append(Block(self.item_kind or "paragraph", text))
        if text:
            self.item_kind = None
        self.blocks += self.captions
        self.captions = []

    def _add(self, blocks: list[Block]) -> None:
        self.end_block()
        self.blocks += [block for block in blocks if block.text]

    def _heading_level(self, element: html.HtmlElement) -> int:
        """Return a heading's level, 0 for what is none.

        The summary of details heads them, one level down, unless something stands after them
        that would then seem to be a part of them.
        """
        level = _HEADINGS.get(element.tag, 0)
        if element.get("role") == "heading":
            stated = element.get("aria-level", "2")
            level = min(int(stated), 6) if stated.isdigit() and stated != "0" else 2
        if level:
            self.last_level = level
        elif element.tag == "summary" and element.getparent().tag == "details":
            after = element.getparent().getnext()
            if after is None or after.tag == "details" or after.tag in _HEADINGS:
                return min(self.last_level + 1, 6)
        return level


_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


def _spaced(text: str | None) -> str:
    """Return text with its line ends as spaces: they mean nothing in HTML."""
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")


def _is_footnote(item: html.HtmlElement) -> bool:
    return "doc-footnote" in item.get("role", "") or bool(
        re.match(r"(fn|footnote)[\W_]?\w*\d$", item.get("id", ""), re.IGNORECASE)
    )


def _caption_of_image(image: html.HtmlElement) -> list[Block]:
    """Return what an image says in words, unless its figure has a caption of its own."""
    words = image.get("alt", "").strip()
    figure = next(image.iterancestors("figure"), None)
    if figure is not None and figure.find(".//figcaption") is not None:
        return []
    is_file_name = re.search(r"\.(jpe?g|png|gif|svg|webp)$", words, re.IGNORECASE)
    is_meaningful = len(words.split()) >= (3 if figure is not None else 6) and not is_file_name
    return [Block("caption", words)] if is_meaningful else []

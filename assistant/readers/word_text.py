"""Word text: the words of one paragraph as a reader sees them once changes are accepted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from assistant.readers.word_styles import WordStyles, is_on

Element = Any
"""An lxml element: python-docx gives its own classes, without types."""


@dataclass(slots=True)
class ParagraphText:
    """A paragraph's words, and what hangs on it: text boxes, and notes by kind and number."""

    words: str = ""
    is_bold: bool = False
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def paragraph_text(paragraph: Element, styles: WordStyles) -> ParagraphText:
    """Return a paragraph's words: inserted text is read, deleted and hidden text is not.

    Field codes, such as those behind a cross-reference, are not words; what they show is.
    """
    text = ParagraphText()
    parts: list[str] = []
    bold, plain = 0, 0
    for node in _visible(paragraph, styles):
        if node.tag == _TEXT_BOX:
            text.boxes.append(node)
        elif node.tag in _NOTE_REFERENCES:
            text.notes.append((_NOTE_REFERENCES[node.tag], node.get(qn("w:id"), "")))
        else:
            words = _SIGNS.get(node.tag, node.text or "")
            parts.append(words)
            if words.strip() and styles.is_bold(node.getparent(), paragraph):
                bold += 1
            elif words.strip():
                plain += 1
    text.words = "".join(parts)
    text.is_bold = bold > 0 and plain == 0
    return text


_TEXT_BOX = qn("w:txbxContent")
_NOTE_REFERENCES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "",
}
_WORDS = frozenset([qn("w:t"), qn("m:t"), *_SIGNS])
_LEFT_OUT = frozenset(
    [
        *(qn("w:pPr"), qn("w:rPr"), qn("w:del"), qn("w:moveFrom"), qn("w:rt"), qn("w:instrText")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    ]
)


def _visible(paragraph: Element, styles: WordStyles) -> Iterator[Element]:
    """Yield what has words in reading order; of a drawing's alternatives only the first."""
    waiting = list(reversed(paragraph))
    while waiting:
        node = waiting.pop()
        if node.tag in _WORDS or node.tag in _NOTE_REFERENCES or node.tag == _TEXT_BOX:
            yield node
        elif node.tag in _LEFT_OUT:
            continue
        elif node.tag == qn("w:r") and styles.is_hidden(node, paragraph):
            styles.hidden_words += sum(len((t.text or "").split()) for t in node.iter(qn("w:t")))
        else:
            waiting.extend(reversed(node))


def is_deleted(properties: Element | None) -> bool:
    """Tell whether a row's properties, or those of a paragraph's mark, say it is deleted."""
    return properties is not None and any(
        is_on(properties, name) for name in ("w:del", "w:moveFrom")
    )

"""Web page words: the text of an HTML element on one line."""

from lxml import etree, html

INLINE = frozenset(
    [
        *["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data"],
        *["del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "output", "q"],
        *["rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "strike", "sub", "sup"],
        *["time", "tt", "u", "var", "wbr"],
    ]
)
"""Elements that stand within a line of words; every other begins a line of its own."""


def flat_text(element: html.HtmlElement) -> str:
    """Return the words of an element on one line, words of separate blocks kept apart."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if inner.tag not in INLINE:
            parts.append(" ")
        if event == "end":
            parts.append("" if inner is element else inner.tail or "")
        elif is_note_mark(inner):
            walk.skip_subtree()
        else:
            parts.append(inner.text or "")
    return " ".join("".join(parts).split())


def is_note_mark(element: html.HtmlElement) -> bool:
    """Tell whether an element is the raised number that points to a footnote."""
    if "doc-noteref" in element.get("role", ""):
        return True
    link = element.find(".//a") if element.tag == "sup" else None
    return link is not None and link.get("href", "").startswith("#")

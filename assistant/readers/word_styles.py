"""Word styles: what a paragraph is, from its own properties and the styles it is based on."""

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

Element = Any


class WordStyles:
    """The styles of one document."""

    def __init__(self, styles: Element | None) -> None:
        found = [] if styles is None else styles.findall(qn("w:style"))
        self._by_id = {style.get(qn("w:styleId")): style for style in found}
        self._default = next(
            (style for style in found if _is_default_paragraph(style)),
            None,
        )

    def name_of(self, paragraph: Element) -> str:
        """Return the name of a paragraph's style in small letters."""
        style = next(self._chain(paragraph, "w:pPr/w:pStyle"), None)
        return "" if style is None else _value(style, "w:name").lower()

    def heading_level(self, paragraph: Element) -> int:
        """Return 1 to 6 by the outline level or the name of the style, 0 for body text."""
        outline = _value(paragraph, "w:pPr/w:outlineLvl")
        for style in self._chain(paragraph, "w:pPr/w:pStyle"):
            named = re.fullmatch(r"heading ([1-9])", _value(style, "w:name").lower())
            outline = outline or _value(style, "w:pPr/w:outlineLvl")
            outline = outline or (str(int(named[1]) - 1) if named else "")
        return min(int(outline) + 1, 6) if re.fullmatch("[0-8]", outline) else 0

    def list_level(self, paragraph: Element) -> int:
        """Return how deep in a list a paragraph is, from 1; 0 if it is in none."""
        named = re.match(r"list (?:bullet|number)(?: ([2-5]))?$", self.name_of(paragraph))
        level = int(named[1] or 1) if named else 0
        for owner in (paragraph, *self._chain(paragraph, "w:pPr/w:pStyle")):
            number = _value(owner, "w:pPr/w:numPr/w:numId")
            if number:
                depth = _value(owner, "w:pPr/w:numPr/w:ilvl")
                stated = int(depth) + 1 if re.fullmatch("[0-8]", depth) else 1
                return 0 if number == "0" else max(level, stated)
        return level

    def is_hidden(self, run: Element, paragraph: Element) -> bool:
        """Tell whether a run is set as hidden text."""
        return self._is_set("w:vanish", run, paragraph)

    def is_bold(self, run: Element, paragraph: Element) -> bool:
        """Tell whether a run is set in bold."""
        return self._is_set("w:b", run, paragraph)

    def _is_set(self, name: str, run: Element, paragraph: Element) -> bool:
        for owner in (
            run,
            *self._chain(run, "w:rPr/w:rStyle"),
            *self._chain(paragraph, "w:pPr/w:pStyle"),
        ):
            properties = owner.find(qn("w:rPr"))
            if properties is not None and properties.find(qn(name)) is not None:
                return is_on(properties, name)
        return False

    def _chain(self, element: Element, path: str) -> Iterator[Element]:
        """Yield an element's style, the style that is based on, and so on."""
        style = self._by_id.get(_value(element, path))
        if style is None and path.endswith("pStyle"):
            style = self._default
        seen: set[int] = set()
        while style is not None and id(style) not in seen:
            seen.add(id(style))
            yield style
            style = self._by_id.get(_value(style, "w:basedOn"))


def is_on(properties: Element, name: str) -> bool:
    """Tell whether an on-off property is there and not switched off."""
    found = properties.find(qn(name))
    return found is not None and found.get(qn("w:val"), "1") not in {"0", "false", "off"}


def _is_default_paragraph(style: Element) -> bool:
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in {"1", "true"}


def _value(element: Element, path: str) -> str:
    found = element.find("/".join(qn(name) for name in path.split("/")))
    return "" if found is None else found.get(qn("w:val")) or ""

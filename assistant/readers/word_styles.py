"""Word styles: what a paragraph is, from its own properties and the styles it is based on."""

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from assistant.readers.word_numbers import WordNumbers

Element = Any

SMALLEST_TYPE = 3
"""Half points; smaller type cannot be read, on paper or on a screen."""

_WHITE = frozenset({"FFFFFF", "FEFEFE", "FFFFFE", "FDFDFD"})


class WordStyles:
    """The styles of one document, and the numbers its lists have come to."""

    def __init__(self, styles: Element | None, numbering: Element | None = None) -> None:
        self.hidden_words = 0
        self._numbers = WordNumbers(numbering)
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
        numbering = self._numbering_of(paragraph)
        if numbering is None:
            return level
        number_id, stated = numbering
        return 0 if number_id == "0" else max(level, stated + 1)

    def next_number(self, paragraph: Element) -> tuple[str, bool] | None:
        """Count a paragraph; return the number Word shows before it, and whether it is a place.

        To be called once for each paragraph, in their order.
        """
        numbering = self._numbering_of(paragraph)
        return None if numbering is None else self._numbers.next_number(*numbering)

    def _numbering_of(self, paragraph: Element) -> tuple[str, int] | None:
        """Return a paragraph's list and its level in it, from 0."""
        for owner in (paragraph, *self._chain(paragraph, "w:pPr/w:pStyle")):
            number = _value(owner, "w:pPr/w:numPr/w:numId")
            if not number:
                continue
            depth = _value(owner, "w:pPr/w:numPr/w:ilvl") or _value(
                paragraph, "w:pPr/w:numPr/w:ilvl"
            )
            if re.fullmatch("[0-8]", depth):
                return number, int(depth)
            style = owner.get(qn("w:styleId")) or _value(paragraph, "w:pPr/w:pStyle")
            return number, self._numbers.level_of_style(number, style)
        return None

    def is_hidden(self, run: Element, paragraph: Element) -> bool:
        """Tell whether a run is hidden: set so, too small to be seen, or white on white."""
        if self._is_set("w:vanish", run, paragraph):
            return True
        size = self._stated("w:sz", run, paragraph)
        if size.isdigit() and int(size) <= SMALLEST_TYPE:
            return True
        is_white = self._stated("w:color", run, paragraph).upper() in _WHITE
        return is_white and not self._may_be_on_colour(run, paragraph)

    def _may_be_on_colour(self, run: Element, paragraph: Element) -> bool:
        """Tell whether what stands behind a run may be another colour than white."""
        for owner in (run, *self._chain(paragraph, "w:pPr/w:pStyle"), *run.iterancestors()):
            if owner.tag == qn("w:txbxContent") or _value(owner, "w:tblPr/w:tblStyle"):
                return True
            for path in ("w:rPr/w:shd", "w:pPr/w:shd", "w:tcPr/w:shd", "w:tblPr/w:shd"):
                shading = owner.find("/".join(qn(name) for name in path.split("/")))
                fill = "" if shading is None else shading.get(qn("w:fill"), "auto")
                if fill.upper() not in {"", "AUTO", *_WHITE}:
                    return True
        background = run.getroottree().getroot().find(qn("w:background"))
        highlight = self._stated("w:highlight", run, paragraph)
        return background is not None or highlight not in {"", "none", "white"}

    def is_bold(self, run: Element, paragraph: Element) -> bool:
        """Tell whether a run is set in bold."""
        return self._is_set("w:b", run, paragraph)

    def _stated(self, name: str, run: Element, paragraph: Element) -> str:
        """Return the value of a run's property, its own or that of a style; "" for none."""
        owners = (
            run,
            *self._chain(run, "w:rPr/w:rStyle"),
            *self._chain(paragraph, "w:pPr/w:pStyle"),
        )
        return next(filter(None, (_value(owner, f"w:rPr/{name}") for owner in owners)), "")

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

"""Web page styles: what a page's own style rules and attributes say of an element."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html


class PageStyles:
    """The simple style rules of one page: those for a tag, classes or an id, or these together.

    Rules that depend on what stands around an element, on the screen or on a style sheet kept
    elsewhere are not followed: `is_whole` says whether there are none.
    """

    def __init__(self, page: html.HtmlElement) -> None:
        sheets = [style.text or "" for style in page.iter("style")]
        plain = [_without_conditions(_COMMENT.sub("", sheet)) for sheet in sheets]
        links = [link for link in page.iter("link") if "stylesheet" in link.get("rel", "").lower()]
        self._rules: dict[str, list[_Rule]] = {}
        self.is_whole = not links and all(
            len(a) == len(b) for a, b in zip(sheets, plain, strict=True)
        )
        for number, (selector, declarations) in enumerate(_rules_of("".join(plain))):
            simple = _SIMPLE.fullmatch(selector)
            if simple is None:
                self.is_whole = False
                continue
            classes = frozenset(re.findall(r"\.([\w-]+)", selector))
            rule = _Rule(simple["tag"] or "", classes, simple["id"] or "", number, declarations)
            self._rules.setdefault(rule.key, []).append(rule)

    def style_of(self, element: html.HtmlElement) -> str:
        """Return an element's declarations without spaces, the one that counts last."""
        classes = element.get("class", "").lower().split()
        id_ = element.get("id", "").lower()
        keys = [element.tag, f"#{id_}", *(f".{name}" for name in classes)]
        rules = [rule for key in keys for rule in self._rules.get(key, ())]
        fitting = [rule for rule in rules if rule.fits(element.tag, frozenset(classes), id_)]
        declared: dict[str, str] = {}
        for rule in sorted(fitting, key=lambda rule: rule.weight):
            declared |= dict(_declarations(rule.declarations))
        declared |= dict(_declarations(element.get("style", "")))
        return "".join(f"{name}:{value};" for name, value in declared.items())


@dataclass(frozen=True, slots=True)
class _Rule:
    tag: str
    classes: frozenset[str]
    id: str
    number: int
    declarations: str

    @property
    def key(self) -> str:
        if self.id:
            return f"#{self.id}"
        return f".{min(self.classes)}" if self.classes else self.tag

    @property
    def weight(self) -> tuple[bool, int, bool, int]:
        return bool(self.id), len(self.classes), bool(self.tag), self.number

    def fits(self, tag: str, classes: frozenset[str], id_: str) -> bool:
        return self.tag in {"", tag} and self.classes <= classes and self.id in {"", id_}


_COMMENT = re.compile(r"/\*.*?(\*/|\Z)", re.DOTALL)
_SIMPLE = re.compile(r"(?=.)(?P<tag>[a-z][a-z0-9]*)?(\.[\w-]+)*(#(?P<id>[\w-]+))?(\.[\w-]+)*")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def _without_conditions(sheet: str) -> str:
    """Return a style sheet without what holds only on some screens or in print."""
    kept, depth, start = [], 0, None
    for place, sign in enumerate(sheet):
        if sign == "@" and start is None and depth == 0:
            start = place
        elif sign == "{":
            depth += 1
        elif sign in "};":
            depth -= sign == "}"
            if start is not None and depth <= 0:
                start = None
                continue
        if start is None:
            kept.append(sign)
    return "".join(kept)


def _rules_of(sheet: str) -> Iterator[tuple[str, str]]:
    for match in _RULE.finditer(sheet):
        for selector in match[1].split(","):
            yield selector.strip().lower(), match[2]


def _declarations(text: str) -> Iterator[tuple[str, str]]:
    for declaration in text.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip(), re.sub(r"\s|!important", "", value)

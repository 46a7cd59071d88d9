"""Web page furniture: what surrounds the content of a page, and what the page hides."""

import re

from lxml import html

from assistant.readers.web_page_styles import PageStyles


def remove_hidden(page: html.HtmlElement) -> bool:
    """Remove what no reader of the page sees; tell whether that held a sentence or more."""
    removed = 0
    styles = PageStyles(page)
    opened = _opened_by_readers(page)
    for element in list(page.iter()):
        if element.tag in _NEVER_SHOWN:
            _remove(element)
        elif element.get("id") not in opened and _is_hidden(element, styles):
            removed += len(element.text_content().split())
            _remove(element)
    return removed >= 8


def remove_furniture(page: html.HtmlElement) -> None:
    """Remove navigation, page headers and footers, banners, forms and lists of links."""
    for element in list(page.iter()):
        if _is_furniture(element):
            _remove(element)


def main_content(page: html.HtmlElement) -> html.HtmlElement:
    """Return the element that holds the content: `main` if it has words, else the body."""
    candidates = [
        element for element in page.iter() if element.tag == "main" or element.get("role") == "main"
    ]
    best = max(candidates, key=lambda element: len(element.text_content()), default=None)
    if best is not None and best.text_content().strip():
        return best
    body = page.find("body")
    return page if body is None else body


_NEVER_SHOWN = frozenset(
    ["script", "style", "template", "svg", "iframe", "object", "audio", "video", "canvas", "math"]
)
_HIDING_STYLE = re.compile(
    r"display:none|visibility:hidden|opacity:0?(\.0\d*)?(;|!|$)"
    r"|font-size:([01]?(\.\d+)?(px|pt)|0?(\.0\d*)?(r?em|%)?)(;|!|$)"
    r"|(?<![\w-])(width|height|max-height|max-width):[01](px|pt)?(;|!|$)"
    r"|(left|top|text-indent):-\d{3,}|clip:rect\(([01](px)?,?){4}\)|clip-path:inset\((50|100)%"
    r"|(?<![\w-])color:(transparent|rgba\((\d+,){3}0?(\.0\d*)?\)|#[0-9a-f]{3}0(;|!|$))"
)
_PALE = r"2(3[5-9]|4\d|5[0-5])"
"""A channel of a colour from 235 on, as in `f0` or `ff`, which nobody sees on white."""

_WHITE = (
    rf"(#f{{3}}|#([ef][b-f]|f[0-9a-f]){{3}}|white|snow|ivory|rgba?\({_PALE},{_PALE},{_PALE}(,1)?\))"
    r"(?![\w])"
)
_WHITE_TEXT = re.compile(rf"(?<![\w-])color:{_WHITE}")
_BACKGROUND = re.compile(r"(?<![\w-])background(-color|-image)?:(?P<value>[^;]+)")
_FOR_SCREEN_READERS = frozenset(
    [
        "visually-hidden",
        "visuallyhidden",
        "sr-only",
        "screen-reader-text",
        "nhsuk-u-visually-hidden",
        "govuk-visually-hidden",
        "skip-link",
    ]
)


def _opened_by_readers(page: html.HtmlElement) -> set[str]:
    """Return the ids of what a reader can open on the page, such as the parts of an accordion."""
    opened: set[str] = set()
    for control in page.iter("button", "a", "summary", "div", "h2", "h3", "h4", "li", "span"):
        names = [
            control.get(name, "") for name in ("aria-controls", "data-target", "data-bs-target")
        ]
        if control.get("role") in {"tab", "button"} or control.get("data-toggle"):
            names.append(control.get("href", ""))
        opened.update(name.lstrip("#") for words in names for name in words.split())
    return opened


def _is_hidden(element: html.HtmlElement, styles: PageStyles) -> bool:
    if element.tag in {"html", "body"}:
        return False
    if "hidden" in element.attrib or element.get("aria-hidden", "").lower() == "true":
        return True
    if _FOR_SCREEN_READERS.intersection(element.get("class", "").lower().split()):
        return True
    style = styles.style_of(element)
    return bool(_HIDING_STYLE.search(style)) or (
        bool(_WHITE_TEXT.search(style)) and not _may_have_dark_background(element, styles)
    )


def _may_have_dark_background(element: html.HtmlElement, styles: PageStyles) -> bool:
    """Tell whether the nearest background that is stated is not white, or cannot be known."""
    for ancestor in (element, *element.iterancestors()):
        background = _BACKGROUND.search(styles.style_of(ancestor))
        if background:
            return not re.match(_WHITE, background["value"])
        if ancestor.get("bgcolor"):
            return not re.fullmatch(_WHITE, ancestor.get("bgcolor", "").lower())
    return not styles.is_whole and not _WHITE_TEXT.search(_own_style(element))


def _own_style(element: html.HtmlElement) -> str:
    return re.sub(r"\s", "", element.get("style", "")).lower()


_FURNITURE_TAGS = frozenset(["nav", "select", "input", "textarea", "datalist", "dialog"])
_FURNITURE_ROLES = frozenset(
    "navigation banner contentinfo search dialog alertdialog menu menubar".split()  # noqa: SIM905
)
_FURNITURE_NAME = re.compile(
    r"\b(cookies?|consent|gdpr|onetrust|breadcrumbs?|social|share|sharing|pagination|pager"
    r"|skip-?links?|skip-to|navbar|nav|menu|sidebar|back-to-top|site-?(header|footer|nav)"
    r"|page-?(header|footer)|footer|masthead|related-(links|content|pages)|feedback)\b"
)


def _is_furniture(element: html.HtmlElement) -> bool:
    if element.tag in {"html", "body", "main", "h1"} or element.get("role") == "main":
        return False
    if element.tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    in_content = any(up.tag in {"main", "article"} for up in element.iterancestors())
    if element.tag in {"header", "footer", "aside"} and not in_content:
        return not _holds_content(element)
    if element.tag == "button":
        # The heading of an accordion is often a button.
        return not any(up.tag in {"h2", "h3", "h4", "summary"} for up in element.iterancestors())
    if element.tag == "form":
        return not _holds_content(element) and len(element.text_content().split()) < 60
    names = f"{element.get('id', '')} {element.get('class', '')}".lower().replace("_", "-")
    if _FURNITURE_NAME.search(names) and not _holds_content(element):
        return len(element.text_content().split()) < (60 if in_content else 300)
    return element.tag in {"ul", "ol"} and not in_content and _is_menu(element)


def _holds_content(element: html.HtmlElement) -> bool:
    return any(inner.tag in {"main", "article", "h1"} for inner in element.iter())


def _is_menu(element: html.HtmlElement) -> bool:
    """Tell whether a list is nothing but short links."""
    links = list(element.iter("a"))
    linked = " ".join(link.text_content() for link in links).split()
    is_all_links = len(linked) >= 0.9 * len(element.text_content().split())
    return len(links) >= 4 and is_all_links and len(linked) <= 4 * len(links)


def _remove(element: html.HtmlElement) -> None:
    """Remove an element and keep the words after it, apart from the words before it."""
    if element.getparent() is not None:
        element.drop_tree()

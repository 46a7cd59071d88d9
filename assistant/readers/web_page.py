"""Web pages: the main content of an HTML file, without navigation, banners and hidden text."""

import datetime
import re
from pathlib import Path

from lxml import etree, html

from assistant.documents import Reading
from assistant.errors import UnreadableFile
from assistant.readers.encodings import decode_text
from assistant.readers.web_page_blocks import blocks_of
from assistant.readers.web_page_furniture import main_content, remove_furniture, remove_hidden
from assistant.readers.web_page_words import flat_text


def read_web_page(path: Path) -> Reading:
    """Read a saved web page; a note says so if the page hides text, which is not read.

    The title is the page's only main heading, else what the browser shows as its title. The
    date is when the page says it was last modified, else published.
    """
    page = _parse(path)
    hidden_words = remove_hidden(page)
    title = _title(page)
    date, source = _date(page), _source(page)
    remove_furniture(page)
    notes = ["Text that this page hides from its readers was left out."] if hidden_words else []
    blocks = blocks_of(main_content(page))
    return Reading(blocks, title=title, date=date, source=source, notes=notes)


_DECLARED_ENCODING = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")


def _parse(path: Path) -> html.HtmlElement:
    data = path.read_bytes()
    declared = _DECLARED_ENCODING.search(data[:4096])
    text = decode_text(data, path.name, declared=declared[1].decode() if declared else None)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = html.document_fromstring(
            _XML_DECLARATION.sub("", text).replace("\0", ""), parser=parser
        )
    except etree.ParserError as error:
        raise UnreadableFile(f"{path.name} holds no text. Save the page again.") from error
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise UnreadableFile(
            f"{path.name} is damaged: its tags are nested more than 2,000 deep. "
            "Save the page again, or save it as text."
        )
    return page


def _title(page: html.HtmlElement) -> str | None:
    headings = [flat_text(heading) for heading in page.iter("h1")]
    headings = [heading for heading in headings if heading]
    if len(headings) == 1:
        return headings[0]
    shown = flat_text(title) if (title := page.find(".//head/title")) is not None else ""
    # "Our values | The trust": what follows the bar is the site.
    return next((heading for heading in headings if shown.startswith(heading)), None) or (
        re.split(r"\s+[|»]\s+", shown)[0] or None
    )


_DATE_NAMES = (
    "article:modified_time",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "article:published_time",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "date",
)


def _date(page: html.HtmlElement) -> datetime.date | None:
    stated = {
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): meta.get(
            "content", ""
        )
        for meta in page.iter("meta")
    }
    for name in _DATE_NAMES:
        try:
            return datetime.date.fromisoformat(stated.get(name, "").strip()[:10])
        except ValueError:
            continue
    return None


def _source(page: html.HtmlElement) -> str | None:
    links = [link for link in page.iter("link") if link.get("rel", "").lower() == "canonical"]
    address = links[0].get("href", "") if links else ""
    return address if address.startswith(("https://", "http://")) else None

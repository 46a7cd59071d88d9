"""Addresses of our own pages."""

from urllib.parse import quote as percent_encode
from urllib.parse import urlencode


def document_url(document_id: str) -> str:
    """Return the address of a document's reading page, as it is now."""
    return f"/documents/{percent_encode(document_id, safe='')}"


def original_url(document_id: str) -> str:
    """Return the address of the file that a document was read from."""
    return f"{document_url(document_id)}/original"


def picture_url(
    document_id: str, number: int, version: str, span: tuple[int, int] | None = None
) -> str:
    """Return the address of a picture of a page, counted from 1, the text of a span marked."""
    marked = f"&from={span[0]}&to={span[1]}" if span else ""
    return f"{document_url(document_id)}/pages/{number}.png?v={version}{marked}"


def passage_url(document_id: str, version: str, start: int, end: int) -> str:
    """Return the address that opens a document at words of it, marked, as a citation does."""
    where = urlencode({"v": version, "from": start, "to": end})
    return f"{document_url(document_id)}?{where}#quote"


def about_url(document_id: str, start: int, end: int) -> str:
    """Return the address of the plain page with words of a document in its box, to ask about."""
    return "/ask?" + urlencode({"about": document_id, "from": start, "to": end})

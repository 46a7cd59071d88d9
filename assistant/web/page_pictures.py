"""Pictures of the pages of a PDF, as printed, with quoted words marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.exceptions import HTTPException

from assistant.assistant import Assistant
from assistant.documents import Document, Page
from assistant.messages import Messages
from assistant.picturing import PagePictures
from assistant.readers.pdf_passage import Passage
from assistant.web.links import picture_url
from assistant.web.lookup import find_document, live_version
from assistant.web.reading import Span, read_span

AROUND = 80
"""Characters before and after a quote that tell it from the same words elsewhere."""

KEPT = "private, max-age=86400"
"""A version of a document never changes."""


@dataclass(frozen=True, slots=True)
class QuotedPage:
    """A page on which quoted words stand, and where its picture is."""

    label: str
    url: str


def picture_routes(assistant: Assistant, messages: Messages, pictures: PagePictures) -> APIRouter:
    """Return the route of the pictures of pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/documents/{document_id}/pages/{number:int}.png")
    def page_picture(
        document_id: str,
        number: int,
        v: str | None = None,
        start: Annotated[str | None, Query(alias="from")] = None,
        end: Annotated[str | None, Query(alias="to")] = None,
    ) -> Response:
        version = v or live_version(assistant, messages)
        document = find_document(assistant, messages, document_id, version)
        original = assistant.original(document_id, version)
        drawn = None
        if original and has_pictures(original) and 1 <= number <= len(document.pages):
            span = read_span(start, end, len(document.text))
            passage = passage_on(document, document.pages[number - 1], span) if span else None
            drawn = pictures.draw(original, number - 1, passage)
        if drawn is None:
            raise HTTPException(404, messages.text("error.no_picture"))
        headers = {"Cache-Control": KEPT} if v else None
        return Response(drawn, media_type="image/png", headers=headers)

    return routes


def has_pictures(original: Path | None) -> bool:
    """Tell whether pictures of a file's pages can be drawn."""
    return original is not None and original.suffix == ".pdf"


def quoted_pages(document: Document, version: str, span: Span) -> Iterator[QuotedPage]:
    """Yield the pages on which the quoted words stand."""
    for number, page in enumerate(document.pages, 1):
        if page.start < span.end and span.start < page.end:
            url = picture_url(document.id, number, version, (span.start, span.end))
            yield QuotedPage(page.label, url)


def passage_on(document: Document, page: Page, span: Span) -> Passage | None:
    """Return what of a span stands on a page, as runs of words, None if nothing does."""
    start, end = max(span.start, page.start), min(span.end, page.end)
    words: list[str] = []
    for line in document.lines:
        run = document.text[max(line.start, start) : min(line.end, end)]
        if line.start < end and start < line.end and run:
            words += run.split("; ") if line.kind == "row" else [run]
    if not words:
        return None
    before = document.text[max(page.start, start - AROUND) : start]
    return Passage(words, before, document.text[end : min(page.end, end + AROUND)])

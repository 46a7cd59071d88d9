"""The pages that are read: documents, the place a citation opens, urgent help."""

from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

from assistant.assistant import Assistant
from assistant.documents import Document
from assistant.help import Help
from assistant.messages import Messages
from assistant.opening_hours import now_in_london
from assistant.web.contacts import in_order
from assistant.web.links import document_url, original_url
from assistant.web.listing import Listing
from assistant.web.lookup import find_document, live_version
from assistant.web.page_pictures import has_pictures, quoted_pages
from assistant.web.reading import lay_out, read_span
from assistant.web.render import Renderer


def page_routes(
    assistant: Assistant, messages: Messages, help_words: Help, renderer: Renderer
) -> APIRouter:
    """Return the routes of the pages; they need no script."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/help")
    def help_page() -> str:
        contacts = in_order(help_words.contacts, now_in_london())
        here = [help_words.trust_line(contact) for contact in help_words.trust_contacts()]
        return renderer.page("help.html", line=help_words.line, contacts=contacts, here=here)

    @routes.get("/documents")
    def documents() -> str:
        live_version(assistant, messages)
        listing = Listing(assistant, now_in_london().date())
        listed = [(found, document_url(found.document.id)) for found in listing.all()]
        unread = [file for file in assistant.unread_files() if file.document is None]
        return renderer.page("documents.html", documents=listed, unread=unread)

    @routes.get("/documents/{document_id}")
    def document(
        document_id: str,
        v: str | None = None,
        start: Annotated[str | None, Query(alias="from")] = None,
        end: Annotated[str | None, Query(alias="to")] = None,
    ) -> str:
        live = live_version(assistant, messages)
        then = assistant.document(document_id, v) if v else None
        shown = then or find_document(assistant, messages, document_id, live)
        asked = start is not None or end is not None
        known = then is not None or not v
        span = read_span(start, end, len(shown.text)) if known else None
        note = _note(asked=asked, known=known, marked=span is not None)
        version = v if v and then else live
        is_pictured = has_pictures(assistant.original(document_id, version))
        return renderer.page(
            "document.html",
            document=shown,
            groups=lay_out(shown, span),
            quote=span,
            note=messages.text(note) if note else None,
            outdated=then is not None and v != live and _differs(then, document_id),
            url=document_url(document_id),
            original=original_url(document_id),
            listed=Listing(assistant, now_in_london().date()).of(shown),
            version=version,
            pictured=is_pictured,
            quoted_pages=list(quoted_pages(shown, version, span)) if is_pictured and span else [],
        )

    @routes.get("/documents/{document_id}/original", response_class=FileResponse)
    def original(document_id: str) -> FileResponse:
        found = find_document(assistant, messages, document_id, live_version(assistant, messages))
        path = assistant.original(document_id)
        if path is None or not path.is_file():
            raise HTTPException(404, messages.text("error.no_original"))
        return FileResponse(path, filename=PurePosixPath(found.path).name)

    def _differs(then: Document, document_id: str) -> bool:
        now = assistant.document(document_id)
        return now is None or now.text != then.text

    return routes


def _note(*, asked: bool, known: bool, marked: bool) -> str | None:
    if not asked:
        return None
    if not known:
        return "page.document_changed"
    return None if marked else "page.document_bad_quote"

"""The list of documents: each with its state, and what of the corpus was not read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.assistant import Assistant
from assistant.documents import Document

State = Literal["read", "read_with_notes", "earlier_version"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A document, how it was read, and what is to be said of that."""

    document: Document
    state: State
    problems: Sequence[str]


def list_documents(assistant: Assistant) -> list[Listed]:
    """Return the documents of the live generation, in order of title; raises IndexMissing."""
    return [
        list_document(document, why_not_newer(assistant, document.id))
        for document in assistant.documents()
    ]


def list_document(document: Document, why_not_newer: str | None) -> Listed:
    """Return a document with its state; `why_not_newer` says why a newer file was not read."""
    if why_not_newer:
        return Listed(document, "earlier_version", (why_not_newer, *document.notes))
    return Listed(document, "read_with_notes" if document.notes else "read", document.notes)


def why_not_newer(assistant: Assistant, document_id: str) -> str | None:
    """Return why the newest file of a document was not read, None if the document is of it."""
    unread = assistant.unread_files()
    return next((file.reason for file in unread if file.document == document_id), None)

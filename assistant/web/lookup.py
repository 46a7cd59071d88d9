"""Looking documents up for a page or the API, with what to say when they are not there."""

from starlette.exceptions import HTTPException

from assistant.assistant import Assistant
from assistant.documents import Document
from assistant.errors import IndexMissing
from assistant.messages import Messages


def live_version(assistant: Assistant, messages: Messages) -> str:
    """Return the id of the live generation; raises IndexMissing without one."""
    version = assistant.corpus_version()
    if version is None:
        raise IndexMissing(assistant.not_ready() or messages.text("error.no_index"))
    return version


def find_document(
    assistant: Assistant, messages: Messages, document_id: str, version: str
) -> Document:
    """Return a document at a version; raises HTTPException 404 where either is unknown."""
    found = assistant.document(document_id, version)
    if found is not None:
        return found
    if assistant.document(document_id) is not None:
        raise HTTPException(404, messages.text("error.version_gone"))
    raise HTTPException(404, messages.text("error.no_document"))

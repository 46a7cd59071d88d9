"""The list of documents: each with its state, and what the corpus owner says of it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.assistant import Assistant
from assistant.dates import Dates, document_dates
from assistant.documents import Document
from assistant.superseded import superseded_by

State = Literal["read", "read_with_notes", "earlier_version"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A document, how it was read, and what is to be said of that.

    `is_overdue` tells that its review is; `replaced_by` is the title of the document that
    replaced it; `source` is where it comes from, as the catalogue says or else its file.
    """

    document: Document
    state: State
    problems: Sequence[str]
    dates: Dates
    is_overdue: bool = False
    owner: str | None = None
    source: str | None = None
    replaced_by: str | None = None


class Listing:
    """Says of documents what the live generation knows of them on a day."""

    def __init__(self, assistant: Assistant, today: datetime.date) -> None:
        self._assistant = assistant
        self._today = today
        self._records = assistant.records()
        self._replaced = superseded_by(self._records)
        self._why_not_newer = {
            file.document: file.reason for file in assistant.unread_files() if file.document
        }

    def all(self) -> list[Listed]:
        """Return the documents of the live generation, in order of title."""
        return [self.of(document) for document in self._assistant.documents()]

    def of(self, document: Document) -> Listed:
        """Return one document, which may be of an earlier generation."""
        record = self._records.get(document.id)
        dates = document_dates(record, document) if record else Dates(document.date, None)
        why = self._why_not_newer.get(document.id)
        state: State = "read_with_notes" if document.notes else "read"
        new = self._replaced.get(document.id)
        return Listed(
            document,
            "earlier_version" if why else state,
            (why, *document.notes) if why else document.notes,
            dates,
            is_overdue=dates.review_due is not None and dates.review_due < self._today,
            owner=record.entry.owner if record else None,
            source=(record.entry.source if record else None) or document.source,
            replaced_by=self._records[new].title if new else None,
        )

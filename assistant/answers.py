"""Answers: what was found, as claims with citations."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote as percent_encode

Status = Literal["answered", "partial", "not_found", "signposted"]
UrgentHelp = Literal["line", "full"]
Audience = Literal["staff", "student"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim span of a document: `document.text[start:end] == quote` at `version`."""

    number: int
    document: str
    title: str
    section: tuple[str, ...]
    page: str | None
    quote: str
    start: int
    end: int
    date: datetime.date | None
    version: str

    @property
    def url(self) -> str:
        """The page that opens the document with the quote marked."""
        return (
            f"/documents/{percent_encode(self.document, safe='')}"
            f"?v={self.version}&from={self.start}&to={self.end}#quote"
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence or list item of an answer, with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Citations that say different things about one topic."""

    topic: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """What an answer was made with."""

    app: str
    corpus: str | None
    messages: str
    model: str | None = None


MAX_CHARACTERS = 2_000
"""A question has no more."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation with its answer; citations may be missing."""

    question: str
    answer: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that is said about one question."""

    id: str
    status: Status
    route: str
    text: str
    standalone_question: str
    versions: Versions
    urgent_help: UrgentHelp | None = None
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    nearest: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    confidence: float = 0.0


def with_notes(answer: Answer, notes: Sequence[str]) -> Answer:
    """Return an answer with more notes below it."""
    text = "\n\n".join([answer.text, *notes])
    return replace(answer, text=text, notes=(*answer.notes, *notes))

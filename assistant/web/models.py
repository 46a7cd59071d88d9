"""What goes in and out over HTTP, exactly as `/openapi.json` describes it."""

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.answers import Audience, Status, UrgentHelp
from assistant.web.history import PastTurn, Text, keep_last_turns
from assistant.web.listing import State


class AskRequest(BaseModel):
    """A question, of at most 2,000 characters, with the conversation before it, oldest first."""

    question: Text
    history: Annotated[list[PastTurn], BeforeValidator(keep_last_turns)] = []
    audience: Audience | None = None


class _Shown(BaseModel):
    """Made from the attributes of what the assistant returned."""

    model_config = ConfigDict(from_attributes=True)


class Citation(_Shown):
    """A verbatim span of a document: `text[start:end] == quote` at the answer's corpus version."""

    number: int
    document: str
    title: str
    section: list[str]
    page: str | None
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    date: datetime.date | None
    url: str


class Claim(_Shown):
    """One sentence or list item of an answer, with the numbers of its citations."""

    text: str
    citations: list[int]


class Conflict(_Shown):
    """Citations that say different things about one topic."""

    topic: str
    citations: list[int]


class Versions(_Shown):
    """What an answer was made with."""

    app: str
    corpus: str | None
    messages: str
    model: str | None


class AskResponse(_Shown):
    """Everything that is said about one question."""

    id: str
    status: Status
    route: str
    urgent_help: UrgentHelp | None
    text: str
    claims: list[Claim]
    citations: list[Citation]
    notes: list[str]
    conflicts: list[Conflict]
    nearest: list[Citation]
    suggestions: list[str]
    confidence: float
    standalone_question: str
    versions: Versions


class Section(_Shown):
    """A heading path and the text under it, up to the next heading."""

    path: list[str]
    start: int
    end: int


class Page(_Shown):
    """A page as printed: `text[start:end]` of its document."""

    label: str
    start: int
    end: int


class DocumentSummary(BaseModel):
    """One document that the assistant has read, how, and what of it was not."""

    id: str
    title: str
    date: datetime.date | None
    source: str | None
    version: str
    url: str
    state: State
    problems: list[str]


class DocumentText(DocumentSummary):
    """A document with the text that citations point into; offsets count code points."""

    text: str
    sections: list[Section]
    pages: list[Page]


class Problem(BaseModel):
    """Why a request was not carried out, in a sentence a person can act on."""

    detail: str
    urgent_help: UrgentHelp | None = None


class Health(BaseModel):
    """Whether a question can be answered at full quality now."""

    status: Literal["ok", "unavailable"]
    reason: str | None
    app: str
    corpus: str | None
    notes: list[str]

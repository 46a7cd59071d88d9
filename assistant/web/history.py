"""The conversation as a client sends it back, taken leniently: it is never why a question fails."""

import datetime
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from assistant.answers import Citation, Turn

MAX_TURNS = 20
MAX_CITATIONS = 200
"""No more are read of one turn; no answer has as many."""


def keep_last_turns(value: Any) -> Any:
    """Return the newest turns of a list, none for null, and anything else as it is."""
    if value is None:
        return []
    return value[-MAX_TURNS:] if isinstance(value, list) else value


def without_surrogates(text: str) -> str:
    """Return text that can be written as UTF-8: half a surrogate pair becomes `?`."""
    return text.encode(errors="replace").decode()


Text = Annotated[str, AfterValidator(without_surrogates)]


class CitedBefore(BaseModel):
    """A citation of an earlier answer; only the document and the span are needed."""

    document: Text
    quote: Text
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    number: int = 0
    title: Text = ""
    section: list[str] = []
    page: str | None = None
    date: datetime.date | None = None
    url: Text = ""

    def to_citation(self) -> Citation:
        """Return the citation, its version read from its address."""
        return Citation(
            number=self.number,
            document=self.document,
            title=self.title,
            section=tuple(self.section),
            page=self.page,
            quote=self.quote,
            start=self.start,
            end=self.end,
            date=self.date,
            version=_version_in(self.url),
        )


def _version_in(url: str) -> str:
    try:
        return parse_qs(urlsplit(url).query).get("v", [""])[0]
    except ValueError:
        return ""


def _keep_whole_citations(value: Any) -> list[CitedBefore]:
    kept = []
    for item in value[:MAX_CITATIONS] if isinstance(value, list) else []:
        try:
            kept.append(CitedBefore.model_validate(item))
        except ValidationError:
            continue
    return kept


class PastTurn(BaseModel):
    """One earlier question and its answer; a citation that is not whole is left out."""

    question: Text
    answer: Text = ""
    citations: Annotated[list[CitedBefore], BeforeValidator(_keep_whole_citations)] = []

    def to_turn(self) -> Turn:
        """Return the turn as the assistant takes it."""
        cited = tuple(citation.to_citation() for citation in self.citations)
        return Turn(self.question, self.answer, cited)

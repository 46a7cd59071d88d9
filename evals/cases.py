"""Cases: the trust's own questions, and what a right answer to each is."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from assistant.answers import Audience, Status, Turn
from assistant.documents import Document
from evals.datasets import MalformedDataset, numbered_lines

KINDS = (
    "direct",
    "list",
    "paraphrase",
    "terse",
    "misspelt",
    "count",
    "two_part",
    "conflict",
    "dated",
    "follow_up",
    "near_miss",
    "far",
    "signpost",
    "attempt",
)
Writer = Literal["staff", "student", "hr"]

Place = tuple[str, int, int]
"""Where a span stands: document, start and end."""

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class ExpectedQuote:
    """Verbatim spans, `any` of which will do, of one document or of whichever holds one."""

    __pydantic_config__ = _STRICT

    any: tuple[str, ...]
    document: str | None = None

    def places(self, documents: Mapping[str, Document]) -> list[Place]:
        """Return where its spans stand."""
        found: list[Place] = []
        for document in documents.values():
            if self.document not in (None, document.id):
                continue
            for span in self.any:
                start = document.text.find(span)
                while start >= 0:
                    found.append((document.id, start, start + len(span)))
                    start = document.text.find(span, start + 1)
        return found


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right answer is.

    One of the statuses, one of the routes and, unless it is "any", the urgent help; `quotes`
    must each be cited, `also` may be. `documents` hold the answer, where no quote says which.
    """

    __pydantic_config__ = _STRICT

    status: tuple[Status, ...]
    route: tuple[str, ...]
    urgent_help: Literal["line", "full", "any"] | None = "any"
    must_contain: tuple[str, ...] = ()
    must_not_contain: tuple[str, ...] = ()
    quotes: tuple[ExpectedQuote, ...] = ()
    also: tuple[ExpectedQuote, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def refusal(self) -> bool | None:
        """Whether it has to be refused; None where that is open or not the matter."""
        if self.status == ("not_found",):
            return True
        return False if set(self.status) <= {"answered", "partial"} else None


@dataclass(frozen=True, slots=True)
class PastTurn:
    """An earlier question of the conversation and what was answered."""

    __pydantic_config__ = _STRICT

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question with its history and what a right answer is; `line` is its place."""

    __pydantic_config__ = _STRICT

    id: str
    kind: str
    audience: Writer
    must: bool
    question: str
    expected: Expected
    history: tuple[PastTurn, ...] = ()
    line: int = 0

    @property
    def asked_as(self) -> Audience | None:
        """The audience to ask as; HR asks without one."""
        return None if self.audience == "hr" else self.audience

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The history as the assistant takes it, without citations."""
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


_CASE = TypeAdapter(Case)


def read_cases(path: Path) -> list[Case]:
    """Read a question set; raises MalformedDataset, naming the line, if any of it is wrong."""
    needed = ("id", "kind", "audience", "must", "question", "expected")
    cases: dict[str, Case] = {}
    for number, row in numbered_lines(path, needed):
        where = f"{path} line {number}"
        case = replace(_read_case(row, where), line=number)
        if case.id in cases:
            raise MalformedDataset(f"{where} repeats the id {case.id!r}.")
        if case.kind not in KINDS:
            raise MalformedDataset(f"{where}: {case.kind!r} is no kind. Use one of {KINDS}.")
        if not case.expected.status or not case.expected.route:
            raise MalformedDataset(f"{where} expects no status or no route.")
        cases[case.id] = case
    return list(cases.values())


def check_quotes(cases: Iterable[Case], documents: Mapping[str, Document], path: Path) -> None:
    """Raise MalformedDataset, naming the line, if an expected quote stands in no document."""
    for case in cases:
        for quote in case.expected.quotes + case.expected.also:
            for span in quote.any or ("",):
                if not span or not replace(quote, any=(span,)).places(documents):
                    where = quote.document or "any document"
                    raise MalformedDataset(
                        f"{path} line {case.line} expects {span!r}, which is not in {where}."
                    )


def _read_case(row: dict[str, Any], where: str) -> Case:
    try:
        return _CASE.validate_json(json.dumps(row), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise MalformedDataset(f"{where}: {field}: {first['msg']}.") from error

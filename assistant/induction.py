"""The induction: its steps, as HR writes them in `corpus/induction.toml`."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.answers import Audience
from assistant.errors import SettingsError
from assistant.owner_files import read_tables

INDUCTION_NAME = "induction.toml"

Filled = Annotated[str, Field(min_length=1)]


class _Step(BaseModel):
    """What every step has: something to talk over, and the `line` where it begins in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: str = ""
    talk: str = ""
    audience: tuple[Audience, ...] = Field(("staff", "student"), validation_alias="for")
    line: int = Field(0, init=False)


class WordsStep(_Step):
    """The words of a section, and what they mean at this trust."""

    kind: Literal["words"]
    document: Filled
    section: Filled
    here: str = ""


class StrategyStep(_Step):
    """The strategy in one figure."""

    kind: Literal["strategy"]


class PeopleStep(_Step):
    """Whom to go to: topics of `contacts.toml`."""

    kind: Literal["people"]
    topics: Annotated[tuple[Filled, ...], Field(min_length=1)]


class QuestionStep(_Step):
    """An open-book question: its answer stands in a section, the others do not."""

    kind: Literal["question"]
    document: Filled
    section: Filled
    ask: Filled
    answer: Filled
    others: Annotated[tuple[Filled, ...], Field(min_length=1)]


Step = WordsStep | StrategyStep | PeopleStep | QuestionStep

_STEP: TypeAdapter[Step] = TypeAdapter(Annotated[Step, Field(discriminator="kind")])


def read_induction(corpus: Path) -> tuple[Step, ...]:
    """Read the steps of a corpus's induction; empty where there is no file.

    Raises SettingsError, with the line, for a key that does not exist or a value of another type.
    """
    path = corpus / INDUCTION_NAME
    if not path.is_file():
        return ()
    text, tables = read_tables(path)
    entries = tables.pop("step", [])
    if tables or not isinstance(entries, list):
        key = next(iter(tables), "step")
        raise wrong(corpus, _line(text, key, 0), f"{key!r} does not belong here. Use [[step]].")
    starts = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if re.match(r"\s*\[\[\s*step\s*\]\]", line)
    ]
    pairs = zip(entries, starts, strict=True)
    return tuple(_read_step(corpus, text, entry, start) for entry, start in pairs)


def wrong(corpus: Path, line: int, what: str) -> SettingsError:
    """Return the error that names the file and the line of what is wrong in it."""
    return SettingsError(f"{corpus / INDUCTION_NAME} line {line}: {what}")


def steps_for(steps: Sequence[Step], audience: Audience | None) -> list[Step]:
    """Return the steps meant for an audience, in order; all of them for none."""
    return [step for step in steps if audience is None or audience in step.audience]


def _read_step(corpus: Path, text: str, entry: Any, start: int) -> Step:
    try:
        return _STEP.validate_python(entry).model_copy(update={"line": start})
    except ValidationError as error:
        first = error.errors()[0]
        names = [str(part) for part in first["loc"] if isinstance(part, str)] or ["kind"]
        line = max(_line(text, name, start) for name in names)
        raise wrong(corpus, line, f"{names[-1]}: {first['msg']}.") from error


def _line(text: str, key: str, start: int) -> int:
    """Return the line of a key in the step that begins at line `start`; `start` if none has it."""
    for number, line in enumerate(text.splitlines()[start:], start + 1):
        if re.match(rf"\s*\[*\s*[\"']?{re.escape(key)}\b", line):
            return number
        if start and re.match(r"\s*\[\[", line):
            break
    return start or 1

"""Sensitive topics: where a refusal comes without suggestions and without a loose quote."""

from collections.abc import Collection
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import SettingsError
from assistant.owner_files import read_tables
from assistant.terms import terms

SENSITIVE_NAME = "sensitive_topics.toml"


class _Topic(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    phrases: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: tuple[_Topic, ...] = ()


class SensitiveTopics:
    """The phrases that make a question sensitive, each as its stems."""

    def __init__(self, phrases: Collection[str]) -> None:
        self._phrases = [frozenset(terms(phrase)) for phrase in phrases if terms(phrase)]

    def touched_by(self, question: str) -> bool:
        """Return whether a question holds all the words of a phrase, in any form."""
        asked = set(terms(question))
        return any(phrase <= asked for phrase in self._phrases)


def read_sensitive_topics(corpus: Path | None) -> SensitiveTopics:
    """Read the list of a corpus, or the one that ships where the corpus has none.

    Raises SettingsError for a file that cannot be read or has a key that does not exist.
    """
    own = corpus / SENSITIVE_NAME if corpus else None
    path = own if own and own.is_file() else files("assistant") / SENSITIVE_NAME
    _, tables = read_tables(path)
    try:
        read = _File.model_validate(tables)
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {where}: {first['msg']}.") from error
    return SensitiveTopics([phrase for topic in read.topic for phrase in topic.phrases])

"""Concepts: other words for what people ask of any trust, such as why it exists."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.answer_types import asked_type

ALIKE = 0.75
"""A question of at least this cosine with an example asks for its concept."""
TRUST = "{trust}"
"""Stands in a question for the trust's name, by which documents tell how old it is."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class EmbedMany(Protocol):
    """Turns texts into unit vectors."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""


@dataclass(frozen=True, slots=True)
class AskedAs:
    """One way of asking for a concept, and the questions that mean the same."""

    text: str
    questions: tuple[str, ...]


class Concepts:
    """Ways of asking, each with the questions that mean the same."""

    def __init__(
        self, embed: Callable[[Sequence[str]], NDArray[np.float32]], examples: Sequence[AskedAs]
    ) -> None:
        """`embed` returns the vectors of texts, (n, d); called when they are first wanted."""
        self.examples = examples
        self._embed = embed
        self._kinds = np.array([asked_type(example.text) for example in examples])

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The examples' vectors, (n, d)."""
        return self._embed([example.text for example in self.examples])

    def prepare(self) -> None:
        """Embed the examples, so that no question has to wait for it."""
        _ = self.vectors

    def other_words(self, text: str, vector: NDArray[np.float32]) -> Sequence[str]:
        """Return the questions that mean the same as a question with its vector; often none.

        One that asks for a person, a time or a reason is like examples that ask for the same:
        "who wrote our values?" is near to "what are our values?", and something else. So is what
        the values were in a year that is named.
        """
        if not self.examples or _YEAR.search(text):
            return ()
        kind = asked_type(text)
        alike = (self._kinds == kind) | (kind == "other")
        cosines = np.where(alike, self.vectors @ vector, -1.0)
        best = int(cosines.argmax())
        return self.examples[best].questions if cosines[best] >= ALIKE else ()


def load_concepts(embeddings: EmbedMany) -> Concepts:
    """Read the concepts that ship with the package; their examples are embedded later."""
    examples = [
        AskedAs(text, tuple(table["questions"]))
        for table in read_concepts()
        for text in dict.fromkeys((*table["asked_as"], *table["questions"]))
        if TRUST not in text
    ]

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array(embeddings.embed_documents([*texts]), dtype=np.float32)

    return Concepts(embed, examples)


def read_concepts() -> Sequence[Mapping[str, Sequence[str]]]:
    """Return the tables of the file that ships with the package: `asked_as` and `questions`."""
    content = tomllib.loads((files("assistant") / "concepts.toml").read_text("utf-8"))
    tables: Sequence[Mapping[str, Sequence[str]]] = content["concept"]
    return tables

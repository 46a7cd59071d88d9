"""Concepts: other words for what people ask of any trust, such as why it exists."""

import tomllib
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

ALIKE = 0.75
"""A question of at least this cosine with an example asks for its concept."""


class EmbedMany(Protocol):
    """Turns texts into unit vectors."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""


class Concepts:
    """Examples of asking, each with the questions that mean the same."""

    def __init__(
        self, embed: Callable[[], NDArray[np.float32]], questions: Sequence[Sequence[str]]
    ) -> None:
        """`embed` returns the examples' vectors, (n, d); called when they are first wanted."""
        self._embed = embed
        self.questions = questions

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The examples' vectors, (n, d)."""
        return self._embed()

    def prepare(self) -> None:
        """Embed the examples, so that no question has to wait for it."""
        _ = self.vectors

    def other_words(self, vector: NDArray[np.float32]) -> Sequence[str]:
        """Return the questions that mean the same as a question, by its vector; often none."""
        cosines = self.vectors @ vector
        best = int(cosines.argmax())
        return self.questions[best] if cosines[best] >= ALIKE else ()


def load_concepts(embeddings: EmbedMany) -> Concepts:
    """Read the concepts that ship with the package; their examples are embedded later."""
    tables = tomllib.loads((files("assistant") / "concepts.toml").read_text())["concept"]
    examples = [
        (example, tuple(t["questions"]))
        for t in tables
        for example in (*t["asked_as"], *t["questions"])
    ]
    texts = [example for example, _ in examples]

    def embed() -> NDArray[np.float32]:
        return np.array(embeddings.embed_documents(texts), dtype=np.float32)

    return Concepts(embed, [questions for _, questions in examples])

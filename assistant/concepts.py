"""Concepts: other words for what people ask of any trust, such as why it exists."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Concepts:
    """Examples of asking, (n, d) vectors, each with the questions that mean the same."""

    vectors: NDArray[np.float32]
    questions: tuple[tuple[str, ...], ...]

    def other_words(self, vector: NDArray[np.float32]) -> Sequence[str]:
        """Return the questions that mean the same as a question, by its vector; often none."""
        cosines = self.vectors @ vector
        best = int(cosines.argmax())
        return self.questions[best] if cosines[best] >= ALIKE else ()


def load_concepts(embeddings: EmbedMany) -> Concepts:
    """Read the concepts that ship with the package and embed their examples."""
    tables = tomllib.loads((files("assistant") / "concepts.toml").read_text())["concept"]
    examples = [
        (example, tuple(t["questions"]))
        for t in tables
        for example in (*t["asked_as"], *t["questions"])
    ]
    vectors = np.array(
        embeddings.embed_documents([example for example, _ in examples]), dtype=np.float32
    )
    return Concepts(vectors, tuple(questions for _, questions in examples))

"""Late interaction: how well the word pieces of a question are met by those of a sentence.

As in ColBERT (Khattab and Zaharia, SIGIR 2020), over an embedding model that is left as it is: what
is fitted is the directions in which pieces are compared, and how much each of a question's counts.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

PROJECTED = 64
"""Directions in which word pieces are compared."""
SCALE = 10_000
"""The projection file holds whole numbers, this many times its figures."""


@dataclass(frozen=True, slots=True)
class Projection:
    """The directions of one embedding model in which pieces are compared, both (d, PROJECTED).

    A piece of a question counts softplus(piece @ `importance` + `bias`); `importance` is (d,).
    """

    question: Vectors
    document: Vectors
    importance: Vectors
    bias: float


@dataclass(frozen=True, slots=True)
class QuestionPieces:
    """A question's word pieces: unit vectors, (n, PROJECTED), and how much each counts, (n,).

    `terms` holds of each of its terms the first piece and the one after the last.
    """

    vectors: Vectors
    weights: Vectors
    terms: tuple[tuple[int, int], ...]


def read_projection(fingerprint: str) -> Projection | None:
    """Return the projection that ships with the package if it is of this embedding model."""
    table = json.loads((files("assistant") / "projection.json").read_text())
    if table["fingerprint"] != fingerprint:
        return None
    question, document, importance, bias = (
        np.array(table[name], dtype=np.float32) / np.float32(SCALE)
        for name in ("question", "document", "importance", "bias")
    )
    return Projection(question, document, importance, float(bias))


def no_projection(dimensions: int) -> Projection:
    """Return what stands for a projection with a model that none was fitted with: nothing meets."""
    none = np.zeros((dimensions, PROJECTED), dtype=np.float32)
    return Projection(none, none, none[:, 0], 0.0)


def meet(
    asked: QuestionPieces, sentences: Sequence[Vectors]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how well each sentence meets a question, and its worst met term, (sentences,) both.

    A piece is met by the sentence's piece most like it, by cosine; a question by the mean over its
    pieces as they count, a term by the mean over its own. A sentence is given by its pieces,
    (pieces, PROJECTED), and one without any meets nothing.
    """
    met = np.zeros((len(asked.vectors), len(sentences)))
    at = [number for number, own in enumerate(sentences) if len(own)]
    if at and len(asked.vectors):
        likeness = asked.vectors @ np.concatenate(sentences).T
        ends = np.cumsum([len(sentences[number]) for number in at])
        met[:, at] = np.maximum.reduceat(likeness, [0, *ends[:-1]], axis=1)
    total = asked.weights.sum()
    means = asked.weights @ met / total if total else np.zeros(len(sentences))
    terms = [met[first:last].mean(axis=0) for first, last in asked.terms if first < last]
    return means, np.min(terms, axis=0) if terms else np.zeros(len(sentences))

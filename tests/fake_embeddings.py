"""Models that can be reckoned by hand: vectors that count words, and scores that weigh features."""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.assistant import Models
from assistant.concepts import AskedAs, Concepts
from assistant.features import FEATURES
from assistant.picking import GATE_FEATURES, Picker
from assistant.scoring import SmallModel
from assistant.terms import fold

Vectors = NDArray[np.float32]

_PIECE = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class CountedText:
    """A text as counted: a unit vector of the whole, and one axis a word piece."""

    whole: Vectors
    pieces: Vectors
    starts: NDArray[np.int64]

    def within(self, start: int, end: int) -> Vectors:
        low, high = np.searchsorted(self.starts, [start, end])
        return self.pieces[low:high]

    def span(self, start: int, end: int) -> Vectors:
        return _unit(self.within(start, end).sum(axis=0))


class CountingEmbeddings(Embeddings):
    """Counts the words of a small vocabulary; all other words count together, on the last axis.

    A word or a sign is one word piece. Texts are seen as far as `window` pieces, two of them
    spent as a real model spends them. The words of `english` are known without a corpus.
    """

    def __init__(
        self,
        vocabulary: str,
        *,
        window: int = 64,
        name: str = "counting",
        fingerprint: str = "counts",
        english: str = "",
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.window = window
        self.embedded: list[str] = []
        self._axes = {word: axis for axis, word in enumerate(vocabulary.split())}
        self._english = frozenset(english.split())

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [counted.whole.tolist() for counted in self.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self.embed([text])[0].whole.tolist()
        return vector

    def remembering(self) -> AbstractContextManager[None]:
        return nullcontext()

    def embed(self, texts: Sequence[str]) -> list[CountedText]:
        self.embedded += texts
        return [self._count(text) for text in texts]

    def project(self, pieces: Vectors) -> Vectors:
        return pieces

    def project_question(self, pieces: Vectors) -> tuple[Vectors, Vectors]:
        return pieces, np.ones(len(pieces), dtype=np.float32)

    def token_starts(self, text: str) -> list[int]:
        return [piece.start() for piece in _PIECE.finditer(text)]

    def knows(self, word: str) -> bool:
        return word in self._english

    def _count(self, text: str) -> CountedText:
        seen = list(_PIECE.finditer(text))[: self.window - 2]
        pieces = np.zeros((len(seen), len(self._axes) + 1), dtype=np.float32)
        for row, piece in enumerate(seen):
            pieces[row, self._axes.get(fold(piece[0]), len(self._axes))] = 1.0
        starts = np.array([piece.start() for piece in seen], dtype=np.int64)
        return CountedText(_unit(pieces.sum(axis=0)), pieces, starts)


def weighing(features: tuple[str, ...], bias: float = 0.0, **weights: float) -> SmallModel:
    """Return a model whose score is `bias` plus the weighted sum of the named features."""
    return SmallModel(
        features=features,
        fingerprint="counts",
        mean=np.zeros(len(features)),
        scale=np.ones(len(features)),
        weights=np.array([weights.get(name, 0.0) for name in features]),
        bias=bias,
    )


def coverage_picker(*, lexical: bool = False) -> Picker:
    """Return a picker that ranks sentences by the question's words in them and their headings.

    It holds a question answered where more than half of it, by weight, is in one passage.
    """
    return Picker(
        weighing(FEATURES, coverage=4.0, heading_coverage=2.5, cosine=1.0),
        weighing(GATE_FEATURES, bias=-5.0, top_passage_coverage=10.0),
        weighing(GATE_FEATURES, bias=-5.0, top_passage_coverage=10.0),
        lexical=lexical,
    )


def counting_models(embeddings: CountingEmbeddings, **other_words: str) -> Models:
    """Return the models of an assistant over `embeddings`.

    `other_words` are concepts: a word of asking, and the question that means the same.
    """
    examples = [AskedAs(word, (means,)) for word, means in other_words.items()]

    def embed(texts: Sequence[str]) -> Vectors:
        return np.array(embeddings.embed_documents([*texts]), dtype=np.float32)

    concepts = Concepts(embed, examples)
    return Models(embeddings, coverage_picker(), concepts)  # type: ignore[arg-type]


def _unit(vector: Vectors) -> Vectors:
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector

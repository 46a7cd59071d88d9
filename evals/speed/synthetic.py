"""Synthetic vectors: an embedding model that draws those of many texts, and embeds few."""

from collections.abc import Sequence

import numpy as np

from assistant.embedding import Embedded, SentenceTransformerEmbeddings

FEW = 32
"""So many texts at once or fewer, as questions are, pass through the model."""
POOL = 4_000


class SyntheticEmbeddings(SentenceTransformerEmbeddings):
    """The real model for questions; for the texts of an ingest, unit vectors drawn at random."""

    @classmethod
    def over(cls, real: SentenceTransformerEmbeddings) -> "SyntheticEmbeddings":
        """Return one that shares everything with a real model."""
        synthetic = cls.__new__(cls)
        synthetic.__dict__.update(real.__dict__)
        chance = np.random.default_rng(0)
        pool = chance.standard_normal((POOL, 384), dtype=np.float32)
        synthetic._pool = pool / np.linalg.norm(pool, axis=1, keepdims=True)
        synthetic._chance = chance
        return synthetic

    _pool: np.ndarray[tuple[int, int], np.dtype[np.float32]]
    _chance: np.random.Generator

    def embed(self, texts: Sequence[str]) -> list[Embedded]:
        """Return each text's vectors: of many texts random ones, at the real word pieces."""
        if len(texts) <= FEW:
            return super().embed(texts)
        found = []
        for text in texts:
            starts = np.array(self.token_starts(text)[: self.window - 2], dtype=np.int64)
            whole = self._chance.standard_normal(384, dtype=np.float32)
            first = int(self._chance.integers(0, POOL - len(starts)))
            pieces = self._pool[first : first + len(starts)]
            found.append(Embedded(whole / np.linalg.norm(whole), pieces, starts))
        return found

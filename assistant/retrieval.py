"""Retrieval: the passages of the live index that bear on a question."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.chunks import Chunk
from assistant.generation import Generation

DEPTH = 50
"""How many chunks each search brings to the fusion, and so many times DEPTH_LEFT_OUT before some
documents are left out."""
DEPTH_LEFT_OUT = 4

BM25_WEIGHT = 0.6
"""Of BM25, scaled by its best, beside the cosine; measured in docs/decisions.md."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk found for a question: its cosine, its BM25 score and the fused score."""

    row: int
    chunk: Chunk
    cosine: float
    bm25: float
    score: float


def retrieve(
    terms: Sequence[str],
    vector: NDArray[np.float32],
    generation: Generation,
    *,
    top_k: int,
    leave_out: Collection[str] = (),
) -> list[Passage]:
    """Return the passages that bear on a question, by its terms and its vector, best first.

    Dense search and BM25 over the same chunks, fused as the cosine plus BM25_WEIGHT times
    BM25 over the best BM25 score of this question. Documents to `leave_out` are left out after
    the search: a filter in the search costs a hundred times as much.
    """
    lexical = generation.sparse(terms)
    most = DEPTH * DEPTH_LEFT_OUT if leave_out else DEPTH
    depth = min(most, len(lexical))
    by_words = np.argpartition(-lexical, depth - 1)[:depth]
    by_meaning = generation.dense(vector, most)
    rows = np.unique(np.concatenate([by_meaning, by_words[lexical[by_words] > 0]])).astype(int)
    if leave_out:
        rows = rows[
            np.array([generation.chunks.document(row) not in leave_out for row in rows], bool)
        ]
    cosines = generation.cosines(rows.tolist(), vector)
    best = float(lexical.max()) or 1.0
    scores = cosines + BM25_WEIGHT * lexical[rows] / best
    order = np.argsort(-scores, kind="stable")[:top_k]
    return [
        Passage(
            int(rows[i]),
            generation.chunks[int(rows[i])],
            float(cosines[i]),
            float(lexical[rows[i]]),
            float(scores[i]),
        )
        for i in order
    ]

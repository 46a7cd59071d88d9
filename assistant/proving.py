"""Proving: whether an index that was built or restored answers."""

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnusable
from assistant.generation import Generation

SAME = 0.01
"""Cosines that differ by no more are of one nearness."""

SEARCHES = 100


def prove(generation: Generation) -> None:
    """Read every chunk where it stands in its document, and search for a hundred of them.

    Needs no model: the questions are the chunks' own vectors. Raises IndexUnusable.
    """
    for chunk in generation.chunks:
        if _text(generation, chunk.document)[chunk.start : chunk.end] != chunk.text:
            raise IndexUnusable(
                f"The index does not hold what it quotes of {chunk.document}. Restore another "
                "copy, or build it again with `python ingest.py --rebuild`."
            )
    last = len(generation.chunks) - 1
    asked = set(np.linspace(0, last, min(SEARCHES, last + 1), dtype=int).tolist())
    for row, indexed in enumerate(generation.indexed_chunks()):
        if row in asked and not finds(generation, row, indexed.vector):
            raise IndexUnusable(
                f"The index does not find a passage of {indexed.chunk.document} by its own words. "
                "Restore another copy, or build it again with `python ingest.py --rebuild`."
            )


def finds(generation: Generation, row: int, vector: NDArray[np.float32]) -> bool:
    """Return whether a search for a chunk finds it.

    Others that are as near to the question will do: forms may differ in a number alone.
    """
    found = generation.cosines(generation.dense(vector, top_k=10), vector)
    return bool(found.max(initial=-1.0) >= generation.cosines([row], vector)[0] - SAME)


def _text(generation: Generation, document_id: str) -> str:
    try:
        return generation.document(document_id).text
    except (KeyError, IndexUnusable):
        return ""

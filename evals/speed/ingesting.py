"""Ingest: the whole line from files, beside encoding alone and beside the tutorial's chain."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from assistant.embedding import SentenceTransformerEmbeddings
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import ingest
from assistant.processors import processors
from evals.speed.corpora import write_corpus
from evals.speed.measuring import Figure, in_turn, seconds_of
from evals.speed.tutorial import build_store

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCHES = (16, 32, 64, 128)
SAMPLE = 96
"""So many chunks tell which batch size is best."""


def measure_ingest(
    embeddings: SentenceTransformerEmbeddings,
    best: "SentenceTransformer",
    plain: "SentenceTransformer",
    chunks: int,
    rounds: int,
) -> list[Figure]:
    """Measure chunks a second; `best` is the model in its best number format, `plain` as it comes.

    Both sides of a ratio are measured in each round, in turn.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_corpus(place / "corpus", chunks)
        number = 0

        def ours() -> IndexFolder:
            nonlocal number
            number += 1
            index = IndexFolder(place / f"index-{number}")
            ingest(place / "corpus", index, embeddings)
            return index

        texts = [c.embedded_text for c in LiveIndex(ours()).generation().chunks]
        batch = _best_batch(best, texts[:SAMPLE])
        made = 0

        def tutorial() -> None:
            nonlocal made
            made = build_store(place / "corpus", place / f"tutorial-{number}", plain)

        def encode() -> None:
            _encode(best, texts, batch)

        taken = in_turn({"ours": ours, "encode": encode, "tutorial": tutorial}, rounds)
    rates = {name: len(texts) / seconds for name, seconds in taken.items()}
    against = f"{rates['ours']:.0f} chunks a second of {len(texts)}; encoding alone "
    against += f"{rates['encode']:.0f}, at batches of {batch}"
    of_tutorial = f"{rates['ours']:.0f} chunks a second; the chain takes the same files in at "
    of_tutorial += f"{rates['tutorial']:.0f}, as {made} chunks of its own"
    return [
        Figure("ingest, to encoding", rates["ours"] / rates["encode"], against, 0.85, True),
        Figure("ingest, to the chain", rates["ours"] / rates["tutorial"], of_tutorial, 2.0, True),
    ]


def _encode(model: "SentenceTransformer", texts: list[str], batch: int) -> None:
    torch.set_num_threads(processors())
    model.encode(texts, batch_size=batch, show_progress_bar=False)


def _best_batch(model: "SentenceTransformer", texts: list[str]) -> int:
    def encode(batch: int) -> float:
        return seconds_of(lambda: _encode(model, texts, batch))

    encode(BATCHES[0])
    return min(BATCHES, key=lambda batch: min(encode(batch), encode(batch)))

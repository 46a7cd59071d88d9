"""An ingest into a Chroma server that ends itself, called in a process of its own."""

import os
import signal
from pathlib import Path

from conftest import VOCABULARY
from fake_embeddings import CountingEmbeddings

from assistant.chroma_server.index import IndexServer
from assistant.ingestion import Progress, ingest

MOMENTS = ("embedding", "trying out", "publishing", "pruning")


def ingest_and_die(corpus: str, folder: str, url: str, moment: str) -> None:
    """Ingest, and kill this very process with -9 at a moment of it."""

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    class MortalEmbeddings(CountingEmbeddings):
        def embed_query(self, text: str) -> list[float]:
            if moment == "trying out":
                die()
            return super().embed_query(text)

    class MortalIndex(IndexServer):
        def publish(self, generation_id: str) -> None:
            if moment == "publishing":
                die()
            super().publish(generation_id)
            if moment == "pruning":
                die()

    def show(progress: Progress) -> None:
        if moment == "embedding" and progress.chunks:
            die()

    index = MortalIndex(Path(folder), url, lock_seconds=2)
    ingest(Path(corpus), index, MortalEmbeddings(VOCABULARY), on_progress=show)  # type: ignore[arg-type]

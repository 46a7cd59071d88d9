"""Chroma: the collection of a generation's chunks, in its folder or on a server."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from assistant.errors import IndexUnusable
from assistant.generation_files import IndexedChunk
from assistant.manifest import damaged

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

FOLDER = "chroma"
EMBEDDED_NAME = "chunks"

CHUNKS_A_REQUEST = 1_000
"""A request of some 4 MB, far from the 40 MB that a server takes."""


class Collections(Protocol):
    """Where collections are: a Chroma client, or a ChromaServer."""

    def get_collection(self, name: str, *, embedding_function: None) -> Collection:
        """Return a collection that is there."""
        ...

    def get_or_create_collection(
        self,
        name: str,
        *,
        embedding_function: None,
        configuration: CreateCollectionConfiguration,
    ) -> Collection:
        """Return a collection, made anew if it is not there."""
        ...


class ChunkCollection:
    """The chunks of a generation in Chroma, by their ids."""

    def __init__(self, client: Collections, name: str) -> None:
        """Open a collection; raises ChromaError if it is not there, or is damaged."""
        self._client = client
        self._name = name
        self._collection = client.get_collection(name, embedding_function=None)

    def nearest(self, vector: NDArray[np.float32], top_k: int) -> list[str]:
        """Return the ids of the chunks nearest to a question's vector, best first.

        Raises IndexUnusable if Chroma cannot search them.
        """
        try:
            found = self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=top_k, include=[]
            )
        except ChromaError as error:
            raise IndexUnusable(
                f"Chroma cannot search the index ({error}). Ask again; if that does not help, "
                "build it again with `python ingest.py --rebuild`."
            ) from error
        return found["ids"][0]

    def vector_store(self, embeddings: "Embeddings") -> "Chroma":
        """Return the collection as a LangChain vector store, for anyone's chain."""
        # Imported here since our own search is of the collection, and a start need not wait.
        from langchain_chroma import Chroma

        client = cast(ClientAPI, self._client)  # of which LangChain calls what Collections has
        return Chroma(client=client, collection_name=self._name, embedding_function=embeddings)


def write_chunks(
    client: Collections, name: str, new: Sequence[IndexedChunk], outdated: Set[str] = frozenset()
) -> None:
    """Take the chunks of outdated documents out of a collection and put new ones in.

    Makes the collection if need be. Vectors are rounded as they are beside it, so that what is
    copied from there is the same. Raises IndexUnusable if Chroma cannot write.
    """
    try:
        collection = client.get_or_create_collection(
            name,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
        )
        for document in sorted(outdated):
            collection.delete(where={"document": document})
        for batch in _batched(new, CHUNKS_A_REQUEST):
            collection.upsert(
                ids=[c.chunk.id for c in batch],
                embeddings=_rounded(batch),
                documents=[c.chunk.text for c in batch],
                metadatas=[
                    {
                        "document": c.chunk.document,
                        "section": " > ".join(c.chunk.section),
                        "start": c.chunk.start,
                        "end": c.chunk.end,
                    }
                    for c in batch
                ],
            )
    except ChromaError as error:
        raise IndexUnusable(
            f"Chroma could not write {name} ({error}). Is its disk full? "
            "The index before is still in use."
        ) from error


def write_embedded(folder: Path, new: Sequence[IndexedChunk], outdated: set[str]) -> None:
    """Write chunks into the Chroma folder of a generation."""
    client = _open_client(folder / FOLDER)
    try:
        write_chunks(client, EMBEDDED_NAME, new, outdated)
    finally:
        client.close()


def copy_embedded(source: Path, target: Path) -> None:
    """Copy the Chroma folder of a generation into another's folder."""
    shutil.copytree(source / FOLDER, target / FOLDER)


def open_embedded(folder: Path) -> ChunkCollection:
    """Open the Chroma folder of a generation, closed with the collection; raises IndexUnusable."""
    try:
        chroma, copy = _writable(folder / FOLDER)
        client = _open_client(chroma)
        collection = ChunkCollection(client, EMBEDDED_NAME)
    except (OSError, ValueError, ChromaError) as error:
        raise damaged(folder) from error
    weakref.finalize(collection, _close, client, copy)
    return collection


def _writable(chroma: Path) -> tuple[Path, tempfile.TemporaryDirectory[str] | None]:
    """Return a Chroma folder, or a copy of it if it is read-only, since Chroma writes to it."""
    if not chroma.is_dir() or os.access(chroma, os.W_OK):
        return chroma, None
    copy = tempfile.TemporaryDirectory(prefix="chroma-")
    shutil.copytree(chroma, copy.name, dirs_exist_ok=True)
    return Path(copy.name), copy


def _close(client: Client, copy: tempfile.TemporaryDirectory[str] | None) -> None:
    client.close()
    if copy is not None:
        copy.cleanup()


def _open_client(chroma: Path) -> Client:
    settings = ChromaSettings(anonymized_telemetry=False)
    return cast(Client, chromadb.PersistentClient(path=str(chroma), settings=settings))


def _rounded(chunks: Sequence[IndexedChunk]) -> NDArray[np.float32]:
    return np.stack([c.vector for c in chunks]).astype(np.float16).astype(np.float32)


def _batched(chunks: Sequence[IndexedChunk], size: int) -> Iterator[Sequence[IndexedChunk]]:
    for first in range(0, len(chunks), size):
        yield chunks[first : first + size]

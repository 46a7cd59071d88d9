"""Generation: one whole, finished index of the corpus on disk; never changed once made."""

import datetime
import hashlib
import os
import shutil
import tempfile
import weakref
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import bm25s
import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from assistant.catalogue import CatalogueEntry
from assistant.chunks import Chunk
from assistant.documents import Document
from assistant.errors import IndexMismatch, IndexUnusable
from assistant.terms import terms, words

FORMAT = 5
"""Of the folder and of what readers and chunks make of a file; the next ingest rebuilds another."""

COLLECTION = "chunks"
VECTOR_SCALE = 127


@dataclass(frozen=True, slots=True)
class Record:
    """What a generation knows of one document.

    `title` is the catalogue's, or else the `own_title` that the file gives itself;
    `problem` says why a newer version of the file could not be read, where that is so;
    `notes` say what of this version was left out or may be wrong.
    """

    id: str
    path: str
    sha256: str
    title: str
    pages: int
    chunks: int
    entry: CatalogueEntry
    own_title: str = ""
    problem: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file of the corpus that was not read, and why not.

    `document` is the id under which its last good version is still used, None without one.
    """

    path: str
    reason: str
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of and with; `previous` is the one it replaced.

    `unread` are the files that the corpus held and that were not read.
    """

    id: str
    created: datetime.datetime
    format: int
    embedding_model: str
    fingerprint: str
    window: int
    previous: str | None
    records: tuple[Record, ...]
    unread: tuple[UnreadFile, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexedChunk:
    """A chunk with its unit vectors: of the whole, (d,), and of its sentences, (sentences, d).

    `pieces`, (n, p), are those of its sentences' word pieces, projected; `piece_counts`,
    (sentences,), says how many each sentence has.
    """

    chunk: Chunk
    vector: NDArray[np.float32]
    sentence_vectors: NDArray[np.int8]
    pieces: NDArray[np.int8]
    piece_counts: NDArray[np.int32]


_MANIFEST = TypeAdapter(Manifest)
_CHUNKS = TypeAdapter(list[Chunk])
_DOCUMENT = TypeAdapter(Document)


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest; raises IndexUnusable if it is damaged."""
    try:
        return _MANIFEST.validate_json((folder / "manifest.json").read_bytes())
    except (OSError, ValidationError) as error:
        raise IndexUnusable(
            f"The index at {folder} is damaged. Build it again with `python ingest.py --rebuild`."
        ) from error


def check_compatible(manifest: Manifest, model: str, fingerprint: str, window: int) -> None:
    """Raise IndexMismatch unless an index was made with this model, chunk size and format."""
    if manifest.format != FORMAT:
        raise IndexMismatch(
            f"The index was made in format {manifest.format}, and this version reads format "
            f"{FORMAT}. Build it again with `python ingest.py`."
        )
    if manifest.fingerprint != fingerprint:
        found = f"with the embedding model {manifest.embedding_model}, and the one set is {model}"
    elif manifest.window != window:
        found = f"with chunks of {manifest.window} word pieces, and the model takes {window}"
    else:
        return
    raise IndexMismatch(
        f"The index was made {found}. Build it again with `python ingest.py --rebuild`."
    )


def read_document(folder: Path, document_id: str) -> Document | None:
    """Read a document from a generation's folder, or None if it is not there."""
    path = document_folder(folder, document_id) / "document.json"
    try:
        return _DOCUMENT.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None


def original_file(folder: Path, document_id: str) -> Path | None:
    """Return the copy of the file that a document was read from, or None."""
    found = sorted(document_folder(folder, document_id).glob("original*"))
    return found[0] if found else None


def document_folder(folder: Path, document_id: str) -> Path:
    """Return the folder of a document in a generation, whatever characters its id holds."""
    return folder / "documents" / hashlib.sha256(document_id.encode()).hexdigest()[:20]


def copy_generation(source: Path, target: Path) -> None:
    """Copy what stays of a generation's folder: its Chroma folder and its documents."""
    for name in ("chroma", "documents"):
        shutil.copytree(source / name, target / name)


def write_document(folder: Path, document: Document, original: Path) -> None:
    """Write a document and a copy of its file into a generation's folder."""
    target = document_folder(folder, document.id)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / "document.json").write_bytes(_DOCUMENT.dump_json(document))
    shutil.copyfile(original, target / f"original{original.suffix.lower()}")


def write_index(
    folder: Path,
    manifest: Manifest,
    chunks: Sequence[IndexedChunk],
    *,
    changed: set[str],
    removed: set[str],
) -> None:
    """Write the search side of a generation, its manifest last.

    `chunks` is all of them, in row order; in Chroma only those of `changed` documents are
    written anew, and those of `removed` ones taken out.
    """
    try:
        _write_chunks(folder, [c for c in chunks if c.chunk.document in changed], changed | removed)
    except ChromaError as error:
        raise IndexUnusable(
            f"Chroma could not write the new index at {folder} ({error}). Is the disk full? "
            "The one before is still in use."
        ) from error
    np.save(folder / "chunks.npy", np.stack([c.vector for c in chunks]).astype(np.float16))
    np.save(folder / "sentences.npy", np.concatenate([c.sentence_vectors for c in chunks]))
    np.save(folder / "pieces.npy", np.concatenate([c.pieces for c in chunks]))
    np.save(folder / "piece_counts.npy", np.concatenate([c.piece_counts for c in chunks]))
    sparse = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    sparse.index([terms(c.chunk.embedded_text) or [""] for c in chunks], show_progress=False)
    sparse.save(folder / "bm25")
    (folder / "chunks.json").write_bytes(_CHUNKS.dump_json([c.chunk for c in chunks]))
    (folder / "manifest.json").write_bytes(_MANIFEST.dump_json(manifest))


def _write_chunks(folder: Path, new: Sequence[IndexedChunk], outdated: set[str]) -> None:
    """Take the chunks of outdated documents out of Chroma and put new ones in."""
    client = _open_client(folder / "chroma")
    collection = client.get_or_create_collection(
        COLLECTION,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
    )
    for document in sorted(outdated):
        collection.delete(where={"document": document})
    for batch in _batched(new, client.get_max_batch_size()):
        collection.upsert(
            ids=[c.chunk.id for c in batch],
            embeddings=np.stack([c.vector for c in batch]),
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
    client.close()


class Generation:
    """A finished generation, open for searching; rows number its chunks from 0."""

    def __init__(self, folder: Path) -> None:
        """Open a generation; raises IndexUnusable if a part of it is missing or damaged."""
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.records: Mapping[str, Record] = {r.id: r for r in self.manifest.records}
        try:
            self.chunks = _CHUNKS.validate_json((folder / "chunks.json").read_bytes())
            self._vectors = np.load(folder / "chunks.npy", mmap_mode="r")
            self._sentences = np.load(folder / "sentences.npy", mmap_mode="r")
            self._pieces = np.load(folder / "pieces.npy", mmap_mode="r")
            piece_counts = np.load(folder / "piece_counts.npy")
            self._sparse = bm25s.BM25.load(folder / "bm25", mmap=True)
            chroma, copy = _writable_chroma(folder)
            self._client = client = _open_client(chroma)
            self._collection = client.get_collection(COLLECTION, embedding_function=None)
        except (OSError, ValueError, ChromaError) as error:
            raise IndexUnusable(
                f"The index at {folder} is damaged. Build it again with "
                "`python ingest.py --rebuild`."
            ) from error
        self._rows = {chunk.id: row for row, chunk in enumerate(self.chunks)}
        counts = [len(chunk.sentences) for chunk in self.chunks]
        self._first_sentence = np.concatenate([[0], np.cumsum(counts)])
        self._first_piece = np.concatenate([[0], np.cumsum(piece_counts)])
        self._documents: dict[str, Document] = {}
        weakref.finalize(self, _close, client, copy)

    @property
    def id(self) -> str:
        """The generation's id, an answer's `versions.corpus`."""
        return self.manifest.id

    def vector_store(self, embeddings: Embeddings) -> Chroma:
        """Return the chunks as a LangChain vector store, for anyone's chain."""
        return Chroma(
            client=self._client, collection_name=COLLECTION, embedding_function=embeddings
        )

    def dense(self, vector: NDArray[np.float32], top_k: int) -> list[int]:
        """Return the rows of the chunks nearest to a question's vector, best first."""
        found = self._collection.query(
            query_embeddings=vector[np.newaxis], n_results=min(top_k, len(self.chunks)), include=[]
        )
        return [self._rows[id_] for id_ in found["ids"][0]]

    def sparse(self, question_terms: Sequence[str]) -> NDArray[np.float32]:
        """Return every chunk's BM25 score for a question's terms, in row order."""
        known = [term for term in question_terms if term in self._sparse.vocab_dict]
        if not known:
            return np.zeros(len(self.chunks), dtype=np.float32)
        scores: NDArray[np.float32] = self._sparse.get_scores(known)
        return scores

    def cosines(self, rows: Sequence[int], vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the cosine of each row's chunk with a question's vector."""
        cosines: NDArray[np.float32] = self._vectors[list(rows)].astype(np.float32) @ vector
        return cosines

    def sentence_vectors(self, row: int) -> NDArray[np.float32]:
        """Return the unit vectors of a chunk's sentences, (sentences, d)."""
        first, last = self._first_sentence[row : row + 2]
        vectors: NDArray[np.float32] = self._sentences[first:last].astype(np.float32)
        return vectors / np.float32(VECTOR_SCALE)

    def piece_vectors(self, row: int) -> list[NDArray[np.float32]]:
        """Return the projected unit vectors of each sentence's word pieces, (pieces, p)."""
        first, last = self._first_sentence[row : row + 2]
        bounds = self._first_piece[first : last + 1]
        pieces = self._pieces[bounds[0] : bounds[-1]].astype(np.float32) / np.float32(VECTOR_SCALE)
        return np.split(pieces, bounds[1:-1] - bounds[0])

    def indexed_chunks(self) -> Iterator[IndexedChunk]:
        """Yield every chunk with its vectors, in row order."""
        for row, chunk in enumerate(self.chunks):
            first, last = self._first_sentence[row : row + 2]
            bounds = self._first_piece[first : last + 1]
            yield IndexedChunk(
                chunk,
                self._vectors[row].astype(np.float32),
                np.asarray(self._sentences[first:last]),
                np.asarray(self._pieces[bounds[0] : bounds[-1]]),
                np.diff(bounds).astype(np.int32),
            )

    def document(self, document_id: str) -> Document:
        """Return a document of this generation; raises KeyError for one it does not have."""
        if document_id not in self._documents:
            document = read_document(self.folder, document_id)
            if document is None:
                raise KeyError(document_id)
            self._documents[document_id] = document
        return self._documents[document_id]

    @cached_property
    def word_counts(self) -> Mapping[str, int]:
        """Return each word of the corpus, folded, with how often it stands there."""
        counts: Counter[str] = Counter()
        for chunk in self.chunks:
            counts.update(words(chunk.embedded_text))
        return counts

    @cached_property
    def inverse_document_frequency(self) -> Mapping[str, float]:
        """Return each term's weight: log(1 + (n - df + 0.5) / (df + 0.5)) over chunks."""
        frequency: dict[str, int] = {}
        for chunk in self.chunks:
            for term in set(terms(chunk.embedded_text)):
                frequency[term] = frequency.get(term, 0) + 1
        count = len(self.chunks)
        return {
            term: float(np.log(1 + (count - df + 0.5) / (df + 0.5)))
            for term, df in frequency.items()
        }


def quantise(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return unit vectors as signed bytes, scaled by VECTOR_SCALE."""
    return np.rint(vectors * VECTOR_SCALE).astype(np.int8)


def _writable_chroma(folder: Path) -> tuple[Path, tempfile.TemporaryDirectory[str] | None]:
    """Return a generation's Chroma folder: a copy if it is read-only, since Chroma writes to it."""
    chroma = folder / "chroma"
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
    client = chromadb.PersistentClient(path=str(chroma), settings=settings)
    assert isinstance(client, Client)
    return client


def _batched(chunks: Sequence[IndexedChunk], size: int) -> Iterator[Sequence[IndexedChunk]]:
    for first in range(0, len(chunks), size):
        yield chunks[first : first + size]

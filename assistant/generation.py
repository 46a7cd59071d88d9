"""Generation: one whole, finished index of the corpus, open for searching."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.chroma import ChunkCollection, open_embedded
from assistant.chunks import Chunk
from assistant.documents import Document
from assistant.generation_files import VECTOR_SCALE, IndexedChunk, read_arrays, read_document
from assistant.manifest import Record, damaged, read_manifest
from assistant.rareness import Rareness
from assistant.stored_rows import StoredRows

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import VectorStore

DOCUMENTS_KEPT = 100
"""Documents that are kept in memory: those that were quoted last."""


class Generation:
    """A finished generation, open for searching; rows number its chunks from 0.

    Damage that is found only when a part is read raises IndexUnusable too.
    """

    def __init__(self, folder: Path, collection: ChunkCollection | None = None) -> None:
        """Open a generation; raises IndexUnusable if a part of it is missing or damaged.

        `word_counts` is how often each word of the corpus, folded, stands there.

        Without a `collection` of its chunks, it is the one in the folder.
        """
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.records: Mapping[str, Record] = {r.id: r for r in self.manifest.records}
        try:
            arrays = read_arrays(folder)
        except (OSError, ValueError) as error:
            raise damaged(folder) from error
        self.collection = collection or open_embedded(folder)
        self.chunks = arrays.chunks
        self._vectors = arrays.vectors
        self._sentences = arrays.sentences
        self._pieces = arrays.pieces
        self._sparse = arrays.bm25
        self._rows = {id_: row for row, id_ in enumerate(self.chunks.facts.ids)}
        self._first_sentence = np.concatenate([[0], np.cumsum(self.chunks.facts.sentences)])
        self._first_piece = np.concatenate([[0], np.cumsum(arrays.piece_counts)])
        self.word_counts = arrays.word_counts
        self._document = lru_cache(maxsize=DOCUMENTS_KEPT)(partial(read_document, folder))

    @property
    def id(self) -> str:
        """The generation's id, an answer's `versions.corpus`."""
        return self.manifest.id

    def vector_store(self, embeddings: "Embeddings") -> "VectorStore":
        """Return the chunks as a LangChain vector store, for anyone's chain."""
        return self.collection.vector_store(embeddings)

    def dense(self, vector: NDArray[np.float32], top_k: int) -> list[int]:
        """Return the rows of the chunks nearest to a question's vector, best first."""
        ids = self.collection.nearest(vector, min(top_k, len(self.chunks)))
        return [self._rows[id_] for id_ in ids]

    def row(self, chunk: Chunk) -> int:
        """Return the row of a chunk."""
        return self._rows[chunk.id]

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
        vectors: NDArray[np.float32] = self._between(self._sentences, first, last).astype(
            np.float32
        )
        return vectors / np.float32(VECTOR_SCALE)

    def piece_vectors(self, row: int) -> list[NDArray[np.float32]]:
        """Return the projected unit vectors of each sentence's word pieces, (pieces, p)."""
        first, last = self._first_sentence[row : row + 2]
        bounds = self._first_piece[first : last + 1]
        pieces = self._between(self._pieces, bounds[0], bounds[-1]).astype(np.float32)
        pieces /= np.float32(VECTOR_SCALE)
        return np.split(pieces, bounds[1:-1] - bounds[0])

    def indexed_chunks(self) -> Iterator[IndexedChunk]:
        """Yield every chunk with its vectors, in row order."""
        for row, chunk in enumerate(self.chunks):
            first, last = self._first_sentence[row : row + 2]
            bounds = self._first_piece[first : last + 1]
            yield IndexedChunk(
                chunk,
                self._vectors[row].astype(np.float32),
                self._between(self._sentences, first, last),
                self._between(self._pieces, bounds[0], bounds[-1]),
                np.diff(bounds).astype(np.int32),
            )

    def document(self, document_id: str) -> Document:
        """Return a document of this generation; raises KeyError for one it does not have."""
        document = self._document(document_id)
        if document is None:
            raise damaged(self.folder) if document_id in self.records else KeyError(document_id)
        return document

    def chunks_of(self, documents: Collection[str]) -> list[Chunk]:
        """Return the chunks of some documents, in row order."""
        rows = sorted(row for id_ in documents for row in self._rows_by_document.get(id_, ()))
        return [self.chunks[row] for row in rows]

    def _between(self, stored: StoredRows, first: int, last: int) -> NDArray[np.int8]:
        try:
            return stored.between(first, last)
        except OSError as error:
            raise damaged(self.folder) from error

    @cached_property
    def _rows_by_document(self) -> Mapping[str, Sequence[int]]:
        rows = groupby(range(len(self.chunks)), self.chunks.document)
        return {document: list(own) for document, own in rows}

    @cached_property
    def inverse_document_frequency(self) -> Rareness:
        """Return each term's weight: log(1 + (n - df + 0.5) / (df + 0.5)) over chunks."""
        frequency = np.diff(self._sparse.scores["indptr"])
        weights = np.log(1 + (len(self.chunks) - frequency + 0.5) / (frequency + 0.5)).tolist()
        places = self._sparse.vocab_dict.items()
        return Rareness({term: weights[place] for term, place in places if term})

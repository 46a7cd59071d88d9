"""Generation files: the documents, texts and arrays in a generation's folder."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from assistant.chunk_table import ChunkTable, write_chunk_table
from assistant.chunks import Chunk
from assistant.documents import Document
from assistant.manifest import damaged
from assistant.stored_rows import StoredRows
from assistant.terms import terms_of, words

DOCUMENTS = "documents"
VECTOR_SCALE = 127


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


_DOCUMENT = TypeAdapter(Document)
_COUNTS = TypeAdapter(dict[str, int])


def read_document(folder: Path, document_id: str) -> Document | None:
    """Read a document from a generation's folder, or None if it is not there.

    Raises IndexUnusable if it is damaged.
    """
    path = document_folder(folder, document_id) / "document.json"
    try:
        return _DOCUMENT.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise damaged(folder) from error


def original_file(folder: Path, document_id: str) -> Path | None:
    """Return the copy of the file that a document was read from, or None."""
    found = sorted(document_folder(folder, document_id).glob("original*"))
    return found[0] if found else None


def is_original(path: str) -> bool:
    """Return whether a path in a generation's folder is of a file that a document was read from."""
    place, _, name = path.rpartition("/")
    return place.startswith(f"{DOCUMENTS}/") and name.startswith("original")


def document_folder(folder: Path, document_id: str) -> Path:
    """Return the folder of a document in a generation, whatever characters its id holds."""
    return folder / DOCUMENTS / hashlib.sha256(document_id.encode()).hexdigest()[:20]


def copy_documents(source: Path, target: Path) -> None:
    """Copy a generation's documents, with the files they were read from, into another's folder."""
    shutil.copytree(source / DOCUMENTS, target / DOCUMENTS)


def write_document(folder: Path, document: Document, original: Path) -> None:
    """Write a document and a copy of its file into a generation's folder."""
    target = document_folder(folder, document.id)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / "document.json").write_bytes(_DOCUMENT.dump_json(document))
    shutil.copyfile(original, target / f"original{original.suffix.lower()}")


def remove_document(folder: Path, document_id: str) -> None:
    """Take a document and the copy of its file out of a generation's folder."""
    shutil.rmtree(document_folder(folder, document_id))


def write_arrays(folder: Path, chunks: Sequence[IndexedChunk]) -> None:
    """Write all chunks of a generation, in row order, with their vectors and their BM25."""
    np.save(folder / "chunks.npy", np.stack([c.vector for c in chunks]).astype(np.float16))
    np.save(folder / "sentences.npy", np.concatenate([c.sentence_vectors for c in chunks]))
    np.save(folder / "pieces.npy", np.concatenate([c.pieces for c in chunks]))
    np.save(folder / "piece_counts.npy", np.concatenate([c.piece_counts for c in chunks]))
    texts = [words(c.chunk.embedded_text) for c in chunks]
    sparse = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    sparse.index([terms_of(text) or [""] for text in texts], show_progress=False)
    sparse.save(folder / "bm25")
    counts = Counter(word for text in texts for word in text)
    (folder / "words.json").write_bytes(_COUNTS.dump_json(counts))
    write_chunk_table(folder, [c.chunk for c in chunks])


@dataclass(frozen=True, slots=True)
class Arrays:
    """What `write_arrays` wrote, open; the large ones are mapped into memory or read in parts."""

    chunks: ChunkTable
    vectors: NDArray[np.float16]
    sentences: StoredRows
    pieces: StoredRows
    piece_counts: NDArray[np.int32]
    bm25: bm25s.BM25
    word_counts: dict[str, int]


def read_arrays(folder: Path) -> Arrays:
    """Open the chunks and vectors of a generation; raises OSError or ValueError for damage."""
    return Arrays(
        ChunkTable(folder),
        np.load(folder / "chunks.npy", mmap_mode="r"),
        StoredRows(folder / "sentences.npy"),
        StoredRows(folder / "pieces.npy"),
        np.load(folder / "piece_counts.npy"),
        bm25s.BM25.load(folder / "bm25", mmap=True),
        _COUNTS.validate_json((folder / "words.json").read_bytes()),
    )


def quantise(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return unit vectors as signed bytes, scaled by VECTOR_SCALE."""
    return np.rint(vectors * VECTOR_SCALE).astype(np.int8)

"""Ingestion: from the corpus folder to a new generation of the index."""

import datetime
import hashlib
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from assistant.catalogue import CatalogueEntry, read_catalogue
from assistant.chunks import Chunk, split_document
from assistant.corpus import CorpusFile, file_digest, list_corpus
from assistant.documents import Document, assemble_document
from assistant.errors import CorpusError, IndexMismatch, IndexUnusable, UnreadableFile
from assistant.generation import (
    FORMAT,
    Generation,
    IndexedChunk,
    Manifest,
    Record,
    check_compatible,
    copy_generation,
    document_folder,
    original_file,
    quantise,
    write_document,
    write_index,
)
from assistant.index import IndexFolder
from assistant.readers import read_file

if TYPE_CHECKING:
    from assistant.embedding import Embedded, SentenceTransformerEmbeddings

FileStatus = Literal["added", "updated", "unchanged", "removed", "failed", "skipped"]

REMOVAL_GUARD = 1 / 3
"""A larger share of the documents is removed only on request."""

CHUNKS_A_PASS = 256


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; `reason` is empty unless it failed or was skipped."""

    path: str
    document: str
    status: FileStatus
    reason: str = ""
    pages: int = 0
    chunks: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did.

    `corpus_version` is the generation that is live after it; None if no file could be read
    and there was none before.
    """

    corpus_version: str | None
    files: tuple[FileReport, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest has come."""

    files: int
    of_files: int
    chunks: int
    of_chunks: int


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of one file: its report, its record if it has one, and what was read anew."""

    report: FileReport
    record: Record | None = None
    document: Document | None = None
    chunks: Sequence[Chunk] = ()
    location: Path | None = None


def ingest(
    corpus: Path,
    index: IndexFolder,
    embeddings: "SentenceTransformerEmbeddings",
    *,
    rebuild: bool = False,
    allow_removals: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> IngestReport:
    """Bring the index up to date with the corpus and make the new generation live.

    Whatever is raised, the live generation stays as it was: CorpusError (missing or empty),
    SettingsError (the catalogue), IndexLocked, IndexMismatch (another model or chunk
    size), IndexUnusable (damaged, too many documents gone, disk full).
    """
    with index.lock():
        live = _live_manifest(index, embeddings, rebuild=rebuild)
        before = {record.id: record for record in live.records} if live else {}
        files = list_corpus(corpus)
        wanted = {file.document for file in files if file.skipped is None}
        if not wanted:
            raise CorpusError(f"No documents in {corpus}. Put some there, then ingest again.")
        _guard_removals(before, wanted, allowed=allow_removals)
        catalogue = read_catalogue(corpus, wanted)

        outcomes = []
        for number, file in enumerate(files):
            entry = catalogue.get(file.document, CatalogueEntry())
            last_good = _last_good(index, live, file.document) if rebuild else None
            outcomes.append(
                _examine(file, before.get(file.document), entry, embeddings, rebuild, last_good)
            )
            on_progress(Progress(number + 1, len(files), 0, 0))
        report = [outcome.report for outcome in outcomes]
        report += [
            FileReport(old.path, old.id, "removed")
            for old in before.values()
            if old.id not in wanted
        ]
        records = [outcome.record for outcome in outcomes if outcome.record]
        if not records:
            return IngestReport(live.id if live else None, tuple(report))
        if live and not rebuild and records == list(live.records):
            return IngestReport(live.id, tuple(report))

        new_id = _build(index, live, records, outcomes, embeddings, rebuild, on_progress)
        return IngestReport(new_id, tuple(report))


def _live_manifest(
    index: IndexFolder, embeddings: "SentenceTransformerEmbeddings", *, rebuild: bool
) -> Manifest | None:
    try:
        live = index.live_manifest()
        if live and not rebuild:
            check_compatible(live, embeddings.name, embeddings.fingerprint, embeddings.window)
    except IndexMismatch:
        raise
    except IndexUnusable:
        if not rebuild:
            raise
        live = None
    return live


def _guard_removals(before: Mapping[str, Record], wanted: set[str], *, allowed: bool) -> None:
    gone = sorted(before.keys() - wanted)
    if len(gone) > len(before) * REMOVAL_GUARD and not allowed:
        raise IndexUnusable(
            f"{len(gone)} of {len(before)} documents are gone from the corpus ({gone[0]}, ...). "
            "If that is meant, run `python ingest.py --allow-removals`."
        )


def _last_good(index: IndexFolder, live: Manifest | None, document_id: str) -> Path | None:
    """Return the file that the live version of a document was read from, as ingest kept it."""
    return original_file(index.generation_folder(live.id), document_id) if live else None


def _examine(
    file: CorpusFile,
    before: Record | None,
    entry: CatalogueEntry,
    embeddings: "SentenceTransformerEmbeddings",
    rebuild: bool,
    last_good: Path | None,
) -> _Outcome:
    """Read a file if it is new or changed; keep its last good version if it cannot be read.

    On a rebuild that version is read again from `last_good`.
    """
    if file.skipped is not None:
        return _Outcome(FileReport(file.path, file.document, "skipped", file.skipped))
    try:
        digest = file_digest(file.location)
        if before and not rebuild and (before.path, before.sha256) == (file.path, digest):
            kept = replace(before, entry=entry, problem=None)
            if kept.title == _title(entry, before.own_title):
                return _Outcome(_report(file, kept, "unchanged"), kept)
        return _read_anew(file, digest, before, entry, embeddings)
    except (UnreadableFile, OSError) as error:
        reason = str(error.strerror if isinstance(error, OSError) else error)
    failed = _Outcome(FileReport(file.path, file.document, "failed", reason))
    kept_reason = f"{reason} Its last good version is still used."
    failed_but_kept = FileReport(file.path, file.document, "failed", kept_reason)
    if before is None:
        return failed
    if not rebuild:
        return _Outcome(failed_but_kept, replace(before, entry=entry, problem=reason))
    if last_good is None:
        return failed
    copy = replace(file, path=before.path, location=last_good)
    try:
        read = _read_anew(copy, before.sha256, before, entry, embeddings)
    except (UnreadableFile, OSError):
        return failed
    assert read.record is not None
    return replace(read, report=failed_but_kept, record=replace(read.record, problem=reason))


def _read_anew(
    file: CorpusFile,
    digest: str,
    before: Record | None,
    entry: CatalogueEntry,
    embeddings: "SentenceTransformerEmbeddings",
) -> _Outcome:
    """Read a file and split it into chunks; raises UnreadableFile or OSError."""
    began = time.perf_counter()
    reading = read_file(file.location)
    document = assemble_document(file.document, file.path, reading)
    own_title = document.title
    document = replace(document, title=_title(entry, own_title))
    chunks = split_document(
        document, window=embeddings.window, token_starts=embeddings.token_starts
    )
    if not chunks:
        raise UnreadableFile(f"{file.path} holds no text beside its headings.")
    record = Record(
        id=file.document,
        path=file.path,
        sha256=digest,
        title=document.title,
        own_title=own_title,
        pages=len(document.pages),
        chunks=len(chunks),
        entry=entry,
    )
    report = _report(file, record, "updated" if before else "added", time.perf_counter() - began)
    return _Outcome(report, record, document, chunks, file.location)


def _title(entry: CatalogueEntry, own_title: str) -> str:
    return entry.title or own_title


def _report(
    file: CorpusFile, record: Record, status: FileStatus, seconds: float = 0.0
) -> FileReport:
    return FileReport(
        file.path, file.document, status, "", record.pages, record.chunks, round(seconds, 3)
    )


def _build(
    index: IndexFolder,
    live: Manifest | None,
    records: Sequence[Record],
    outcomes: Sequence[_Outcome],
    embeddings: "SentenceTransformerEmbeddings",
    rebuild: bool,
    on_progress: Callable[[Progress], None],
) -> str:
    """Write a new generation, try it out, make it live and return its id."""
    index.prune()
    now = datetime.datetime.now(datetime.UTC)
    manifest = Manifest(
        id=_generation_id(now, records),
        created=now,
        format=FORMAT,
        embedding_model=embeddings.name,
        fingerprint=embeddings.fingerprint,
        window=embeddings.window,
        previous=live.id if live else None,
        records=tuple(records),
    )
    folder = index.generation_folder(manifest.id)
    changed = {o.document.id for o in outcomes if o.document}
    kept: list[IndexedChunk] = []
    removed: set[str] = set()
    try:
        folder.mkdir(parents=True)
        if live and not rebuild:
            base = Generation(index.generation_folder(live.id))
            copy_generation(base.folder, folder)
            removed = {record.id for record in live.records} - {record.id for record in records}
            kept = [c for c in base.indexed_chunks() if c.chunk.document not in changed | removed]
        for document_id in removed:
            shutil.rmtree(document_folder(folder, document_id))
        for outcome in outcomes:
            if outcome.document and outcome.location:
                write_document(folder, outcome.document, outcome.location)
        new = [chunk for outcome in outcomes for chunk in outcome.chunks]
        embedded = _embed(new, embeddings, len(outcomes), on_progress)
        write_index(folder, manifest, kept + embedded, changed=changed, removed=removed)
        _try_out(folder, embeddings)
        index.publish(manifest.id)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise IndexUnusable(
            f"The new index could not be written to {index.folder}: {error.strerror or error}. "
            "The one before is still in use."
        ) from error
    except IndexUnusable:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    index.prune()
    return manifest.id


def _generation_id(now: datetime.datetime, records: Sequence[Record]) -> str:
    content = hashlib.sha256("".join(r.id + r.sha256 for r in records).encode()).hexdigest()
    return f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}-{content[:8]}"


def _embed(
    chunks: Sequence[Chunk],
    embeddings: "SentenceTransformerEmbeddings",
    files: int,
    on_progress: Callable[[Progress], None],
) -> list[IndexedChunk]:
    embedded: list[IndexedChunk] = []
    for first in range(0, len(chunks), CHUNKS_A_PASS):
        batch = chunks[first : first + CHUNKS_A_PASS]
        vectors = embeddings.embed([chunk.embedded_text for chunk in batch])
        embedded += [
            _indexed(chunk, vector, embeddings)
            for chunk, vector in zip(batch, vectors, strict=True)
        ]
        on_progress(Progress(files, files, len(embedded), len(chunks)))
    return embedded


def _indexed(
    chunk: Chunk, embedded: "Embedded", embeddings: "SentenceTransformerEmbeddings"
) -> IndexedChunk:
    spans = chunk.sentence_spans
    pieces = [embeddings.project(embedded.within(*span)) for span in spans]
    return IndexedChunk(
        chunk,
        embedded.whole,
        quantise(np.stack([embedded.span(*span) for span in spans])),
        quantise(np.concatenate(pieces)),
        np.array([len(piece) for piece in pieces], dtype=np.int32),
    )


def _try_out(folder: Path, embeddings: "SentenceTransformerEmbeddings") -> None:
    """Ask a new generation for its first chunk; raises IndexUnusable if it is not found."""
    generation = Generation(folder)
    first = generation.chunks[0]
    vector = np.asarray(embeddings.embed_query(first.embedded_text), dtype=np.float32)
    found = [generation.chunks[row].text for row in generation.dense(vector, top_k=10)]
    if first.text not in found:
        raise IndexUnusable(
            "The new index does not find its own first chunk; the one before is still in use. "
            "Build it anew with `python ingest.py --rebuild`."
        )

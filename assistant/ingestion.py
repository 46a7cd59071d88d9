"""Ingestion: from the corpus folder to a new generation of the index."""

import contextlib
import datetime
import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.catalogue import read_catalogue
from assistant.changes import Examination, FileReport, Outcome, examine_files
from assistant.chunks import Chunk
from assistant.corpus import list_corpus
from assistant.errors import CorpusError, IndexMismatch, IndexUnusable
from assistant.generation import Generation
from assistant.generation_files import (
    IndexedChunk,
    quantise,
    remove_document,
    write_document,
)
from assistant.index import IndexFolder
from assistant.manifest import FORMAT, Manifest, Record, UnreadFile, check_compatible
from assistant.processors import processors
from assistant.proving import finds

if TYPE_CHECKING:
    from assistant.embedding import Embedded, SentenceTransformerEmbeddings

REMOVAL_GUARD = 1 / 3
"""A larger share of the documents is removed only on request."""

NAMED = 10
"""Documents that an error names."""

CHUNKS_A_PASS = 64

logger = logging.getLogger(__name__)


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

    An index in the format of an earlier version is rebuilt as if that had been asked for.
    Whatever is raised, the live generation stays as it was: CorpusError (missing or empty),
    SettingsError (the catalogue), IndexLocked, IndexMismatch (another model or chunk
    size), IndexUnusable (damaged, too many documents gone or no longer readable, disk full).
    """
    with index.lock():
        live = _live_manifest(index, embeddings, rebuild=rebuild)
        rebuild = rebuild or (live is not None and live.format != FORMAT)
        before = {record.id: record for record in live.records} if live else {}
        files = list_corpus(corpus)
        wanted = {file.document for file in files if file.skipped is None}
        if not wanted:
            raise CorpusError(f"No documents in {corpus}. Put some there, then ingest again.")
        _guard_removals(before, wanted, "are gone from the corpus", allowed=allow_removals)
        catalogue = read_catalogue(corpus, wanted)

        examined = 0

        def last_good(document_id: str) -> Path | None:
            return index.original(live.id, document_id) if live else None

        def show_file() -> None:
            nonlocal examined
            examined += 1
            on_progress(Progress(examined, len(files), 0, 0))

        with _writing_to(index), index.room_for_copies() as copies:
            examination = Examination(before, catalogue, embeddings, copies, last_good, rebuild)
            outcomes = examine_files(files, examination, show_file)
            report = [outcome.report for outcome in outcomes]
            report += [
                FileReport(old.path, old.id, "removed")
                for old in before.values()
                if old.id not in wanted
            ]
            records = [outcome.record for outcome in outcomes if outcome.record]
            found = tuple(records), tuple(_unread(outcomes))
            is_unchanged = live and not rebuild and found == (live.records, live.unread)
            if not records or is_unchanged:
                return IngestReport(live.id if live else None, tuple(report))
            readable = {record.id for record in records}
            _guard_removals(
                before, readable, "are gone or unreadable", report, allowed=allow_removals
            )
            new_id = _build(index, live, records, outcomes, embeddings, rebuild, on_progress)
            return IngestReport(new_id, tuple(report))


def _live_manifest(
    index: IndexFolder, embeddings: "SentenceTransformerEmbeddings", *, rebuild: bool
) -> Manifest | None:
    try:
        live = index.live_manifest()
        if live and not rebuild:
            in_this_format = replace(live, format=FORMAT)
            model = embeddings.name, embeddings.fingerprint, embeddings.window
            check_compatible(in_this_format, *model)
    except IndexMismatch:
        raise
    except IndexUnusable:
        if not rebuild:
            raise
        live = None
    return live


def _guard_removals(
    before: Mapping[str, Record],
    left: Set[str],
    why: str,
    report: Sequence[FileReport] = (),
    *,
    allowed: bool,
) -> None:
    """Raise IndexUnusable if too many documents would go; says of each why, as `report` does."""
    gone = before.keys() - left
    if len(gone) > len(before) * REMOVAL_GUARD and not allowed:
        names = ", ".join([*sorted(gone)[:NAMED], *(["..."] if len(gone) > NAMED else [])])
        reasons = [file.reason for file in report if file.document in gone and file.reason]
        said = " ".join(
            [f"{len(gone)} of {len(before)} documents {why} ({names}).", *reasons[:NAMED]]
        )
        raise IndexUnusable(
            f"{said} If they are to go, run `python ingest.py` again with `--allow-removals`."
        )


@contextlib.contextmanager
def _writing_to(index: IndexFolder) -> Iterator[None]:
    """Say in words that the index could not be written."""
    try:
        yield
    except OSError as error:
        raise IndexUnusable(
            f"The new index could not be written to {index.folder}: {error.strerror or error}. "
            "The one before is still in use."
        ) from error


def _build(
    index: IndexFolder,
    live: Manifest | None,
    records: Sequence[Record],
    outcomes: Sequence[Outcome],
    embeddings: "SentenceTransformerEmbeddings",
    rebuild: bool,
    on_progress: Callable[[Progress], None],
) -> str:
    """Write a new generation, try it out, make it live and return its id."""
    _remove_older(index)
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
        unread=tuple(_unread(outcomes)),
    )
    changed = {o.document.id for o in outcomes if o.document}
    kept: list[IndexedChunk] = []
    removed: set[str] = set()
    try:
        base = index.open(live.id) if live and not rebuild else None
        folder = index.begin(manifest.id, base)
        if base and live:
            removed = {record.id for record in live.records} - {record.id for record in records}
            kept = [c for c in base.indexed_chunks() if c.chunk.document not in changed | removed]
        for document_id in removed:
            remove_document(folder, document_id)
        for outcome in outcomes:
            if outcome.document and outcome.original:
                write_document(folder, outcome.document, outcome.original)
        new = [chunk for outcome in outcomes for chunk in outcome.chunks]
        embedded = _embed(new, embeddings, len(outcomes), on_progress)
        index.finish(manifest, kept + embedded, changed=changed, removed=removed)
        _try_out(index.open(manifest.id), embeddings)
        index.publish(manifest.id)
    except (OSError, IndexUnusable):
        index.discard(manifest.id)
        raise
    _remove_older(index)
    return manifest.id


def _remove_older(index: IndexFolder) -> None:
    """Remove what is neither live nor the one before; what stays does not make an ingest fail."""
    try:
        index.prune()
    except (OSError, IndexUnusable) as error:
        logger.warning("An old index could not be removed: %s. The next ingest tries again.", error)


def _unread(outcomes: Sequence[Outcome]) -> Iterator[UnreadFile]:
    for outcome in outcomes:
        if outcome.report.status in {"failed", "skipped"}:
            kept = outcome.record.id if outcome.record else None
            yield UnreadFile(outcome.report.path, outcome.report.reason, kept)


def _generation_id(now: datetime.datetime, records: Sequence[Record]) -> str:
    content = hashlib.sha256("".join(r.id + r.sha256 for r in records).encode()).hexdigest()
    return f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}-{content[:8]}"


def _embed(
    chunks: Sequence[Chunk],
    embeddings: "SentenceTransformerEmbeddings",
    files: int,
    on_progress: Callable[[Progress], None],
) -> list[IndexedChunk]:
    """Return chunks with their vectors, in order; those of like length pass the model together.

    Each processor passes its own, so that what follows a pass goes on beside the next one. The
    longest come first, so that all end at about the same time.
    """
    embedded: dict[int, IndexedChunk] = {}
    by_length = sorted(range(len(chunks)), key=lambda i: -len(chunks[i].embedded_text))
    passes = [by_length[i : i + CHUNKS_A_PASS] for i in range(0, len(chunks), CHUNKS_A_PASS)]

    def embed(rows: Sequence[int]) -> list[IndexedChunk]:
        vectors = embeddings.embed([chunks[row].embedded_text for row in rows])
        return [_indexed(chunks[r], v, embeddings) for r, v in zip(rows, vectors, strict=True)]

    with ThreadPoolExecutor(processors()) as pool:
        for rows, indexed in zip(passes, pool.map(embed, passes), strict=True):
            embedded |= zip(rows, indexed, strict=True)
            on_progress(Progress(files, files, len(embedded), len(chunks)))
    return [embedded[row] for row in range(len(chunks))]


def _indexed(
    chunk: Chunk, embedded: "Embedded", embeddings: "SentenceTransformerEmbeddings"
) -> IndexedChunk:
    spans = chunk.sentence_spans
    places = np.searchsorted(embedded.starts, spans)
    projected = quantise(embeddings.project(embedded.pieces))
    return IndexedChunk(
        chunk,
        embedded.whole,
        quantise(np.stack([embedded.span(*span) for span in spans])),
        np.concatenate([projected[first:last] for first, last in places]),
        np.diff(places).ravel().astype(np.int32),
    )


def _try_out(generation: Generation, embeddings: "SentenceTransformerEmbeddings") -> None:
    """Ask a new generation for its first chunk; raises IndexUnusable unless it is found."""
    question = generation.chunks[0].embedded_text
    vector = np.asarray(embeddings.embed_query(question), dtype=np.float32)
    if not finds(generation, 0, vector):
        raise IndexUnusable(
            "The new index does not find its own first chunk; the one before is still in use. "
            "Build it anew with `python ingest.py --rebuild`."
        )

"""Changes: what each file of the corpus comes to, compared with the live generation."""

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.catalogue import CatalogueEntry
from assistant.chunks import Chunk, split_document
from assistant.corpus import CorpusFile, file_digest
from assistant.documents import Document
from assistant.errors import UnreadableFile
from assistant.file_worker import FileToRead
from assistant.manifest import Record
from assistant.readers import require_size, why_not_opened
from assistant.reading import FileRead, read_documents

if TYPE_CHECKING:
    from assistant.embedding import SentenceTransformerEmbeddings

FileStatus = Literal["added", "updated", "unchanged", "removed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    `reason` says why it failed or was skipped, and of a file that was read what was not.
    """

    path: str
    document: str
    status: FileStatus
    reason: str = ""
    pages: int = 0
    chunks: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one file: its report, its record if it has one, and what was read anew.

    `original` holds the very bytes that were read.
    """

    report: FileReport
    record: Record | None = None
    document: Document | None = None
    chunks: Sequence[Chunk] = ()
    original: Path | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """What files are compared with, and read with.

    `copies` is a folder for the copies that are read, so that a file that changes or vanishes
    meanwhile cannot part a document from its file. `last_good` gives the file that a document's
    live version was read from; with `rebuild` everything is read anew, those as well.
    """

    before: Mapping[str, Record]
    catalogue: Mapping[str, CatalogueEntry]
    embeddings: "SentenceTransformerEmbeddings"
    copies: Path
    last_good: Callable[[str], Path | None]
    rebuild: bool

    def entry(self, document: str) -> CatalogueEntry:
        """Return what the catalogue says of a document."""
        return self.catalogue.get(document, CatalogueEntry())


@dataclass(frozen=True, slots=True)
class _Task:
    """A file that has to be read: the copy to read and its digest."""

    file: CorpusFile
    copy: Path
    digest: str


def examine_files(
    files: Sequence[CorpusFile], examination: Examination, on_file: Callable[[], None]
) -> list[Outcome]:
    """Return what each file comes to, in order; reads those that are new or changed.

    One that cannot be read keeps its last good version. Raises OSError if the copies cannot
    be written.
    """
    outcomes: dict[str, Outcome] = {}
    tasks: list[_Task] = []
    for file in files:
        try:
            found = _outcome_or_task(file, examination)
        except UnreadableFile as error:
            found = _failed(file, str(error), examination)
        if isinstance(found, _Task):
            tasks.append(found)
        else:
            outcomes[file.path] = found
            on_file()
    for task, read in _read(tasks):
        outcomes[task.file.path] = _outcome_of(task, read, examination)
        on_file()
    if examination.rebuild:
        outcomes |= _read_last_good(files, outcomes, examination)
    return [outcomes[file.path] for file in files]


def _outcome_or_task(file: CorpusFile, examination: Examination) -> Outcome | _Task:
    if file.skipped is not None:
        return Outcome(FileReport(file.path, file.document, "skipped", file.skipped))
    before = examination.before.get(file.document)
    try:
        require_size(file.location)
        digest = file_digest(file.location)
        if (
            before
            and not examination.rebuild
            and (before.path, before.sha256)
            == (
                file.path,
                digest,
            )
        ):
            entry = examination.entry(file.document)
            kept = replace(before, entry=entry, problem=None)
            if kept.title == _title(entry, before.own_title):
                return Outcome(_report(file, kept, "unchanged"), kept)
        copy = Path(tempfile.mkdtemp(dir=examination.copies)) / file.location.name
        shutil.copyfile(file.location, copy)
        return _Task(file, copy, file_digest(copy))
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise
        raise why_not_opened(file.location, error) from error


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


def _read(tasks: Sequence[_Task]) -> Iterator[tuple[_Task, FileRead]]:
    files = [FileToRead(task.file.document, task.file.path, task.copy) for task in tasks]
    yield from zip(tasks, read_documents(files), strict=True)


def _outcome_of(task: _Task, read: FileRead, examination: Examination) -> Outcome:
    """Return what a file that was read comes to, its document split into chunks."""
    if isinstance(read.outcome, UnreadableFile):
        return _failed(task.file, str(read.outcome), examination)
    document = read.outcome
    entry = examination.entry(document.id)
    own_title = document.title
    document = replace(document, title=_title(entry, own_title))
    chunks = split_document(
        document,
        window=examination.embeddings.window,
        token_starts=examination.embeddings.token_starts,
    )
    if not chunks:
        reason = f"{task.file.path} holds no text beside its headings."
        return _failed(task.file, reason, examination)
    record = Record(
        id=document.id,
        path=task.file.path,
        sha256=task.digest,
        title=document.title,
        own_title=own_title,
        pages=len(document.pages),
        chunks=len(chunks),
        entry=entry,
        notes=document.notes,
    )
    status: FileStatus = "updated" if document.id in examination.before else "added"
    report = _report(task.file, record, status, read.seconds)
    return Outcome(report, record, document, chunks, task.copy)


def _failed(file: CorpusFile, reason: str, examination: Examination) -> Outcome:
    """Return what a file that cannot be read comes to; the record of its last good version."""
    before = examination.before.get(file.document)
    if before is None or examination.rebuild:
        return Outcome(FileReport(file.path, file.document, "failed", reason))
    record = replace(before, entry=examination.entry(file.document), problem=reason)
    return Outcome(_kept(file, reason), record)


def _kept(file: CorpusFile, reason: str) -> FileReport:
    words = f"{reason} Its last good version is still used."
    return FileReport(file.path, file.document, "failed", words)


def _read_last_good(
    files: Sequence[CorpusFile], outcomes: Mapping[str, Outcome], examination: Examination
) -> dict[str, Outcome]:
    """Return what files that failed come to once their last good versions are read anew.

    One whose last good version is not there, or cannot be read either, says so.
    """
    tasks = []
    found: dict[str, Outcome] = {}
    for file in files:
        before = examination.before.get(file.document)
        report = outcomes[file.path].report
        if before is None or report.status != "failed":
            continue
        words = f"{report.reason} Its last good version cannot be read either."
        found[file.path] = Outcome(replace(report, reason=words))
        good = examination.last_good(file.document)
        if good:
            tasks.append(_Task(replace(file, path=before.path), good, before.sha256))
    reports = {outcome.report.document: outcome.report for outcome in outcomes.values()}
    for task, read in _read(tasks):
        report = reports[task.file.document]
        outcome = _outcome_of(task, read, examination)
        if outcome.record:
            kept = _kept(replace(task.file, path=report.path), report.reason)
            record = replace(outcome.record, problem=report.reason)
            found[report.path] = replace(outcome, report=kept, record=record)
    return found


def _title(entry: CatalogueEntry, own_title: str) -> str:
    return entry.title or own_title


def _report(
    file: CorpusFile, record: Record, status: FileStatus, seconds: float = 0.0
) -> FileReport:
    return FileReport(
        file.path,
        file.document,
        status,
        " ".join(record.notes),
        record.pages,
        record.chunks,
        round(seconds, 3),
    )

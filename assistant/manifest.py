"""Manifest: what a generation of the index was made of, and with."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.catalogue import CatalogueEntry
from assistant.errors import IndexMismatch, IndexUnusable

MANIFEST_NAME = "manifest.json"

FORMAT = 11
"""Of the folder and of what readers and chunks make of a file; the next ingest rebuilds another."""


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


_MANIFEST = TypeAdapter(Manifest)


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest; raises IndexUnusable if it is damaged."""
    try:
        return _MANIFEST.validate_json((folder / MANIFEST_NAME).read_bytes())
    except (OSError, ValidationError) as error:
        raise damaged(folder) from error


def damaged(folder: Path) -> IndexUnusable:
    """Return the error that says that a generation is damaged."""
    return IndexUnusable(
        f"The index at {folder} is damaged. Build it again with `python ingest.py --rebuild`."
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a generation's manifest, the last of its files."""
    (folder / MANIFEST_NAME).write_bytes(_MANIFEST.dump_json(manifest))


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

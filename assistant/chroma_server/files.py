"""Files: those of a generation, kept as records of a collection on the server."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from chromadb.api.models.Collection import Collection
from pydantic import TypeAdapter, ValidationError

from assistant.chroma_server.server import ChromaServer
from assistant.errors import IndexUnusable

PART = 1024 * 1024
"""Bytes of a file in one record. They stand in its metadata: what stands in a record's document
is indexed for full text, which takes thirty times as long."""

REQUEST = 8 * PART
RECORDS_A_REQUEST = 500

CONTENTS = "contents"
"""The record that lists the files; it is written last."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a generation, by its path in the folder."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Where a stretch of a file stands: its record's id, its file's number, its place there."""

    id: str
    file: int
    first: int
    size: int


_CONTENTS = TypeAdapter(list[StoredFile])


def upload_files(server: ChromaServer, name: str, folder: Path) -> None:
    """Keep every file of a folder in a collection made anew, their list last."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = [
        StoredFile(path.relative_to(folder).as_posix(), path.stat().st_size, _digest(path))
        for path in paths
    ]
    collection = server.get_or_create_collection(name, configuration={"hnsw": {"space": "l2"}})
    for parts in _requests(range(len(files)), files):
        _add(collection, [(part.id, _read(paths[part.file], part)) for part in parts])
    _add(collection, [(CONTENTS, _CONTENTS.dump_json(files))])


def read_contents(collection: Collection) -> list[StoredFile] | None:
    """Return the files that a collection keeps, or None if not all have arrived yet.

    Raises IndexUnusable if their list is damaged.
    """
    found = _get(collection, [CONTENTS])
    try:
        return _CONTENTS.validate_json(found[0]) if found else None
    except ValidationError as error:
        raise _not_whole("The list of files", collection) from error


def download_files(
    collection: Collection, folder: Path, wanted: Callable[[str], bool] = lambda path: True
) -> None:
    """Write the files whose path is wanted into a folder, each proved by its digest.

    Raises IndexUnusable where one is not there or not whole.
    """
    files = read_contents(collection)
    if files is None:
        raise IndexUnusable(f"The collection {collection.name} is not complete.")
    chosen = [number for number, file in enumerate(files) if wanted(file.path)]
    targets = {number: _inside(folder, files[number].path) for number in chosen}
    for target in targets.values():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"")
    for parts in _requests(chosen, files):
        contents = _get(collection, [part.id for part in parts])
        for part, content in zip(parts, contents, strict=False):
            with targets[part.file].open("ab") as stream:
                stream.write(content)
    for number, target in targets.items():
        if _digest(target) != files[number].sha256:
            raise _not_whole(files[number].path, collection)


def _not_whole(what: str, collection: Collection) -> IndexUnusable:
    return IndexUnusable(
        f"{what} did not come whole from the collection {collection.name}. "
        "Build the index again with `python ingest.py --rebuild`."
    )


def _inside(folder: Path, path: str) -> Path:
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or PurePosixPath(path).is_absolute():
        raise IndexUnusable(f"The Chroma server names a file outside of the index: {path!r}.")
    return folder.joinpath(*parts)


def _requests(numbers: Sequence[int], files: Sequence[StoredFile]) -> Iterator[list[_Part]]:
    """Yield the parts of files in order, as many as go into one request."""
    parts: list[_Part] = []
    for number in numbers:
        for first in range(0, files[number].size, PART):
            size = min(PART, files[number].size - first)
            if len(parts) == RECORDS_A_REQUEST or sum(p.size for p in parts) + size > REQUEST:
                yield parts
                parts = []
            parts.append(_Part(f"{number:08d}-{first // PART:08d}", number, first, size))
    if parts:
        yield parts


def _add(collection: Collection, records: Sequence[tuple[str, bytes]]) -> None:
    collection.add(
        ids=[id_ for id_, _ in records],
        embeddings=np.zeros((len(records), 1), np.float32),
        metadatas=[{"content": base64.b64encode(content).decode()} for _, content in records],
    )


def _get(collection: Collection, ids: list[str]) -> list[bytes]:
    """Return what records hold, in the order of their ids; those that are missing are left out.

    Raises IndexUnusable for one that was not written as it is.
    """
    found = collection.get(ids=ids, include=["metadatas"])
    held = dict(zip(found["ids"], found["metadatas"] or (), strict=True))
    try:
        return [base64.b64decode(str(held[id_]["content"])) for id_ in ids if id_ in held]
    except (KeyError, TypeError, ValueError) as error:
        raise _not_whole("A file", collection) from error


def _read(path: Path, part: _Part) -> bytes:
    with path.open("rb") as stream:
        stream.seek(part.first)
        return stream.read(part.size)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

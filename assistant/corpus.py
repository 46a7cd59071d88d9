"""Corpus: the files of the corpus folder and the ids of their documents."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CorpusError
from assistant.readers import READABLE_SUFFIXES


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One file of the corpus: `document` is the id it has or would have.

    `skipped` is the reason why it is not read, or None if it is to be read.
    """

    path: str
    document: str
    location: Path
    skipped: str | None = None


def list_corpus(folder: Path) -> list[CorpusFile]:
    """Return the files of a corpus in order of path; hidden ones and settings are left out.

    Raises CorpusError if the folder is missing or cannot be listed.
    """
    if not folder.is_dir():
        raise CorpusError(
            f"No corpus at {folder}. Make the folder and put documents into it, or name another "
            "with ASSISTANT_CORPUS_DIR."
        )
    try:
        found = sorted(_walk(folder, folder.resolve()))
    except OSError as error:
        raise CorpusError(f"{folder} cannot be listed: {error.strerror}.") from error
    ids = _document_ids([path for path, _, skipped in found if skipped is None])
    holders: dict[str, str] = {}
    files: list[CorpusFile] = []
    for path, location, skipped in found:
        id_ = ids.get(path) or document_id(path)
        if skipped is None and (holder := holders.setdefault(id_, path)) != path:
            skipped = f"It would have the same id as {holder}. Rename one of them."
        files.append(CorpusFile(path, id_, location, skipped))
    return files


def document_id(path: str, *, keep_ending: bool = False) -> str:
    """Return the id of the document at a path relative to the corpus."""
    folder, _, name = path.rpartition("/")
    stem = name if keep_ending else Path(name).stem
    return (f"{folder}/{stem}" if folder else stem).replace("/", "--")


def file_digest(location: Path) -> str:
    """Return the SHA-256 of a file's bytes; raises OSError."""
    with location.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _document_ids(paths: Sequence[str]) -> dict[str, str]:
    """Return each path's id; paths that would share one all keep their ending."""
    count = Counter(document_id(path) for path in paths)
    return {path: document_id(path, keep_ending=count[document_id(path)] > 1) for path in paths}


def _walk(folder: Path, root: Path) -> Iterator[tuple[str, Path, str | None]]:
    def stop(error: OSError) -> None:
        raise error

    for parent, folders, names in os.walk(folder, onerror=stop):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [*names, *(n for n in folders if (Path(parent) / n).is_symlink())]:
            location = Path(parent) / name
            path = location.relative_to(folder).as_posix()
            if name.startswith((".", "~$")) or (name.endswith(".toml") and location.is_file()):
                continue
            shown = path.encode(errors="replace").decode()
            if shown != path:
                yield shown, location, "Its name is not in UTF-8. Rename it."
            else:
                yield path, location, _reason_to_skip(location, root)


def _reason_to_skip(location: Path, root: Path) -> str | None:
    # Not Path.resolve, which raises RuntimeError for a link that leads to itself.
    if location.is_symlink() and not Path(os.path.realpath(location)).is_relative_to(root):
        return "A link that leads out of the corpus."
    if location.is_dir():
        return "A link to a folder."
    if location.exists() and not location.is_file():
        return "Not a file with content but a pipe or a device."
    if location.suffix.lower() not in READABLE_SUFFIXES:
        kinds = " ".join(sorted(READABLE_SUFFIXES))
        return f"Not a kind of file that is read ({kinds})."
    return None

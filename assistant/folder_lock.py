"""Folder lock: the right to change an index folder, freed by the kernel if its holder dies."""

import contextlib
import datetime
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import IndexLocked, IndexUnusable

NAME = "lock"


@contextlib.contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold the lock on a folder, made if need be; raises IndexLocked or IndexUnusable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = (folder / NAME).open("a+")
    except OSError as error:
        raise IndexUnusable(
            f"The index folder {folder} cannot be written to: {error.strerror}. "
            "Give the account that runs this the right to, or set ASSISTANT_INDEX_DIR."
        ) from error
    with opened as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexLocked(f"{_holder(folder)} Wait until it has finished.") from error
        stream.truncate(0)
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        stream.write(json.dumps({"process": os.getpid(), "since": now}))
        stream.flush()
        yield


def lock_holder(folder: Path) -> str | None:
    """Say which process holds the lock on a folder, and since when; None if none does."""
    try:
        with (folder / NAME).open() as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _holder(folder)
    return None


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / NAME).read_text())
        return f"Process {holder['process']} has been changing the index since {holder['since']}."
    except (OSError, ValueError, KeyError):
        return "Another process is changing the index."

"""Index: the folder of generations, which of them is live, and who may change it."""

import contextlib
import datetime
import fcntl
import json
import logging
import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import IndexLocked, IndexMissing, IndexUnusable
from assistant.generation import Generation, Manifest, read_manifest

logger = logging.getLogger(__name__)


class IndexFolder:
    """`INDEX_DIR`: `current` names the live generation, `generations/<id>/` holds each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._current = folder / "current"

    def live_id(self) -> str | None:
        """Return the id of the live generation, or None before the first ingest."""
        try:
            return self._current.read_text().strip() or None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IndexUnusable(f"{self._current} cannot be read: {error.strerror}.") from error

    def generation_folder(self, generation_id: str) -> Path:
        """Return the folder of a generation, whether it exists or not."""
        return self.folder / "generations" / generation_id

    def live_manifest(self) -> Manifest | None:
        """Return the live generation's manifest, or None before the first ingest."""
        live = self.live_id()
        return None if live is None else read_manifest(self.generation_folder(live))

    def has(self, generation_id: str) -> bool:
        """Return whether a finished generation of this id is kept."""
        plain = re.fullmatch(r"\w+-\w+", generation_id, re.ASCII) is not None
        return (
            plain
            and len(generation_id) < 100
            and (self.generation_folder(generation_id) / "manifest.json").is_file()
        )

    def previous_id(self) -> str | None:
        """Return the generation to go back to, None if none before the live one is kept.

        It is the one that the live one replaced; where that cannot be told, since the live one
        is damaged, the newest that was made before it.
        """
        live = self.live_id()
        if live is None:
            return None
        try:
            replaced = read_manifest(self.generation_folder(live)).previous
            return replaced if replaced and self.has(replaced) else None
        except IndexUnusable:
            folders = (self.folder / "generations").glob("*/manifest.json")
            older = sorted(path.parent.name for path in folders if path.parent.name < live)
            return older[-1] if older else None

    def roll_back(self) -> Manifest:
        """Make the generation before the live one live again, and return its manifest.

        Raises IndexUnusable if there is none, or if it is damaged as well.
        """
        with self.lock():
            previous = self.previous_id()
            if previous is None:
                raise IndexUnusable(
                    f"No earlier index is kept at {self.folder} to go back to. "
                    "Put the earlier documents back, then run `python ingest.py`."
                )
            manifest = read_manifest(self.generation_folder(previous))
            self.publish(previous)
            return manifest

    def lock_holder(self) -> str | None:
        """Say which process is changing the index, and since when; None if none is."""
        try:
            with (self.folder / "lock").open() as stream:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return None
        except BlockingIOError:
            return _holder(str(self.folder / "lock"))
        return None

    def publish(self, generation_id: str) -> None:
        """Make a finished generation the live one, in one step."""
        draft = self.folder / "current.new"
        with draft.open("w") as stream:
            stream.write(generation_id + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(self._current)

    def prune(self) -> None:
        """Remove every generation but the live one and the one before it."""
        try:
            manifest = self.live_manifest()
        except IndexUnusable:
            return  # Damaged: until a rebuild has succeeded, whatever there is may be wanted.
        keep = {manifest.id, manifest.previous} if manifest else set()
        generations = self.folder / "generations"
        for folder in generations.iterdir() if generations.is_dir() else ():
            if folder.name not in keep:
                shutil.rmtree(folder)

    @contextlib.contextmanager
    def room_for_copies(self) -> Iterator[Path]:
        """Give an empty folder beside the generations, gone afterwards; for who holds the lock."""
        folder = self.folder / "copies"
        shutil.rmtree(folder, ignore_errors=True)  # left by a process that was killed
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to change the index; the kernel frees it if the process dies.

        Raises IndexLocked, naming the holder, if another process holds it, and IndexUnusable
        if the index folder may not be written to.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            opened = (self.folder / "lock").open("a+")
        except OSError as error:
            raise IndexUnusable(
                f"The index folder {self.folder} cannot be written to: {error.strerror}. "
                "Give the account that runs this the right to, or set ASSISTANT_INDEX_DIR."
            ) from error
        with opened as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexLocked(f"{_holder(stream.name)} Wait until it has finished.") from error
            stream.truncate(0)
            now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            stream.write(json.dumps({"process": os.getpid(), "since": now}))
            stream.flush()
            yield


class LiveIndex:
    """Keeps the live generation open, and takes up a new one when there is one.

    `problem` says why the live one is not in use, where that is so.
    """

    def __init__(self, index: IndexFolder) -> None:
        self.index = index
        self.problem: str | None = None
        self._opening = threading.Lock()
        self._generation: Generation | None = None
        self._damaged: str | None = None

    def generation(self) -> Generation:
        """Return the live generation; raises IndexMissing or IndexUnusable.

        While one thread opens a new generation, others go on with the old one. If the live one
        is damaged, it is the one that was open before, or the previous one.
        """
        live = self.index.live_id()
        if live is None:
            self._generation = None  # Its files have gone with the folder.
            raise IndexMissing(
                f"No index at {self.index.folder}. Build it with `python ingest.py`."
            )
        held = self._generation
        if held is not None and self._is_current(held, live):
            return held
        if held is not None and not self._opening.acquire(blocking=False):
            return held
        if held is None:
            self._opening.acquire()
        try:
            held = self._generation
            if held is None or not self._is_current(held, live):
                self._generation = self._open(live, held)
            assert self._generation is not None
            return self._generation
        finally:
            self._opening.release()

    def _is_current(self, held: Generation, live: str) -> bool:
        return live in {held.id, self._damaged} and (held.folder / "manifest.json").is_file()

    def _open(self, live: str, held: Generation | None) -> Generation:
        try:
            generation = Generation(self.index.generation_folder(live))
            self.problem, self._damaged = None, None
        except IndexUnusable as error:
            is_held_whole = held is not None and (held.folder / "manifest.json").is_file()
            generation = held if held and is_held_whole else self._open_previous(error)
            self._damaged = live
            self.problem = (
                f"{error} Until then the answers come from the index of "
                f"{generation.manifest.created:%d %B %Y}."
            )
            logger.error(self.problem)
        return generation

    def _open_previous(self, error: IndexUnusable) -> Generation:
        """Open the generation before the live one; raises `error` if there is none."""
        previous = self.index.previous_id()
        if previous is None:
            raise error
        try:
            return Generation(self.index.generation_folder(previous))
        except IndexUnusable:
            raise error from None


def _holder(path: str) -> str:
    try:
        holder = json.loads(Path(path).read_text())
        return f"Process {holder['process']} has been changing the index since {holder['since']}."
    except (OSError, ValueError, KeyError):
        return "Another process is changing the index."

"""Index: the folder of generations, which of them is live, and who may change it."""

import contextlib
import logging
import os
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.chroma import copy_embedded, write_embedded
from assistant.errors import IndexMissing, IndexUnreachable, IndexUnusable
from assistant.folder_lock import lock_folder, lock_holder
from assistant.generation import Generation
from assistant.generation_files import IndexedChunk, copy_documents, original_file, write_arrays
from assistant.manifest import MANIFEST_NAME, Manifest, read_manifest, write_manifest

logger = logging.getLogger(__name__)


class IndexFolder:
    """`INDEX_DIR`: `current` names the live generation, `generations/<id>/` holds each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = str(folder)
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

    def manifest(self, generation_id: str) -> Manifest:
        """Return the manifest of a generation; raises IndexUnusable if it is damaged."""
        return read_manifest(self.generation_folder(generation_id))

    def live_manifest(self) -> Manifest | None:
        """Return the live generation's manifest, or None before the first ingest."""
        live = self.live_id()
        return None if live is None else self.manifest(live)

    def open(self, generation_id: str) -> Generation:
        """Open a generation for searching; raises IndexUnusable if it is damaged."""
        return Generation(self.generation_folder(generation_id))

    def require_search(self) -> None:
        """Raise IndexUnreachable if what searches is known not to answer; a folder always does."""

    def original(self, generation_id: str, document_id: str) -> Path | None:
        """Return the copy of the file that a document was read from, or None."""
        return original_file(self.generation_folder(generation_id), document_id)

    def has(self, generation_id: str) -> bool:
        """Return whether a finished generation of this id is kept."""
        plain = re.fullmatch(r"\w+-\w+", generation_id, re.ASCII) is not None
        return (
            plain
            and len(generation_id) < 100
            and (self.generation_folder(generation_id) / MANIFEST_NAME).is_file()
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
            replaced = self.manifest(live).previous
            return replaced if replaced and self.has(replaced) else None
        except IndexUnusable:
            return max((id_ for id_ in self.finished() if id_ < live), default=None)

    def finished(self) -> set[str]:
        """Return the ids of the finished generations that are kept."""
        manifests = (self.folder / "generations").glob(f"*/{MANIFEST_NAME}")
        return {path.parent.name for path in manifests}

    def roll_back(self) -> Manifest:
        """Make the generation before the live one live again, and return its manifest.

        Raises IndexUnusable if there is none, or if it is damaged as well.
        """
        with self.lock():
            previous = self.previous_id()
            if previous is None:
                raise IndexUnusable(
                    f"No earlier index is kept at {self.place} to go back to. "
                    "Put the earlier documents back, then run `python ingest.py`."
                )
            manifest = self.manifest(previous)
            self.publish(previous)
            return manifest

    def lock_holder(self) -> str | None:
        """Say which process is changing the index, and since when; None if none is."""
        return lock_holder(self.folder)

    def begin(self, generation_id: str, base: Generation | None) -> Path:
        """Make the folder of a new generation, with a copy of what may stay of `base`."""
        folder = self.generation_folder(generation_id)
        folder.mkdir(parents=True)
        if base:
            copy_documents(base.folder, folder)
            copy_embedded(base.folder, folder)
        return folder

    def finish(
        self,
        manifest: Manifest,
        chunks: Sequence[IndexedChunk],
        *,
        changed: set[str],
        removed: set[str],
    ) -> None:
        """Write the search side of a generation that was begun, its manifest last.

        `chunks` is all of them, in row order; in Chroma only those of `changed` documents are
        written anew, and those of `removed` ones taken out.
        """
        folder = self.generation_folder(manifest.id)
        new = [c for c in chunks if c.chunk.document in changed]
        write_embedded(folder, new, outdated=changed | removed)
        write_arrays(folder, chunks)
        write_manifest(folder, manifest)

    def publish(self, generation_id: str) -> None:
        """Make a finished generation the live one, in one step."""
        draft = self.folder / "current.new"
        with draft.open("w") as stream:
            stream.write(generation_id + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(self._current)

    def discard(self, generation_id: str) -> None:
        """Remove the folder of a generation that was begun and came to nothing."""
        shutil.rmtree(self.generation_folder(generation_id), ignore_errors=True)

    def prune(self) -> None:
        """Remove every generation but the live one and the one before it."""
        keep = self.worth_keeping()
        generations = self.folder / "generations"
        if keep is None or not generations.is_dir():
            return
        for folder in generations.iterdir():
            if folder.is_dir() and folder.name not in keep:
                shutil.rmtree(folder)

    def worth_keeping(self) -> set[str] | None:
        """Return the ids of the live generation and the one before it.

        None while the live one is damaged: until a rebuild, whatever there is may be wanted.
        """
        try:
            manifest = self.live_manifest()
        except IndexUnusable:
            return None
        return {manifest.id, manifest.previous or manifest.id} if manifest else set()

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
        with lock_folder(self.folder):
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
            raise IndexMissing(f"No index at {self.index.place}. Build it with `python ingest.py`.")
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
                held = self._generation = self._open(live, held)
            return held
        finally:
            self._opening.release()

    def _is_current(self, held: Generation, live: str) -> bool:
        return live in {held.id, self._damaged} and (held.folder / MANIFEST_NAME).is_file()

    def _open(self, live: str, held: Generation | None) -> Generation:
        try:
            generation = self.index.open(live)
            self.problem, self._damaged = None, None
        except IndexUnreachable:
            raise
        except IndexUnusable as error:
            is_held_whole = held is not None and (held.folder / MANIFEST_NAME).is_file()
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
            return self.index.open(previous)
        except IndexUnusable:
            raise error from None

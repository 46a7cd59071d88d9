"""Index: generations kept on a Chroma server, with copies of their files here."""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from chromadb.errors import ChromaError

from assistant.chroma import ChunkCollection, write_chunks
from assistant.chroma_server.files import download_files, read_contents, upload_files
from assistant.chroma_server.lock import SECONDS, Lease, ServerLock
from assistant.chroma_server.server import ChromaServer
from assistant.errors import IndexLocked, IndexUnusable
from assistant.generation import Generation
from assistant.generation_files import (
    IndexedChunk,
    copy_documents,
    document_folder,
    is_original,
    original_file,
    write_arrays,
)
from assistant.index import IndexFolder
from assistant.manifest import MANIFEST_NAME, Manifest, read_manifest, write_manifest

CORPUS = "corpus"
LIVE = "live"
CHUNKS = "-chunks"
DOCUMENTS = "-documents"

ASKED_WITHIN = 5.0
MOVED_WITHIN = 120.0
"""Seconds for a call that a question waits for, and for one that moves a batch of records."""

_GENERATION = re.compile(rf"(\d{{8}}T\d{{9}}-[0-9a-f]{{8}})({CHUNKS}|{DOCUMENTS})")
"""What is named otherwise on the server is someone else's, and is left alone."""


class IndexServer(IndexFolder):
    """A Chroma server's generations, each in two collections, and copies of their files here.

    `<id>-chunks` is searched; `<id>-documents` keeps every file, and is whole once it lists them.
    The metadata of `corpus` names the live id, and its records are the lock. The folder is this
    machine's own; nothing in it need be shared.
    """

    def __init__(
        self, folder: Path, url: str, token: str | None = None, *, lock_seconds: float = SECONDS
    ) -> None:
        super().__init__(folder)
        self.place = url
        self._asked = ChromaServer(url, token, seconds=ASKED_WITHIN)
        self._moved = ChromaServer(url, token, seconds=MOVED_WITHIN)
        self._lock = ServerLock(self._asked, CORPUS, seconds=lock_seconds)
        self._lease: Lease | None = None

    def live_id(self) -> str | None:
        """Ask the server for the id of the live generation; None before the first ingest."""
        with self._translated():
            corpus = self._asked.find_collection(CORPUS)
        live = (corpus.metadata or {}).get(LIVE) if corpus else None
        return str(live) if live else None

    def has(self, generation_id: str) -> bool:
        """Return whether the server keeps a finished generation of this id."""
        return generation_id in self.finished()

    def finished(self) -> set[str]:
        """Return the ids of the finished generations that the server keeps."""
        with self._translated():
            return {id_ for id_ in self._ids() if self._is_finished(id_)}

    def manifest(self, generation_id: str) -> Manifest:
        """Return the manifest of a generation, from the server if it is not copied here."""
        if self.is_copied(generation_id):
            return super().manifest(generation_id)
        with self._room_for(generation_id) as room:
            self._download(generation_id, room, lambda path: path == MANIFEST_NAME)
            return read_manifest(room)

    def open(self, generation_id: str) -> Generation:
        """Open a generation, copied here first if need be; raises IndexUnusable."""
        self.fetch(generation_id)
        with self._translated():
            collection = ChunkCollection(self._asked, generation_id + CHUNKS)
        return Generation(self.generation_folder(generation_id), collection)

    def is_copied(self, generation_id: str) -> bool:
        """Return whether a generation's files are here."""
        return super().has(generation_id)

    def fetch(self, generation_id: str) -> None:
        """Copy a generation's files here, but for its original files, which wait to be asked for.

        Raises IndexUnusable if the server does not keep it, or it does not arrive whole.
        """
        if self.is_copied(generation_id):
            return
        with self._room_for(generation_id) as room:
            self._download(generation_id, room, lambda path: not is_original(path))
            try:
                room.rename(self.generation_folder(generation_id))
            except OSError:
                if not self.is_copied(generation_id):  # by another process meanwhile
                    raise

    def original(self, generation_id: str, document_id: str) -> Path | None:
        """Return the file that a document was read from, fetched if it is not here; or None."""
        self.fetch(generation_id)
        folder = self.generation_folder(generation_id)
        own = document_folder(folder, document_id)
        if own.is_dir() and original_file(folder, document_id) is None:
            within = f"{own.relative_to(folder).as_posix()}/"
            self._add_files(
                generation_id, lambda path: is_original(path) and path.startswith(within)
            )
        return original_file(folder, document_id)

    def begin(self, generation_id: str, base: Generation | None) -> Path:
        """Make the folder of a new generation, with a copy of the documents of `base`."""
        folder = self.generation_folder(generation_id)
        folder.mkdir(parents=True)
        if base:
            self._add_files(base.id, lambda path: not (base.folder / path).exists())
            copy_documents(base.folder, folder)
        return folder

    def finish(
        self,
        manifest: Manifest,
        chunks: Sequence[IndexedChunk],
        *,
        changed: set[str],
        removed: set[str],
    ) -> None:
        """Write the search side of a generation that was begun, and send all of it to the server.

        A collection on a server cannot be copied there, so all chunks are sent; those that did
        not change come from the generation before and are not embedded again.
        """
        folder = self.generation_folder(manifest.id)
        write_arrays(folder, chunks)
        write_manifest(folder, manifest)
        write_chunks(self._moved, manifest.id + CHUNKS, chunks)
        upload_files(self._moved, manifest.id + DOCUMENTS, folder)

    def publish(self, generation_id: str) -> None:
        """Make a finished generation the live one, in one step; raises IndexLocked.

        A lock that ended meanwhile is one that another may have taken.
        """
        if self._lease is None:
            raise IndexLocked("Only who holds the lock on the index may change what is live.")
        with self._translated():
            self._lease.confirm()
            self._asked.get_collection(CORPUS).modify(metadata={LIVE: generation_id})

    def prune(self) -> None:
        """Remove every generation but the live one and the one before it, here and there."""
        keep = self.worth_keeping()
        if keep is None:
            return
        super().prune()
        with self._translated():
            for generation_id in sorted(self._ids() - keep):
                self._moved.remove_collection(generation_id + DOCUMENTS, at_once=20)
                self._moved.remove_collection(generation_id + CHUNKS, at_once=500)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to change the index, here and on the server.

        It is given up after some time by itself if the process dies. Raises IndexLocked.
        """
        with super().lock(), self._translated(), self._lock.hold() as self._lease:
            try:
                yield
            finally:
                self._lease = None

    def lock_holder(self) -> str | None:
        """Say who is changing the index, and since when; None if nobody is."""
        with self._translated():
            return self._lock.holder()

    def _ids(self) -> set[str]:
        found = (_GENERATION.fullmatch(name) for name in self._asked.collection_names())
        return {match[1] for match in found if match}

    def _is_finished(self, generation_id: str) -> bool:
        collection = self._asked.find_collection(generation_id + DOCUMENTS)
        return collection is not None and read_contents(collection) is not None

    def _add_files(self, generation_id: str, wanted: Callable[[str], bool]) -> None:
        """Add files that are wanted to the copy of a generation."""
        folder = self.generation_folder(generation_id)
        with self._room_for(generation_id) as room:
            self._download(generation_id, room, wanted)
            for path in [path for path in room.rglob("*") if path.is_file()]:
                path.replace(folder / path.relative_to(room))

    def _download(self, generation_id: str, folder: Path, wanted: Callable[[str], bool]) -> None:
        with self._translated():
            collection = self._moved.get_collection(generation_id + DOCUMENTS)
            download_files(collection, folder, wanted)

    @contextlib.contextmanager
    def _room_for(self, generation_id: str) -> Iterator[Path]:
        """Give an empty folder beside the copies of generations, gone afterwards."""
        beside = self.generation_folder(generation_id).parent
        beside.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=f"{generation_id}.part-", dir=beside))
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except ChromaError as error:
            raise IndexUnusable(
                f"The Chroma server at {self.place} could not do what was asked ({error}). "
                "Is its disk full, or was the index there removed?"
            ) from error

"""Reading: each file in a worker process that can be ended, two at a time."""

import subprocess
import sys
import threading
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue

from assistant.documents import Document
from assistant.errors import NeedsTextRecognition, UnreadableFile
from assistant.file_worker import FileToRead, read_outcome, write_question
from assistant.readers.text_recognition import recognised_copy

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take to read: seconds, and bytes of memory.

    A PDF of 3,000 full pages takes some 80 seconds; an ordinary file less than one.
    """

    seconds: float = 120.0
    memory: int = 1536 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileRead:
    """What came of reading one file: its document, or the reason why there is none."""

    outcome: Document | UnreadableFile
    seconds: float


def read_documents(
    files: Sequence[FileToRead], limits: Limits | None = None
) -> Generator[FileRead]:
    """Yield what came of each file, in the order given.

    A file that crashes its worker, takes too long or too much memory is unreadable for that
    reason, and harms no other.
    """
    given_up = threading.Event()
    workers = [_Worker(limits or Limits(), given_up) for _ in range(min(WORKERS, len(files)))]
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def read(file: FileToRead) -> FileRead:
        worker = idle.get()
        began = time.perf_counter()
        try:
            outcome = _read_or_recognise(worker, file)
        finally:
            idle.put(worker)
        return FileRead(outcome, time.perf_counter() - began)

    if not workers:
        return
    with ThreadPoolExecutor(len(workers)) as threads:
        try:
            yield from threads.map(read, files)
        finally:
            given_up.set()
            for worker in workers:
                worker.kill()
            threads.shutdown(cancel_futures=True)
            for worker in workers:
                worker.end()


def _read_or_recognise(worker: "_Worker", file: FileToRead) -> Document | UnreadableFile:
    outcome = worker.read(file)
    if not isinstance(outcome, NeedsTextRecognition):
        return outcome
    try:
        with recognised_copy(file.location, worker.given_up) as copy:
            if copy is None:
                return outcome
            recognised = worker.read(replace(file, location=copy))
    except UnreadableFile as error:
        return error
    if isinstance(recognised, UnreadableFile):
        return UnreadableFile(
            f"{file.location.name} holds pictures of pages, and text recognition found no words "
            "in them. Scan it again in a higher resolution."
        )
    note = "Read by text recognition: words may be wrong. Check what is quoted."
    return replace(recognised, notes=(note, *recognised.notes))


class _Worker:
    """A process that reads files one after another, and is started anew when it has died.

    Once `given_up` is set, none is started any more.
    """

    def __init__(self, limits: Limits, given_up: threading.Event) -> None:
        self.limits = limits
        self.given_up = given_up
        self.process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._is_used = False

    def read(self, file: FileToRead) -> Document | UnreadableFile:
        """Return a file's document, or why there is none.

        What ends a worker that has read others before is tried once more in a fresh one: the
        memory that it had run out of may have been theirs.
        """
        outcome = self._try(file)
        if outcome is None and self._is_used:
            self.end()
            outcome = self._try(file)
        self._is_used = True
        if outcome is None:
            self.end()
            outcome = UnreadableFile(
                f"{file.location.name} needs more than the {self.limits.memory // 1024**2:,} MB "
                "of memory allowed to read one file, or crashes its reader. It may be damaged: "
                "save it again from the program it was made in, or in parts."
            )
        return outcome

    def kill(self) -> None:
        """End the process from another thread, whatever it is doing."""
        if self.process is not None:
            self.process.kill()

    def end(self) -> None:
        """End the process and clear up after it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        if self._connection is not None:
            self._connection.close()
        self.process, self._connection, self._is_used = None, None, False

    def _try(self, file: FileToRead) -> Document | UnreadableFile | None:
        """Return what came of a file, None if its memory was not enough or it crashed."""
        if self.given_up.is_set():
            return None
        connection = self._connection or self._start()
        try:
            connection.send_bytes(write_question(file))
            if not connection.poll(self.limits.seconds):
                self.end()
                return UnreadableFile(
                    f"{file.location.name} was not read within {self.limits.seconds:.0f} seconds. "
                    "It may be damaged, or made to keep its reader busy: save it again from the "
                    "program it was made in, or in parts."
                )
            return read_outcome(connection.recv_bytes())
        except (EOFError, OSError, ValueError):
            return None

    def _start(self) -> Connection:
        """Start a fresh interpreter: a fork would copy torch's threads, a spawn the main module."""
        ours, theirs = Pipe()
        script = (
            f"import sys; sys.path[:] = {sys.path!r}; from assistant import file_worker; "
            f"file_worker.serve({theirs.fileno()}, {self.limits.seconds!r}, {self.limits.memory!r})"
        )
        self.process = subprocess.Popen(  # noqa: S603 - our own script, no shell
            [sys.executable, "-c", script],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        self._connection = ours
        if self.given_up.is_set():
            self.process.kill()
        return ours

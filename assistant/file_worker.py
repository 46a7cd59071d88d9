"""The worker that reads files, in a process of its own, and what it and its master say."""

import contextlib
import dataclasses
import json
import os
import re
import resource
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from assistant.documents import Document, assemble_document
from assistant.errors import NeedsTextRecognition, UnreadableFile
from assistant.readers import read_file

_DOCUMENT = TypeAdapter(Document)


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file, the id of its document and its path in the corpus."""

    document: str
    path: str
    location: Path


def write_question(file: FileToRead) -> bytes:
    """Return what asks a worker for a file."""
    return _written(dataclasses.asdict(file))


def read_outcome(said: bytes) -> Document | UnreadableFile | None:
    """Return what a worker says of a file; raises ValueError for what none of ours says.

    It comes as JSON, which can hold no code, since a file may have been made to harm its reader.
    """
    outcome = json.loads(said)
    if "document" in outcome:
        return _DOCUMENT.validate_python(outcome["document"])
    if "reason" not in outcome:
        return None
    kind = NeedsTextRecognition if outcome["needs_text_recognition"] else UnreadableFile
    return kind(outcome["reason"])


def serve(descriptor: int, seconds: float, memory: int) -> None:
    """Read the files that are asked for over a connection until it is closed.

    This is the worker's side. Its own alarm ends it even if whoever started it has been killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what libraries say of damaged files
    connection = Connection(descriptor)
    while True:
        try:
            asked = json.loads(connection.recv_bytes())
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        file = FileToRead(asked["document"], asked["path"], Path(asked["location"]))
        connection.send_bytes(_written(_said(_read(file))))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _read(file: FileToRead) -> Document | UnreadableFile | None:
    try:
        return assemble_document(file.document, file.path, read_file(file.location))
    except UnreadableFile as error:
        return None if _ran_out_of_memory(error) else error.with_traceback(None)
    except MemoryError:
        return None
    except Exception as error:  # readers walk damaged structures: whatever it is, it is reported
        return UnreadableFile(
            f"{file.location.name} is damaged, or made in an unusual way: its reader stopped with "
            f"{type(error).__name__}. Save it again from the program it was made in."
        )


def _ran_out_of_memory(error: UnreadableFile) -> bool:
    """Tell whether what a reader took for damage was want of memory.

    lxml calls it an "unknown error", so what counts is how much the process has held.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    is_nearly_full = limit != resource.RLIM_INFINITY and _most_held() > 0.6 * limit
    return is_nearly_full or isinstance(error.__cause__, MemoryError)


def _most_held() -> int:
    """Return the most bytes that this process has held, 0 where the system does not say.

    Linux carries `ru_maxrss` over from the process that started this one, so it will not do.
    """
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def _said(outcome: Document | UnreadableFile | None) -> dict[str, Any]:
    """Return what came of a file as the worker says it."""
    if isinstance(outcome, Document):
        return {"document": dataclasses.asdict(outcome)}
    if outcome is None:
        return {}
    scanned = isinstance(outcome, NeedsTextRecognition)
    return {"reason": str(outcome), "needs_text_recognition": scanned}


def _written(message: dict[str, Any]) -> bytes:
    return json.dumps(message, default=str).encode()

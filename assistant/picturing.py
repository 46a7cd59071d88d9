"""Picturing: a page of a PDF is drawn in a process that can be ended, as files are read in one."""

import contextlib
import dataclasses
import json
import resource
import subprocess
import sys
import threading
from pathlib import Path

from assistant.readers.pdf_passage import Passage

AT_ONCE = 2
SECONDS = 15.0
MEMORY = 1024 * 1024 * 1024

PNG = b"\x89PNG"


class PagePictures:
    """Draws pages, `AT_ONCE` at the same time; whoever comes then waits."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def draw(self, pdf: Path, number: int, passage: Passage | None = None) -> bytes | None:
        """Return a PNG of a page, counted from 0, None if it cannot be drawn or takes too long."""
        asked = {
            "path": str(pdf),
            "number": number,
            "passage": dataclasses.asdict(passage) if passage else None,
        }
        script = (
            f"import sys; sys.path[:] = {sys.path!r}; from assistant import picturing; "
            "picturing.serve()"
        )
        with self._places:
            try:
                drawn = subprocess.run(  # noqa: S603 - our own script, no shell
                    [sys.executable, "-c", script],
                    input=json.dumps(asked).encode(),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    timeout=self._seconds,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return None
        is_whole = drawn.returncode == 0 and drawn.stdout.startswith(PNG)
        return drawn.stdout if is_whole else None


def serve() -> None:
    """Draw the page that standard input asks for; this is the side of the process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from assistant.readers.pdf_page_picture import picture_of_page

    asked = json.load(sys.stdin)
    passage = Passage(**asked["passage"]) if asked["passage"] else None
    sys.stdout.buffer.write(picture_of_page(Path(asked["path"]), asked["number"], passage))

"""Text recognition: words for pictures of pages, by ocrmypdf where the operator installed it."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import UnreadableFile

PROGRAM = "ocrmypdf"

TIME_LIMIT = 900.0
"""Seconds for one file; a page takes some three."""


@contextlib.contextmanager
def recognised_copy(path: Path, given_up: threading.Event) -> Iterator[Path | None]:
    """Give a copy of a PDF with its words recognised, None where ocrmypdf is not installed.

    Setting `given_up` from another thread ends the program.

    Raises UnreadableFile if it fails or takes too long. The copy goes away afterwards.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        _recognise(program, path, copy, given_up)
        yield copy


def _recognise(program: str, path: Path, copy: Path, given_up: threading.Event) -> None:
    process = subprocess.Popen(  # noqa: S603 - paths alone, no shell
        [program, "--quiet", "--skip-text", "--output-type", "pdf", "--jobs", "1", path, copy],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    said: bytes | None = None
    ends = time.monotonic() + TIME_LIMIT
    while said is None:
        try:
            _, said = process.communicate(timeout=0.5)
        except subprocess.TimeoutExpired as error:
            if time.monotonic() < ends and not given_up.is_set():
                continue
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise UnreadableFile(
                f"{path.name} holds pictures of pages, and text recognition did not finish within "
                f"{TIME_LIMIT / 60:.0f} minutes. Split it, or run {PROGRAM} on it yourself."
            ) from error
    if process.returncode or not copy.is_file():
        lines = said.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise UnreadableFile(
            f"{path.name} holds pictures of pages, and text recognition failed: {lines[-1][:200]}"
        )

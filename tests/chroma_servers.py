"""A real Chroma server on a free port, as the package brings it, to start, stop and hang."""

import contextlib
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from assistant.chroma_server.server import ChromaServer


class RunningChroma:
    """`chroma run` over a folder; it can be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._folder.mkdir(exist_ok=True)
        command = Path(sys.executable).parent / "chroma"
        self._process = subprocess.Popen(
            [
                command,
                "run",
                "--path",
                self._folder,
                "--host",
                "127.0.0.1",
                "--port",
                str(self.port),
            ],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until_it_answers(f"{self.url}/api/v2/heartbeat", self._process)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    @contextlib.contextmanager
    def hanging(self) -> Iterator[None]:
        """Let it take connections and answer nothing."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)


@contextlib.contextmanager
def running_chroma(folder: Path) -> Iterator[RunningChroma]:
    server = RunningChroma(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def empty_server(url: str) -> ChromaServer:
    """Remove every collection of a server, and give it."""
    server = ChromaServer(url, None, seconds=10)
    for name in server.collection_names():
        server.remove_collection(name, at_once=500)
    return server


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_until_it_answers(
    url: str,
    process: "subprocess.Popen[bytes]",
    *,
    status: int = 200,
    verify: ssl.SSLContext | bool = True,
) -> None:
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url, timeout=1, verify=verify).status_code == status:
                return
        assert process.poll() is None, f"what should answer at {url} ended by itself"
        assert time.monotonic() < deadline, f"nothing answered at {url} in a minute"
        time.sleep(0.1)

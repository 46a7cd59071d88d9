"""A soak: many hostile requests to the real server, its memory and latency before and after."""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from hostile import attacks

ROOT = Path(__file__).parent.parent
QUESTION = {"question": "What are our values?"}
WARM_UP = 200
"""Requests until every kind was met a few times and what is loaded only then is loaded."""


@dataclass(frozen=True)
class Soak:
    """What a soak found; memory in MB, latency of one question in seconds at the median."""

    statuses: Counter[int]
    memory: tuple[float, float]
    latency: tuple[float, float]


@contextmanager
def served(index: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """Serve the corpus that ships with `python app.py`, and wait until it answers.

    What it prints goes to `app.log` beside the index.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if "ASSISTANT_" not in name}
    environment = {**kept, "ASSISTANT_PORT": str(port), "ASSISTANT_INDEX_DIR": str(index)}
    ingest = [sys.executable, "ingest.py", "--index", str(index)]
    subprocess.run(ingest, cwd=ROOT, env=kept, capture_output=True, check=True, timeout=300)
    with (index.parent / "app.log").open("w") as log:
        app = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env={**environment, **settings},
            stdout=log,
            stderr=log,
            text=True,
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
                _wait(client)
                yield app, client
        finally:
            app.terminate()
            app.wait(timeout=60)


def _wait(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise TimeoutError("The server did not come up.")


def soak(app: subprocess.Popen[str], client: httpx.Client, count: int) -> Soak:
    """Send hostile requests; memory and latency are taken after a warm-up, and at the end."""
    _send(client, WARM_UP, seed=1)
    before = _memory(app.pid), _latency(client)
    statuses = _send(client, count, seed=2)
    after = _memory(app.pid), _latency(client)
    memory, latency = zip(before, after, strict=True)
    return Soak(statuses, memory, latency)


def _send(client: httpx.Client, count: int, *, seed: int) -> Counter[int]:
    statuses: Counter[int] = Counter()
    for attack in attacks(count, seed=seed):
        client.cookies.clear()  # with ours, the limit of one browser would keep most of it out
        request = client.build_request(
            attack.method, attack.path, content=attack.content, headers=attack.headers
        )
        response = client.send(request, stream=True)
        statuses[response.status_code] += 1
        response.close()
    return statuses


def _latency(client: httpx.Client) -> float:
    times = []
    for _ in range(15):
        began = time.perf_counter()
        client.post("/api/ask", json=QUESTION).raise_for_status()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def main() -> None:
    """Soak with as many requests as are asked for, 1,000 by default, and print what was found."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "index") as (app, client):
        found = soak(app, client, count)
    print(f"{count} hostile requests: {dict(sorted(found.statuses.items()))}")
    print(f"memory before and after: {found.memory[0]:.0f} MB, {found.memory[1]:.0f} MB")
    print(f"one question before and after: {found.latency[0]:.3f} s, {found.latency[1]:.3f} s")


if __name__ == "__main__":
    main()

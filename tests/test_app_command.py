import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import ROOT, WriteFiles

CRISIS = "I want to kill myself"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def served(index: Path) -> Iterator[httpx.Client]:
    """Serve with `python app.py` and give a client once it answers."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if "ASSISTANT_" not in name}
    environment |= {"ASSISTANT_PORT": str(port), "ASSISTANT_INDEX_DIR": str(index)}
    app = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            wait_for(client, "/help", 200)
            yield client
    finally:
        app.terminate()
        _, said = app.communicate(timeout=30)
    assert "Traceback" not in said


def wait_for(client: httpx.Client, path: str, status: int) -> httpx.Response:
    deadline = time.monotonic() + 90
    while True:
        with contextlib.suppress(httpx.TransportError):
            response = client.get(path)
            if response.status_code == status:
                return response
        assert time.monotonic() < deadline, f"{path} did not come to {status}"
        time.sleep(0.2)


def ask(client: httpx.Client, question: str) -> tuple[int, dict[str, Any]]:
    response = client.post("/api/ask", json={"question": question})
    return response.status_code, response.json()


@pytest.fixture(scope="module")
def without_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(tmp_path_factory.mktemp("empty") / "index") as client:
        yield client


@pytest.mark.model
def test_without_an_index_the_help_page_is_there(without_index: httpx.Client) -> None:
    page = without_index.get("/help")

    assert page.status_code == 200
    assert "116 123" in page.text


@pytest.mark.model
def test_without_an_index_health_says_what_to_run(without_index: httpx.Client) -> None:
    health = without_index.get("/healthz")

    assert health.status_code == 503
    assert "python ingest.py" in health.json()["reason"]


@pytest.mark.model
def test_without_an_index_a_question_gets_what_to_run(without_index: httpx.Client) -> None:
    status, answer = ask(without_index, "What are our values?")

    assert status == 503
    assert "python ingest.py" in answer["detail"]


@pytest.mark.model
@pytest.mark.parametrize("words", [CRISIS, CRISIS + " " + "x" * 20_000])
def test_without_an_index_a_person_in_crisis_is_helped(
    without_index: httpx.Client, words: str
) -> None:
    status, answer = ask(without_index, words)

    assert status == 200
    assert (answer["route"], answer["urgent_help"]) == ("crisis", "full")
    assert "116 123" in answer["text"]


@pytest.mark.model
def test_without_an_index_wrong_questions_are_named_first(without_index: httpx.Client) -> None:
    assert ask(without_index, "")[0] == 422
    assert ask(without_index, "🙂🙂")[0] == 422
    assert ask(without_index, "a " * 5_000)[0] == 422


@pytest.mark.model
def test_served_app_answers_and_takes_up_a_new_corpus(write: WriteFiles, tmp_path: Path) -> None:
    corpus = write({"leave.md": "# Leave\n\nOur annual leave is 27 days a year.\n"})
    index = tmp_path / "index"
    ingest(corpus, index)
    with served(index) as client:
        wait_for(client, "/healthz", 200)
        first = quotes_hold(client, ask(client, "What is our annual leave?"))
        write({"leave.md": "# Leave\n\nOur annual leave is 33 days a year.\n"})
        version = ingest(corpus, index)

        second = quotes_hold(client, ask(client, "What is our annual leave?"))

        assert first["citations"][0]["quote"] == "Our annual leave is 27 days a year."
        assert second["citations"][0]["quote"] == "Our annual leave is 33 days a year."
        assert second["versions"]["corpus"] == version
        quotes_hold(client, (200, first))


def ingest(corpus: Path, index: Path) -> str:
    run = subprocess.run(
        [sys.executable, "ingest.py", str(corpus), "--index", str(index), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return str(json.loads(run.stdout)["corpus_version"])


def quotes_hold(client: httpx.Client, asked: tuple[int, dict[str, Any]]) -> dict[str, Any]:
    """Return an answer once each of its quotes is found where its citation says."""
    status, answer = asked
    assert status == 200
    assert answer["citations"]
    for citation in answer["citations"]:
        path = f"/api/documents/{citation['document']}?v={answer['versions']['corpus']}"
        text = client.get(path).json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    return answer

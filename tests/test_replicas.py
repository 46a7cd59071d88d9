"""Two assistants, one Chroma server, nginx between and before them, and an ingest meanwhile."""

import contextlib
import json
import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from chroma_servers import RunningChroma, empty_server, free_port, running_chroma
from conftest import ROOT, WriteFiles
from fake_embeddings import CountingEmbeddings
from nginx import NGINX, make_certificate, running_nginx

from assistant.chroma_server.index import IndexServer
from assistant.chroma_server.replica import IndexReplica
from assistant.chroma_server.server import ChromaServer
from assistant.errors import IndexUnreachable
from assistant.index import LiveIndex
from assistant.ingestion import ingest

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(
        NGINX is None and os.environ.get("CI") != "true",
        reason="no nginx found: install it with apt-get install nginx",
    ),
]

TOKEN = "a-token-of-the-test-4711"
QUESTION = "What is our annual leave?"
CRISIS = "I want to kill myself"
OLD, NEW = "Our annual leave is 27 days a year.", "Our annual leave is 33 days a year."


@dataclass(frozen=True)
class Guarded:
    """Chroma behind nginx, which stands before the ports of two assistants as well."""

    folder: Path
    chroma: RunningChroma
    chroma_url: str
    front_url: str
    certificate: Path
    ports: tuple[int, int]


@dataclass(frozen=True)
class Site:
    """The same with two assistants, and how to reach each and both."""

    guarded: Guarded
    assistants: list[httpx.Client] = field(default_factory=list)
    logs: list[Path] = field(default_factory=list)
    fronts: list[httpx.Client] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.guarded.folder

    @property
    def chroma(self) -> RunningChroma:
        return self.guarded.chroma

    @property
    def front(self) -> httpx.Client:
        return self.fronts[0]

    def environment(self, **settings: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "ASSISTANT_" not in name}
        return {
            **kept,
            "ASSISTANT_CHROMA_URL": self.guarded.chroma_url,
            "ASSISTANT_CHROMA_TOKEN": TOKEN,
            "SSL_CERT_FILE": str(self.guarded.certificate),
            **settings,
        }

    def ingest(self, *options: str) -> dict[str, Any]:
        """Ingest from a machine with a folder of its own, or say what options ask for."""
        run = subprocess.run(
            [sys.executable, "ingest.py", *options, "--index", self.folder / "ingest", "--json"],
            cwd=ROOT,
            env=self.environment(ASSISTANT_CORPUS_DIR=str(self.folder / "corpus")),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        with (self.folder / "ingest.log").open("a") as log:
            log.write(run.stdout + run.stderr)
        said: dict[str, Any] = json.loads(run.stdout)
        return said

    def write(self, leave: str) -> None:
        (self.folder / "corpus").mkdir(exist_ok=True)
        (self.folder / "corpus" / "leave.md").write_text(f"# Leave\n\n{leave}\n")
        pay = "# Pay\n\nYour pay comes on the last day of each month.\n"
        (self.folder / "corpus" / "pay.md").write_text(pay)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("site")
    certificate, key = make_certificate(folder)
    chroma_port, front_port, one, two = (free_port() for _ in range(4))
    with running_chroma(folder / "chroma") as chroma:
        variables = {
            "CHROMA": f"127.0.0.1:{chroma.port}",
            "CHROMA_PORT": str(chroma_port),
            "CHROMA_TOKEN": TOKEN,
            "ASSISTANT_PORT": str(front_port),
            "ASSISTANT_ONE": f"127.0.0.1:{one}",
            "ASSISTANT_TWO": f"127.0.0.1:{two}",
            "CERTIFICATE": str(certificate),
            "CERTIFICATE_KEY": str(key),
        }
        (folder / "nginx").mkdir()
        with running_nginx(folder / "nginx", variables):
            yield Guarded(
                folder,
                chroma,
                f"https://localhost:{chroma_port}",
                f"https://localhost:{front_port}",
                certificate,
                (one, two),
            )


@pytest.fixture(scope="module")
def site(guarded: Guarded) -> Iterator[Site]:
    site = Site(guarded)
    trust = ssl.create_default_context(cafile=guarded.certificate)
    with contextlib.ExitStack() as stack:
        for port in guarded.ports:
            stack.enter_context(serving(site, port))
        front = httpx.Client(base_url=guarded.front_url, verify=trust, timeout=30)
        site.fronts.append(stack.enter_context(front))
        empty_server(guarded.chroma.url)  # of what other tests left with other models
        site.write(OLD)
        site.ingest()
        for client in site.assistants:
            wait_for(client, 200)
        assert site.front.get("/ask").cookies, "the front keeps to one assistant by the cookie"
        yield site


@contextlib.contextmanager
def serving(site: Site, port: int) -> Iterator[None]:
    """Serve with `python app.py`, with a folder of its own for the copies."""
    log = site.folder / f"app-{port}.log"
    environment = site.environment(
        ASSISTANT_PORT=str(port),
        ASSISTANT_INDEX_DIR=str(site.folder / f"app-{port}"),
        ASSISTANT_TRUSTED_PROXIES="127.0.0.1",
        ASSISTANT_RATE_PER_SESSION="0",
        ASSISTANT_RATE_PER_ADDRESS="0",
    )
    with log.open("w") as stream:
        app = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=stream, stderr=stream
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                site.assistants.append(client)
                site.logs.append(log)
                yield
        finally:
            app.terminate()
            app.wait(timeout=30)


def wait_for(client: httpx.Client, status: int, *, seconds: float = 120) -> dict[str, Any]:
    """Return what /healthz says once it has this status."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(httpx.TransportError):
            health = client.get("/healthz")
            if health.status_code == status:
                said: dict[str, Any] = health.json()
                return said
        assert time.monotonic() < deadline, f"/healthz did not come to {status}"
        time.sleep(0.2)


def ask(client: httpx.Client, question: str) -> tuple[int, dict[str, Any]]:
    response = client.post("/api/ask", json={"question": question})
    return response.status_code, response.json()


def quote_that_holds(client: httpx.Client, answer: dict[str, Any]) -> str:
    """Return an answer's first quote once it stands in its document, at the answer's version."""
    citation = answer["citations"][0]
    path = f"/api/documents/{citation['document']}?v={answer['versions']['corpus']}"
    text = client.get(path).json()["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    return str(citation["quote"])


def test_index_goes_through_nginx_and_comes_back(
    guarded: Guarded,
    write: WriteFiles,
    tmp_path: Path,
    counting: CountingEmbeddings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(guarded.certificate))
    corpus = write({"leave.md": OLD, "big.txt": "Our pay is fair. " * 50_000})
    index = IndexServer(tmp_path / "index", guarded.chroma_url, TOKEN)
    replica = IndexReplica(tmp_path / "replica", guarded.chroma_url, TOKEN)

    version = ingest(corpus, index, counting).corpus_version  # type: ignore[arg-type]
    replica.look()

    generation = LiveIndex(replica).generation()
    assert generation.id == version
    assert generation.document("leave").text == OLD
    assert len(generation.dense(counting.embed(["pay"])[0].whole, 5)) == 5
    original = replica.original(generation.id, "big")
    assert original is not None
    assert original.stat().st_size == 850_000


@pytest.mark.parametrize("token", [None, "", "another", TOKEN + "x"])
def test_wrong_token_is_named(
    guarded: Guarded, token: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(guarded.certificate))

    with pytest.raises(IndexUnreachable, match=r"refused the token\. Set ASSISTANT_CHROMA_TOKEN"):
        ChromaServer(guarded.chroma_url, token, seconds=10).collection_names()


def test_certificate_that_nobody_vouches_for_is_named(guarded: Guarded) -> None:
    with pytest.raises(IndexUnreachable, match=r"certificate that is not trusted.*SSL_CERT_FILE"):
        ChromaServer(guarded.chroma_url, TOKEN, seconds=10).collection_names()


@pytest.mark.model
def test_new_corpus_is_taken_up_by_both_while_questions_run(site: Site) -> None:
    clients = [*site.assistants, site.front]
    before = site.ingest("--status")["corpus_version"]
    faults: list[str] = []
    given: list[list[tuple[str, str]]] = [[] for _ in clients]
    done = threading.Event()

    def keep_asking(number: int) -> None:
        while not done.is_set():
            status, answer = ask(clients[number], QUESTION)
            if status != 200 or not answer["citations"]:
                faults.append(f"{status}: {answer}")
                return
            version = answer["versions"]["corpus"]
            given[number].append((version, quote_that_holds(clients[number], answer)))

    threads = [threading.Thread(target=keep_asking, args=(n,)) for n in range(len(clients))]
    for thread in threads:
        thread.start()
    site.write(NEW)
    after = site.ingest()["corpus_version"]
    published = time.monotonic()
    while not all(answers and answers[-1][0] == after for answers in given):
        assert time.monotonic() - published < 60, "not taken up within a minute"
        assert not faults
        time.sleep(0.1)
    done.set()
    for thread in threads:
        thread.join()

    assert faults == []
    assert {pair for answers in given for pair in answers} == {(before, OLD), (after, NEW)}


@pytest.mark.model
def test_both_assistants_and_the_front_answer_the_same(site: Site) -> None:
    answers = [ask(client, "When does my pay come?") for client in [*site.assistants, site.front]]

    for status, answer in answers:
        assert status == 200
        assert answer["citations"] == answers[0][1]["citations"] != []


@pytest.mark.model
def test_going_back_reaches_both_assistants(site: Site) -> None:
    version = site.ingest("--rollback")["corpus_version"]

    for client in site.assistants:
        deadline = time.monotonic() + 60
        while client.get("/healthz").json()["corpus"] != version:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert quote_that_holds(client, ask(client, QUESTION)[1]) == OLD


@pytest.mark.model
def test_chroma_killed_and_back(site: Site) -> None:
    site.chroma.kill()

    for client in site.assistants:
        assert "Chroma server at https://localhost" in wait_for(client, 503, seconds=30)["reason"]
        status, refused = ask(client, QUESTION)
        assert status == 503
        assert "Chroma server at https://localhost" in refused["detail"]
        assert "try again" in refused["detail"]
        status, helped = ask(client, CRISIS)
        assert (status, helped["urgent_help"]) == (200, "full")
        assert client.get("/api/documents/leave").status_code == 200

    site.chroma.start()

    for client in site.assistants:
        wait_for(client, 200, seconds=60)
        assert ask(client, QUESTION)[0] == 200


@pytest.mark.model
def test_chroma_that_hangs_holds_nobody(site: Site) -> None:
    with site.chroma.hanging():
        for client in site.assistants:
            started = time.monotonic()
            assert ask(client, QUESTION)[0] == 503
            assert time.monotonic() - started < 15
            wait_for(client, 503, seconds=30)
            started = time.monotonic()
            assert ask(client, QUESTION)[0] == 503
            assert ask(client, CRISIS)[1]["urgent_help"] == "full"
            assert time.monotonic() - started < 5

    for client in site.assistants:
        wait_for(client, 200, seconds=60)


@pytest.mark.model
def test_token_is_in_no_log(site: Site) -> None:
    logs = [*site.logs, site.folder / "ingest.log", site.folder / "nginx" / "error.log"]

    assert all(log.stat().st_size for log in logs[:3])
    assert [log.name for log in logs if TOKEN in log.read_text()] == []

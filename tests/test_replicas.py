"""Two assistants, one Chroma server, nginx between and before them, and an ingest meanwhile."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from chroma_servers import RunningChroma, free_port, running_chroma
from conftest import WriteFiles
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

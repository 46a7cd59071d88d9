import errno
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from chroma_kills import MOMENTS
from chroma_servers import RunningChroma, empty_server, running_chroma
from chromadb.errors import InternalError
from conftest import ROOT, WriteFiles
from fake_embeddings import CountingEmbeddings, counting_models

from assistant.answers import Answer
from assistant.assistant import Assistant, Models
from assistant.chroma_server.files import PART, download_files, read_contents, upload_files
from assistant.chroma_server.index import CHUNKS, CORPUS, DOCUMENTS, IndexServer
from assistant.chroma_server.lock import ServerLock
from assistant.chroma_server.replica import IndexReplica
from assistant.chroma_server.server import ChromaServer
from assistant.errors import IndexLocked, IndexMissing, IndexUnreachable, IndexUnusable
from assistant.generation import Generation
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import ingest
from assistant.messages import load_messages

pytestmark = pytest.mark.server

PAGES: dict[str, str | bytes] = {
    "leave.md": "# Leave\n\nLeave is paid.\n",
    "pay.md": "# Pay\n\nPay comes monthly.\n",
    "vision.md": "# Vision\n\nOur vision is wide.\n",
}

Ingest = Callable[..., str]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChroma]:
    with running_chroma(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def server(running: RunningChroma) -> ChromaServer:
    """Give the running server, empty."""
    return empty_server(running.url)


@pytest.fixture
def index(server: ChromaServer, tmp_path: Path) -> IndexServer:
    return IndexServer(tmp_path / "index", server.url, lock_seconds=2)


@pytest.fixture
def replica(server: ChromaServer, tmp_path: Path) -> IndexReplica:
    """Give a replica on another machine than the one that ingests."""
    return IndexReplica(tmp_path / "replica", server.url)


@pytest.fixture
def run(corpus: Path, index: IndexServer, counting: CountingEmbeddings) -> Ingest:
    """Ingest the corpus with counted words, and give the id of the live generation."""

    def run_ingest(by: IndexFolder = index, **options: bool) -> str:
        counting.embedded.clear()
        report = ingest(corpus, by, counting, **options)  # type: ignore[arg-type]
        return str(report.corpus_version)

    return run_ingest


def texts(generation: Generation) -> set[str]:
    """Return what a generation says, once its documents have been seen to say the same."""
    for chunk in generation.chunks:
        assert chunk.text in generation.document(chunk.document).text
    return {chunk.text for chunk in generation.chunks}


def found_first(generation: Generation, counting: CountingEmbeddings, question: str) -> str:
    vector = counting.embed([question])[0].whole
    return generation.chunks[generation.dense(vector, 1)[0]].document


def taken_up(replica: IndexReplica) -> Generation:
    replica.look()
    return LiveIndex(replica).generation()


def test_what_is_ingested_into_the_server_is_searched_by_a_replica_elsewhere(
    write: WriteFiles, run: Ingest, replica: IndexReplica, counting: CountingEmbeddings
) -> None:
    write(PAGES)

    version = run()

    generation = taken_up(replica)
    assert generation.id == version
    assert texts(generation) == {"Leave is paid.", "Pay comes monthly.", "Our vision is wide."}
    assert [found_first(generation, counting, word) for word in ("pay", "vision", "leave")] == [
        "pay",
        "vision",
        "leave",
    ]


def test_generation_is_in_two_collections_and_the_corpus_names_it(
    write: WriteFiles, run: Ingest, server: ChromaServer
) -> None:
    write(PAGES)

    version = run()

    names = {CORPUS, f"{version}{CHUNKS}", f"{version}{DOCUMENTS}"}
    assert set(server.collection_names()) == names
    assert server.get_collection("corpus").metadata == {"live": version}
    assert server.get_collection(f"{version}-chunks").count() == 3


def test_generation_in_a_folder_and_on_the_server_hold_the_same(
    write: WriteFiles,
    run: Ingest,
    replica: IndexReplica,
    tmp_path: Path,
    counting: CountingEmbeddings,
) -> None:
    write(PAGES)
    folder = IndexFolder(tmp_path / "folder")
    run()
    run(folder)

    served, embedded = taken_up(replica), LiveIndex(folder).generation()

    assert list(served.chunks) == list(embedded.chunks)
    assert served.records == embedded.records
    for one, other in zip(served.indexed_chunks(), embedded.indexed_chunks(), strict=True):
        assert (one.vector == other.vector).all()
        assert (one.sentence_vectors == other.sentence_vectors).all()
        assert (one.pieces == other.pieces).all()
    for word in ("pay", "vision", "leave", "nothing"):
        vector = counting.embed([word])[0].whole
        assert served.dense(vector, 3) == embedded.dense(vector, 3)
        assert (served.sparse([word]) == embedded.sparse([word])).all()


def test_original_file_comes_to_a_replica_with_its_bytes_when_it_is_asked_for(
    write: WriteFiles, run: Ingest, replica: IndexReplica
) -> None:
    content = b"# Leave\n\n" + os.urandom(3 * PART).hex().encode()
    write({"leave.md": content})
    version = run()
    replica.look()
    assert not list(replica.folder.rglob("original*"))

    original = replica.original(version, "leave")

    assert original is not None
    assert original.read_bytes() == content
    assert replica.original(version, "nowhere") is None


def test_unchanged_corpus_embeds_nothing_and_sends_nothing(
    write: WriteFiles, run: Ingest, server: ChromaServer, counting: CountingEmbeddings
) -> None:
    write(PAGES)
    first = run()
    before = server.collection_names()

    second = run()

    assert second == first
    assert counting.embedded == []
    assert server.collection_names() == before


def test_ingest_from_another_machine_embeds_only_what_changed(
    write: WriteFiles,
    run: Ingest,
    server: ChromaServer,
    tmp_path: Path,
    replica: IndexReplica,
    counting: CountingEmbeddings,
) -> None:
    write(PAGES)
    first = run()
    write({"pay.md": "# Pay\n\nPay comes weekly.\n"})
    elsewhere = IndexServer(tmp_path / "elsewhere", server.url)

    second = run(elsewhere)

    embedded = {text for text in counting.embedded if "vision" in text or "Leave" in text}
    assert embedded <= {"Leave\nLeave is paid."}, "the try-out asks for the first chunk alone"
    generation = taken_up(replica)
    assert texts(generation) == {"Leave is paid.", "Pay comes weekly.", "Our vision is wide."}
    assert (generation.id, generation.manifest.previous) == (second, first)
    kept = replica.original(second, "vision")
    assert kept is not None
    assert kept.read_text() == PAGES["vision.md"]


def test_too_many_removals_are_refused_as_in_a_folder(
    write: WriteFiles, run: Ingest, corpus: Path, index: IndexServer
) -> None:
    write(PAGES)
    first = run()
    (corpus / "pay.md").unlink()
    (corpus / "leave.md").unlink()

    with pytest.raises(IndexUnusable, match=r"2 of 3 documents are gone.*--allow-removals"):
        run()

    assert index.live_id() == first
    assert run(allow_removals=True) != first


def test_rebuild_elsewhere_reads_the_last_good_version_of_what_is_broken_now(
    write: WriteFiles, run: Ingest, server: ChromaServer, tmp_path: Path, replica: IndexReplica
) -> None:
    write(PAGES)
    run()
    write({"pay.md": b""})

    run(IndexServer(tmp_path / "elsewhere", server.url), rebuild=True)

    generation = taken_up(replica)
    assert "Pay comes monthly." in texts(generation)
    assert "pay.md is empty" in str(generation.records["pay"].problem)


def test_only_the_live_generation_and_the_one_before_are_kept(
    write: WriteFiles, run: Ingest, server: ChromaServer, index: IndexServer
) -> None:
    server.get_or_create_collection("someone-elses-chunks")
    versions = []
    for day in ("Monday", "Tuesday", "Friday"):
        write({"pay.md": f"# Pay\n\nPay comes on {day}.\n"})
        versions.append(run())

    assert index.finished() == set(versions[1:])
    assert "someone-elses-chunks" in server.collection_names()
    assert len(server.collection_names()) == 6


def test_going_back_is_one_step_and_a_replica_follows(
    write: WriteFiles, run: Ingest, index: IndexServer, replica: IndexReplica
) -> None:
    write({"pay.md": "# Pay\n\nPay comes on Monday.\n"})
    first = run()
    write({"pay.md": "# Pay\n\nPay comes on Friday.\n"})
    run()
    assert texts(taken_up(replica)) == {"Pay comes on Friday."}

    went_back_to = index.roll_back()

    assert went_back_to.id == first == index.live_id()
    assert texts(taken_up(replica)) == {"Pay comes on Monday."}
    with pytest.raises(IndexUnusable, match=r"No earlier index is kept at http://"):
        index.roll_back()


def kill_at(corpus: Path, index: IndexServer, moment: str) -> int:
    call = (str(corpus), str(index.folder), index.place, moment)
    script = f"import chroma_kills; chroma_kills.ingest_and_die{call!r}"
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, timeout=60, check=False
    ).returncode


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_ingest_leaves_a_whole_corpus_and_the_next_one_completes(
    write: WriteFiles,
    run: Ingest,
    corpus: Path,
    index: IndexServer,
    server: ChromaServer,
    replica: IndexReplica,
    moment: str,
) -> None:
    write({"pay.md": "# Pay\n\nPay comes on Monday.\n"})
    first = run()
    write({"pay.md": "# Pay\n\nPay comes on Friday.\n"})

    assert kill_at(corpus, index, moment) == -9

    published = moment == "pruning"
    assert (index.live_id() != first) is published
    said = {"Pay comes on Friday."} if published else {"Pay comes on Monday."}
    assert texts(taken_up(replica)) == said

    with pytest.raises(IndexLocked, match=rf"Process \d+ on {socket.gethostname()} has .* since "):
        run()
    time.sleep(2.1)
    last = run()

    assert index.finished() == {first, last}
    assert len(server.collection_names()) == 5
    assert texts(taken_up(replica)) == {"Pay comes on Friday."}


def test_lock_is_renewed_as_long_as_it_is_held(index: IndexServer, tmp_path: Path) -> None:
    other = IndexServer(tmp_path / "other", index.place)
    assert index.lock_holder() is None

    with index.lock():
        time.sleep(3)
        with pytest.raises(IndexLocked, match=rf"Process {os.getpid()} on .*Wait until it has"):
            other.lock().__enter__()
        assert f"Process {os.getpid()}" in str(other.lock_holder())

    assert other.lock_holder() is None
    with other.lock():
        pass


def test_of_many_that_want_the_lock_at_once_one_has_it(server: ChromaServer) -> None:
    start = threading.Barrier(6)
    held: list[int] = []
    refused: list[str] = []

    def want(number: int) -> None:
        lock = ServerLock(ChromaServer(server.url, None, seconds=10), CORPUS)
        start.wait()
        try:
            with lock.hold():
                held.append(number)
                time.sleep(1)
        except IndexLocked as error:
            refused.append(str(error))

    threads = [threading.Thread(target=want, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(held), len(refused)) == (1, 5)


class FalteringServer(ChromaServer):
    """A server that answers with an error while it falters."""

    falters = False

    def now(self) -> float:
        if self.falters:
            raise InternalError("compaction failed")
        return super().now()


def test_error_of_the_server_does_not_end_the_renewing_of_the_lock(server: ChromaServer) -> None:
    faltering = FalteringServer(server.url, None, seconds=10)

    with ServerLock(faltering, CORPUS, seconds=2).hold():
        faltering.falters = True
        time.sleep(0.8)
        faltering.falters = False
        time.sleep(2.4)

        assert ServerLock(server, CORPUS).holder() is not None


def test_lock_that_cannot_be_given_back_is_no_failure(
    index: IndexServer, server: ChromaServer
) -> None:
    with index.lock():
        server.remove_collection(CORPUS, at_once=500)

    assert index.lock_holder() is None


class LaterServer(ChromaServer):
    """A server seen an hour later, when any lock that nobody renewed has ended."""

    def now(self) -> float:
        return super().now() + 3600


def test_who_lost_the_lock_cannot_publish(
    write: WriteFiles, run: Ingest, index: IndexServer, server: ChromaServer
) -> None:
    write(PAGES)
    version = run()
    later = ServerLock(LaterServer(server.url, None, seconds=10), CORPUS)

    with index.lock(), later.hold():
        with pytest.raises(IndexLocked, match=r"another ingest has taken it"):
            index.publish("20200101T000000000-00000000")

        assert index.live_id() == version


def test_replica_without_an_index_says_how_to_build_one(replica: IndexReplica) -> None:
    with pytest.raises(IndexUnusable, match=r"is being fetched from http.*Try again"):
        LiveIndex(replica).generation()

    replica.look()

    with pytest.raises(IndexMissing, match=r"No index at http://.*`python ingest\.py`"):
        LiveIndex(replica).generation()


def test_replica_goes_on_with_the_old_corpus_while_the_new_one_is_not_whole(
    write: WriteFiles, run: Ingest, server: ChromaServer, replica: IndexReplica
) -> None:
    write({"pay.md": "# Pay\n\nPay comes on Monday.\n"})
    run()
    replica.look()
    write({"pay.md": "# Pay\n\nPay comes on Friday.\n"})
    damaged = server.get_collection(run() + DOCUMENTS)
    lost = damaged.get(ids=["00000002-00000000"], include=["metadatas", "embeddings"])
    damaged.delete(ids=lost["ids"])

    assert texts(taken_up(replica)) == {"Pay comes on Monday."}

    damaged.add(ids=lost["ids"], metadatas=lost["metadatas"], embeddings=lost["embeddings"])
    assert texts(taken_up(replica)) == {"Pay comes on Friday."}


@pytest.mark.parametrize("content", ["x", "e30=", None])
def test_record_that_is_not_as_it_was_written_is_named(
    write: WriteFiles,
    run: Ingest,
    server: ChromaServer,
    replica: IndexReplica,
    content: str | None,
) -> None:
    write(PAGES)
    damaged = server.get_collection(run() + DOCUMENTS)
    damaged.update(ids=["contents"], metadatas=[{"content": content, "other": "x"}])

    replica.look()

    with pytest.raises(IndexUnusable, match=r"did not come whole from .*--rebuild"):
        replica.live_id()


class FullReplica(IndexReplica):
    """A replica whose disk has room for one generation alone."""

    def fetch(self, generation_id: str) -> None:
        if list(self.folder.glob("generations/*")) and not self.is_copied(generation_id):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        super().fetch(generation_id)


def test_replica_with_no_room_for_the_generation_before_goes_on(
    write: WriteFiles, run: Ingest, server: ChromaServer, tmp_path: Path
) -> None:
    for day in ("Monday", "Friday"):
        write({"pay.md": f"# Pay\n\nPay comes on {day}.\n"})
        version = run()
    replica = FullReplica(tmp_path / "replica", server.url)

    replica.look()

    assert replica.live_id() == version


def test_replica_whose_folder_cannot_be_tidied_goes_on(
    write: WriteFiles,
    run: Ingest,
    server: ChromaServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Untidy(IndexReplica):
        def _tidy(self, live: str) -> None:
            raise OSError(errno.EIO, "The disk failed")

    write(PAGES)
    version = run()
    replica = Untidy(tmp_path / "replica", server.url)

    replica.look()

    assert replica.live_id() == version
    assert "The disk failed" in caplog.text


def test_replica_keeps_the_generation_before_and_no_older_one(
    write: WriteFiles, run: Ingest, replica: IndexReplica
) -> None:
    versions = []
    for day in ("Monday", "Tuesday", "Friday"):
        write({"pay.md": f"# Pay\n\nPay comes on {day}.\n"})
        versions.append(run())
        replica.look()

    kept = {folder.name for folder in (replica.folder / "generations").iterdir()}

    assert kept == set(versions[1:])
    assert replica.has(versions[1])
    assert not replica.has(versions[0])
    assert not replica.has("../generations")


def test_two_replicas_in_one_folder_do_each_other_no_harm(
    write: WriteFiles, run: Ingest, server: ChromaServer, tmp_path: Path
) -> None:
    write(PAGES)
    version = run()
    replicas = [IndexReplica(tmp_path / "replica", server.url) for _ in range(3)]
    threads = [threading.Thread(target=replica.look) for replica in replicas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for replica in replicas:
        assert taken_up(replica).id == version
    assert [folder.name for folder in (tmp_path / "replica" / "generations").iterdir()] == [version]


def make_assistant(index: IndexFolder, counting: CountingEmbeddings) -> Assistant:
    assistant = Assistant(
        index, load_messages(), lambda: counting_models(counting), trust_name="The Test Trust"
    )
    assistant.load()
    return assistant


def test_assistant_says_at_once_that_the_server_is_gone_and_goes_on_when_it_is_back(
    write: WriteFiles,
    run: Ingest,
    replica: IndexReplica,
    running: RunningChroma,
    counting: CountingEmbeddings,
) -> None:
    write({"leave.md": "# Leave\n\nLeave is 27 days.\n"})
    version = run()
    replica.look()
    assistant = make_assistant(replica, counting)
    assert assistant.ask("How long is leave?").citations[0].quote == "Leave is 27 days."
    running.kill()

    try:
        with pytest.raises(IndexUnreachable, match=r"cannot be reached.*try again"):
            assistant.ask("How long is leave?")
        replica.look()
        started = time.monotonic()
        with pytest.raises(IndexUnreachable, match=r"cannot be reached.*try again"):
            assistant.ask("How long is leave?")
        assert time.monotonic() - started < 1
        assert "cannot be reached" in (assistant.not_ready() or "")
        crisis = assistant.ask("I want to kill myself")
        assert (crisis.urgent_help, crisis.versions.corpus) == ("full", version)
        document = assistant.document("leave")
        assert document is not None
        assert document.text == "Leave\nLeave is 27 days."
    finally:
        running.start()

    replica.look()
    assert assistant.not_ready() is None
    assert assistant.ask("How long is leave?").citations[0].quote == "Leave is 27 days."


def test_person_in_crisis_is_helped_before_any_index_has_been_fetched(
    replica: IndexReplica, counting: CountingEmbeddings
) -> None:
    assistant = make_assistant(replica, counting)

    assert assistant.ask("I want to kill myself").urgent_help == "full"
    assert "is being fetched" in (assistant.not_ready() or "")
    with pytest.raises(IndexUnusable, match="is being fetched"):
        assistant.ask("How long is leave?")


def test_replica_follows_by_itself(
    write: WriteFiles, run: Ingest, server: ChromaServer, tmp_path: Path
) -> None:
    replica = IndexReplica(tmp_path / "replica", server.url, look_seconds=0.1)
    replica.start()
    live = LiveIndex(replica)
    try:
        for day in ("Monday", "Friday"):
            write({"pay.md": f"# Pay\n\nPay comes on {day}.\n"})
            version = run()
            deadline = time.monotonic() + 30
            while not replica.has(version) or replica.live_id() != version:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            assert texts(live.generation()) == {f"Pay comes on {day}."}
    finally:
        replica.stop()


@pytest.mark.model
def test_answers_are_those_of_the_index_in_a_folder(
    server: ChromaServer, shipped: Assistant, models: Models, tmp_path: Path
) -> None:
    ingest(ROOT / "corpus", IndexServer(tmp_path / "index", server.url), models.embeddings)
    replica = IndexReplica(tmp_path / "replica", server.url)
    replica.look()
    served = Assistant(
        replica, load_messages(), lambda: models, trust_name="The Tavistock and Portman"
    )
    served.load()
    lines = (ROOT / "evals" / "trust.jsonl").read_text().splitlines()
    questions = [json.loads(line)["question"] for line in lines][::4]

    answers = [(shipped.ask(question), served.ask(question)) for question in questions]

    assert len(questions) > 50
    assert sum(bool(one.citations) for one, _ in answers) > 25
    for one, other in answers:
        assert told(one) == told(other)


def told(answer: Answer) -> tuple[object, ...]:
    """Return what an answer says, and where each of its quotes stands."""
    cited = [(c.document, c.start, c.end, c.quote) for c in answer.citations]
    return answer.status, answer.text, answer.claims, answer.confidence, cited


def test_files_come_back_as_they_went(server: ChromaServer, tmp_path: Path) -> None:
    contents = {
        "empty": b"",
        "a/part": os.urandom(PART),
        "a/b/more.bin": os.urandom(9 * PART + 1),
        "é ☕": b"words",
    }
    for path, content in contents.items():
        (tmp_path / "sent" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sent" / path).write_bytes(content)

    upload_files(server, "some-files", tmp_path / "sent")
    download_files(server.get_collection("some-files"), tmp_path / "got")

    for path, content in contents.items():
        assert (tmp_path / "got" / path).read_bytes() == content


def test_files_without_their_list_are_not_complete(server: ChromaServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    upload_files(server, "some-files", tmp_path)
    collection = server.get_collection("some-files")
    collection.delete(ids=["contents"])

    assert read_contents(collection) is None
    with pytest.raises(IndexUnusable, match=r"some-files is not complete"):
        download_files(collection, tmp_path)


def test_server_that_hangs_holds_nobody_for_long(running: RunningChroma) -> None:
    server = ChromaServer(running.url, None, seconds=0.5)

    with running.hanging():
        started = time.monotonic()
        with pytest.raises(IndexUnreachable, match=r"did not answer within 0\.5 seconds"):
            server.collection_names()
        assert time.monotonic() - started < 3


def test_server_that_is_not_there_is_named(free_address: str) -> None:
    with pytest.raises(IndexUnreachable, match=rf"{free_address} cannot be reached.*CHROMA_URL"):
        ChromaServer(free_address, None, seconds=1).collection_names()


@pytest.fixture
def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("status", [200, 301, 404, 502])
def test_what_is_no_chroma_is_named(status: int) -> None:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *words: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as other:
        serving = threading.Thread(target=other.handle_request)
        serving.start()
        url = f"http://127.0.0.1:{other.server_port}"

        with pytest.raises(IndexUnreachable, match=rf"status {status} and no JSON"):
            ChromaServer(url, None, seconds=5).collection_names()

        serving.join()

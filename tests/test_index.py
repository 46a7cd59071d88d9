import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import WriteFiles
from fake_embeddings import CountingEmbeddings

from assistant.errors import IndexLocked, IndexMissing, IndexUnusable
from assistant.generation import Generation
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import ingest

Build = Callable[[str], str]


@pytest.fixture
def build(
    write: WriteFiles, corpus: Path, index: IndexFolder, counting: CountingEmbeddings
) -> Build:
    """Make a generation of one document with this text live, and return its id."""

    def build_generation(text: str) -> str:
        write({"page.md": text})
        version = ingest(corpus, index, counting).corpus_version  # type: ignore[arg-type]
        assert version is not None
        return version

    return build_generation


def test_folder_without_an_index_has_nothing_live(index: IndexFolder) -> None:
    assert index.live_id() is None
    assert index.live_manifest() is None
    assert not index.has("20260101T000000000-00000000")


def test_published_generation_is_live(index: IndexFolder) -> None:
    index.folder.mkdir()
    index.publish("first-1")

    index.publish("second-2")

    assert index.live_id() == "second-2"
    assert {path.name for path in index.folder.iterdir()} == {"current"}


@pytest.mark.parametrize("content", ["", "\n"])
def test_empty_current_is_no_index(index: IndexFolder, content: str) -> None:
    index.folder.mkdir()
    (index.folder / "current").write_text(content)

    assert index.live_id() is None


def test_current_that_cannot_be_read_is_named(index: IndexFolder) -> None:
    (index.folder / "current").mkdir(parents=True)

    with pytest.raises(IndexUnusable, match=r"current cannot be read"):
        index.live_id()


@pytest.mark.parametrize(
    "asked", ["../generations/{id}", "/{id}", "{id}/", "", ".", "..", "{id}\0", "x" * 5000, "é-é"]
)
def test_only_plain_ids_of_kept_generations_are_had(
    build: Build, index: IndexFolder, asked: str
) -> None:
    version = build("# Leave\n\nTake it.\n")

    assert index.has(version)
    assert not index.has(asked.format(id=version))


def test_unfinished_generation_is_not_had(build: Build, index: IndexFolder) -> None:
    version = build("# Leave\n\nTake it.\n")

    (index.generation_folder(version) / "manifest.json").unlink()

    assert not index.has(version)


def test_lock_is_free_again_after_use_and_says_who_holds_it(index: IndexFolder) -> None:
    with index.lock():
        holder = json.loads((index.folder / "lock").read_text())
        with pytest.raises(IndexLocked, match=rf"Process {os.getpid()} .*Wait until it has"):
            index.lock().__enter__()

    assert holder["process"] == os.getpid()
    with index.lock():
        pass


def test_lock_left_behind_by_a_dead_process_is_free(index: IndexFolder) -> None:
    index.folder.mkdir()
    (index.folder / "lock").write_text('{"process": 1, "since": "2020-01-01T00:00:00+00:00"}')

    with index.lock():
        assert json.loads((index.folder / "lock").read_text())["process"] == os.getpid()


def test_prune_keeps_everything_while_the_live_one_is_damaged(
    build: Build, index: IndexFolder
) -> None:
    first = build("# Leave\n\nTake it.\n")
    second = build("# Leave\n\nTake it all.\n")
    (index.generation_folder(second) / "manifest.json").write_bytes(b"{")

    index.prune()

    assert index.generation_folder(first).is_dir()
    assert index.generation_folder(second).is_dir()


def test_no_index_says_how_to_build_one(index: IndexFolder) -> None:
    with pytest.raises(IndexMissing, match=rf"No index at {index.folder}\. .*`python ingest\.py`"):
        LiveIndex(index).generation()


def test_live_generation_is_opened_once(build: Build, index: IndexFolder) -> None:
    build("# Leave\n\nTake it.\n")
    live = LiveIndex(index)

    assert live.generation() is live.generation()


def test_new_generation_is_taken_up_and_the_old_one_still_answers(
    build: Build, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    build("# Leave\n\nTake it.\n")
    live = LiveIndex(index)
    old = live.generation()

    second = build("# Leave\n\nTake it all.\n")

    assert live.generation().id == second
    assert live.generation().chunks[0].text == "Take it all."
    assert old.chunks[old.dense(counting.embed(["leave"])[0].whole, 1)[0]].text == "Take it."


def test_all_of_many_threads_get_a_whole_generation(build: Build, index: IndexFolder) -> None:
    build("# Leave\n\nTake it.\n")
    live = LiveIndex(index)
    start = threading.Barrier(8)
    got: list[Generation] = []

    def ask() -> None:
        start.wait()
        got.append(live.generation())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 8
    assert len({id(generation) for generation in got}) == 1


def test_going_back_is_one_line_in_current(build: Build, index: IndexFolder) -> None:
    first = build("# Leave\n\nTake it.\n")
    build("# Leave\n\nTake it all.\n")
    live = LiveIndex(index)
    live.generation()

    index.publish(first)

    assert live.generation().chunks[0].text == "Take it."


def test_copy_of_the_index_folder_is_a_whole_backup(
    build: Build, index: IndexFolder, tmp_path: Path, counting: CountingEmbeddings
) -> None:
    build("# Leave\n\nTake it.\n")
    index.folder.rename(tmp_path / "moved")

    generation = LiveIndex(IndexFolder(tmp_path / "moved")).generation()

    assert generation.document("page").text == "Leave\nTake it."
    assert generation.dense(counting.embed(["leave"])[0].whole, 5) == [0]


def test_index_deleted_under_a_running_app_is_named_and_taken_up_when_built_again(
    build: Build, index: IndexFolder
) -> None:
    build("# Leave\n\nTake it.\n")
    live = LiveIndex(index)
    live.generation()
    shutil.rmtree(index.folder)

    with pytest.raises(IndexMissing, match=r"No index at .*ingest\.py"):
        live.generation()

    version = build("# Leave\n\nTake it.\n")
    assert live.generation().id == version


@pytest.mark.parametrize("part", ["manifest.json", "chunks.jsonl", "chunks.npy", "chroma"])
def test_damaged_generation_is_named_and_the_previous_one_serves(
    build: Build, index: IndexFolder, corpus: Path, counting: CountingEmbeddings, part: str
) -> None:
    first = build("# Leave\n\nTake it.\n")
    damaged = index.generation_folder(build("# Leave\n\nAsk first.\n")) / part
    if damaged.is_dir():
        shutil.rmtree(damaged)
    else:
        damaged.write_bytes(damaged.read_bytes()[:40])
    live = LiveIndex(index)

    assert live.generation().id == first
    assert live.problem is not None
    assert "is damaged" in live.problem
    assert live.generation() is live.generation()

    rebuilt = ingest(corpus, index, counting, rebuild=True)  # type: ignore[arg-type]
    assert live.generation().id == rebuilt.corpus_version
    assert live.problem is None


def test_rollback_makes_the_index_before_live_and_goes_back_no_further(
    build: Build, index: IndexFolder
) -> None:
    first = build("# Leave\n\nTake it.\n")
    build("# Leave\n\nAsk first.\n")

    assert index.roll_back().id == first == index.live_id()

    assert "Take it." in LiveIndex(index).generation().document("page").text
    with pytest.raises(IndexUnusable, match="No earlier index is kept"):
        index.roll_back()

"""An ingest that is ended in the middle, by a kill or by a full disk, harms nothing.

`KILLS` says how often it is killed at a random moment.
"""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, VOCABULARY, WriteFiles
from fake_embeddings import CountingEmbeddings

from assistant.errors import IndexUnusable
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import Progress, ingest

KILLS = int(os.environ.get("KILLS", "5"))
PAGES = 40
MOMENTS = ("reading", "embedding", "trying out", "publishing", "pruning")


def ingest_and_die(corpus: Path, index_folder: Path, moment: str) -> None:
    """Ingest, and kill this very process with -9 at a moment of it."""

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    class MortalEmbeddings(CountingEmbeddings):
        def embed_query(self, text: str) -> list[float]:
            if moment == "trying out":
                die()
            return super().embed_query(text)

    class MortalIndex(IndexFolder):
        def publish(self, generation_id: str) -> None:
            if moment == "publishing":
                (self.folder / "current.new").write_text(generation_id[:5])
                die()
            super().publish(generation_id)
            if moment == "pruning":
                die()

    def show(progress: Progress) -> None:
        if moment == ("embedding" if progress.chunks else "reading") and progress.files > 1:
            die()

    ingest(
        corpus,
        MortalIndex(index_folder),
        MortalEmbeddings(VOCABULARY),  # type: ignore[arg-type]
        on_progress=show,
    )


def run_here(call: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Call a function of this module in a process of its own."""
    words = ", ".join(repr(str(argument)) for argument in arguments)
    script = f"from pathlib import Path; import test_kill; test_kill.{call}({words})"
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def kill_at(corpus: str, index_folder: str, moment: str) -> None:
    ingest_and_die(Path(corpus), Path(index_folder), moment)


def ingest_with_little_room(corpus: str, index_folder: str, room: str) -> None:
    """Ingest where no file can grow past `room` bytes, and print what is said of it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))
    try:
        ingest(
            Path(corpus),
            IndexFolder(Path(index_folder)),
            CountingEmbeddings(VOCABULARY),  # type: ignore[arg-type]
        )
    except IndexUnusable as error:
        print(error)


def page(number: int, day: str) -> str:
    return f"# Page {number}\n\nPage {number} says that pay comes on {day}.\n"


def pages(day: str) -> dict[str, str | bytes]:
    return {f"page-{number}.md": page(number, day) for number in range(PAGES)}


def said(index: IndexFolder) -> set[str]:
    """Return the last word of each chunk that is served, in text and in search alike."""
    generation = LiveIndex(index).generation()
    vector = CountingEmbeddings(VOCABULARY).embed(["pay"])[0].whole
    assert len(generation.dense(vector, 2 * PAGES)) == PAGES
    for chunk in generation.chunks:
        assert chunk.text in generation.document(chunk.document).text
    return {chunk.text.split()[-1] for chunk in generation.chunks}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_ingest_leaves_a_whole_corpus_and_the_next_one_completes(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings, moment: str
) -> None:
    corpus = write(pages("Monday"))
    first = ingest(corpus, index, counting)  # type: ignore[arg-type]
    write(pages("Friday"))

    killed = run_here("kill_at", corpus, index.folder, moment)

    assert killed.returncode == -signal.SIGKILL
    published = moment == "pruning"
    assert (index.live_id() == first.corpus_version) is not published
    assert said(index) == {"Friday." if published else "Monday."}

    last = ingest(corpus, index, counting)  # type: ignore[arg-type]

    assert index.live_id() == last.corpus_version
    assert said(index) == {"Friday."}
    kept = {folder.name for folder in (index.folder / "generations").iterdir()}
    assert kept == {first.corpus_version, last.corpus_version}


@pytest.mark.parametrize("moment", MOMENTS[:-1])
def test_first_ingest_killed_leaves_no_index_and_the_next_one_completes(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings, moment: str
) -> None:
    corpus = write(pages("Monday"))

    killed = run_here("kill_at", corpus, index.folder, moment)

    assert killed.returncode == -signal.SIGKILL
    assert index.live_id() is None

    last = ingest(corpus, index, counting)  # type: ignore[arg-type]

    assert said(index) == {"Monday."}
    assert [f.name for f in (index.folder / "generations").iterdir()] == [last.corpus_version]


@pytest.mark.parametrize("room", [50_000, 250_000])
def test_full_disk_is_said_in_words_and_keeps_the_index(
    write: WriteFiles, index: IndexFolder, counting: CountingEmbeddings, room: int
) -> None:
    corpus = write(pages("Monday"))
    first = ingest(corpus, index, counting)  # type: ignore[arg-type]
    more = "Friday. " + "More words follow. " * 1500
    write({f"page-{n}.md": page(n, more) for n in range(6)})

    run = run_here("ingest_with_little_room", corpus, index.folder, str(room))

    assert run.returncode == 0, run.stderr
    assert "still in use" in run.stdout
    assert [f.name for f in (index.folder / "generations").iterdir()] == [first.corpus_version]
    assert index.live_id() == first.corpus_version
    assert said(index) == {"Monday."}


def start_ingest(corpus: Path, index: IndexFolder) -> subprocess.Popen[str]:
    """Start an ingest in a process of its own, and return once it is about to begin."""
    script = (
        "import sys; from pathlib import Path; from fake_embeddings import CountingEmbeddings\n"
        "from assistant.errors import AssistantError; from assistant.index import IndexFolder\n"
        "from assistant.ingestion import ingest\n"
        f"embeddings = CountingEmbeddings({VOCABULARY!r}); print('ready', flush=True)\n"
        "try:\n"
        f"    ingest(Path({str(corpus)!r}), IndexFolder(Path({str(index.folder)!r})), embeddings)\n"
        "except AssistantError as error:\n"
        "    print(error); sys.exit(1)\n"
    )
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    assert process.stdout
    with process.stdout:
        words = process.stdout.read()
    return process.wait(timeout=120), words


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of a few megabytes, where this may be done."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("A disk can be mounted only by root.")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture(params=["disk", "small disk"])
def any_index(request: pytest.FixtureRequest, tmp_path: Path) -> IndexFolder:
    """Give an index on the disk as it is, and on one that hardly holds it twice."""
    is_small = request.param == "small disk"
    return IndexFolder((request.getfixturevalue("small_disk") if is_small else tmp_path) / "index")


def test_ingest_killed_at_random_moments_harms_nothing(
    write: WriteFiles, any_index: IndexFolder
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    corpus = write(pages("Monday"))
    process = start_ingest(corpus, any_index)
    began = time.perf_counter()
    assert finish(process) == (0, "")
    length = time.perf_counter() - began
    old = "Monday."

    for number in range(KILLS):
        new = f"day{number}."
        write(pages(f"day{number}"))
        process = start_ingest(corpus, any_index)
        time.sleep(moments.uniform(0, length))
        process.send_signal(signal.SIGKILL)
        finish(process)

        assert said(any_index) in ({old}, {new})

        assert finish(start_ingest(corpus, any_index)) == (0, "")
        assert said(any_index) == {new}
        assert not (any_index.folder / "copies").exists()
        old = new


def test_of_two_ingests_at_once_one_works_and_the_other_says_who_does(
    write: WriteFiles, index: IndexFolder
) -> None:
    corpus = write(pages("Monday"))

    both = [start_ingest(corpus, index) for _ in range(2)]
    ends = [finish(process) for process in both]

    codes = sorted(code for code, _ in ends)
    assert codes in ([0, 1], [0, 0])  # both work where the first was done before the second began
    for (code, words), other in zip(ends, reversed(both), strict=True):
        if code:
            assert f"Process {other.pid} has been changing the index since 20" in words
    assert said(index) == {"Monday."}


def test_disk_that_fills_up_keeps_the_old_corpus_and_says_so(
    write: WriteFiles, small_disk: Path
) -> None:
    index = IndexFolder(small_disk / "index")
    corpus = write(pages("Monday"))
    assert finish(start_ingest(corpus, index)) == (0, "")
    large = "Friday. " + "Much more is said about pay and leave. " * 4000
    write({name: page(number, large) for number, name in enumerate(pages("Friday"))})

    code, words = finish(start_ingest(corpus, index))

    assert code == 1
    assert "The one before is still in use." in words
    assert said(index) == {"Monday."}

    write(pages("Friday"))
    assert finish(start_ingest(corpus, index)) == (0, "")
    assert said(index) == {"Friday."}


@pytest.fixture
def read_only(write: WriteFiles, index: IndexFolder) -> Iterator[IndexFolder]:
    """Mount an index so that it may be read and not written."""
    corpus = write(pages("Monday"))
    assert finish(start_ingest(corpus, index)) == (0, "")
    folder = str(index.folder)
    mount = ["mount", "--bind", folder, folder]
    if not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("A folder can be mounted read-only only by root.")
    subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
    yield index
    subprocess.run(["umount", "-l", folder], check=True)


def test_read_only_index_is_served_and_an_ingest_says_that_it_may_not_write(
    write: WriteFiles, read_only: IndexFolder
) -> None:
    corpus = write(pages("Friday"))

    code, words = finish(start_ingest(corpus, read_only))

    assert code == 1
    assert "cannot be written to: Read-only file system" in words
    assert said(read_only) == {"Monday."}

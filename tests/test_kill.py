"""An ingest that is ended in the middle, by a kill or by a full disk, harms nothing."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, VOCABULARY, WriteFiles
from fake_embeddings import CountingEmbeddings

from assistant.errors import IndexUnusable
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import Progress, ingest

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


def pages(day: str, count: int = 6) -> dict[str, str | bytes]:
    return {f"page-{number}.md": page(number, day) for number in range(count)}


def said(index: IndexFolder) -> set[str]:
    """Return the last word of each chunk that is served, in text and in search alike."""
    generation = LiveIndex(index).generation()
    assert len(generation.dense(CountingEmbeddings(VOCABULARY).embed(["pay"])[0].whole, 50)) == 6
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
    write({f"page-{n}.md": page(n, "Friday. " + "More words follow. " * 1500) for n in range(6)})

    run = run_here("ingest_with_little_room", corpus, index.folder, str(room))

    assert run.returncode == 0, run.stderr
    assert "still in use" in run.stdout
    assert [f.name for f in (index.folder / "generations").iterdir()] == [first.corpus_version]
    assert index.live_id() == first.corpus_version
    assert said(index) == {"Monday."}

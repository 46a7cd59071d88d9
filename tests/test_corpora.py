"""A folder of real and broken files, a large one, and one that is ingested while it is killed.

The real and broken files are those that pypdf, pikepdf, python-docx and python-pptx are tested
with, taken from their source distributions. `KILLS` says how often an ingest is killed.
"""

import logging
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pypdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from conftest import ROOT, VOCABULARY
from fake_embeddings import CountingEmbeddings
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from assistant.chunks import split_document
from assistant.documents import Document
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import FileReport, IngestReport, ingest
from assistant.normalise import normalise_block
from assistant.readers import LARGEST_FILE, READABLE_SUFFIXES
from assistant.readers.pdf_facts import read_facts
from assistant.readers.pdf_furniture import without_furniture
from assistant.readers.pdf_order import rows_in_order
from assistant.readers.pdf_words import fragments_of
from assistant.reading import WORKERS, Limits

SOURCES = ("pypdf==7.1.0", "pikepdf==10.17.0", "python-docx==1.2.0", "python-pptx==1.0.2")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "trust-assistant-tests"
KILLS = int(os.environ.get("KILLS", "5"))
EXPECTED = tomllib.loads((Path(__file__).parent / "data" / "unread_files.toml").read_text())


@pytest.fixture(scope="session")
def sources() -> Path:
    """Fetch and unpack the source distributions, once for all runs."""
    for source in SOURCES:
        name = source.replace("==", "-")
        if (CACHE / name).is_dir():
            continue
        CACHE.mkdir(parents=True, exist_ok=True)
        names = ",".join(one.partition("==")[0] for one in SOURCES)
        fetch = [*(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps")]
        fetch += ["--no-binary", names, "--dest", str(CACHE), source]
        done = subprocess.run(fetch, capture_output=True, text=True, timeout=300, check=False)
        archives = sorted(CACHE.glob(name.replace("-", "?") + ".tar.gz"))
        if done.returncode or not archives:
            reason = f"{source} cannot be fetched: {done.stderr.strip()[-300:]}"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        with tarfile.open(archives[0]) as archive:
            archive.extractall(CACHE / f"{name}.part", filter="data")
        (CACHE / f"{name}.part").rename(CACHE / name)
    return CACHE


@dataclass(frozen=True)
class Ingested:
    """A folder, what an ingest said of it, and what it took."""

    corpus: Path
    index: IndexFolder
    report: IngestReport
    seconds: float
    documents: dict[str, Document]

    def file(self, path: str) -> FileReport:
        return next(file for file in self.report.files if file.path == path)


@pytest.fixture(scope="session")
def folder(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    """Ingest every readable kind of file found in the sources, and a file for each fault."""
    base = tmp_path_factory.mktemp("folder")
    corpus = base / "corpus"
    for source in SOURCES:
        found = sources / source.replace("==", "-")
        for path in sorted(found.rglob("*")):
            is_hidden = path.name.startswith(".")
            if path.suffix.lower() in READABLE_SUFFIXES and path.is_file() and not is_hidden:
                target = corpus / source.partition("==")[0] / path.name
                target.parent.mkdir(parents=True, exist_ok=True)
                if not target.exists():
                    shutil.copy(path, target)
    make_faults(corpus / "own", base)
    index = IndexFolder(base / "index")
    began = time.perf_counter()
    report = ingest(corpus, index, CountingEmbeddings(VOCABULARY))  # type: ignore[arg-type]
    seconds = time.perf_counter() - began
    generation = LiveIndex(index).generation()
    documents = {
        record.path: generation.document(id_) for id_, record in generation.records.items()
    }
    return Ingested(corpus, index, report, seconds, documents)


def make_faults(folder: Path, outside: Path) -> None:
    """Make a file for each fault that a corpus may have, and some that only look like one."""
    folder.mkdir(parents=True)
    (folder / "empty.md").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "spaces.txt").write_text(" \n\n \n")
    (folder / "renamed.pdf").write_text("<!DOCTYPE html><html><body>A page.</body></html>")
    (folder / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "sheet.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "half.txt").write_bytes(b"\xff\xfe\x00\xd8\x00\x00")
    (folder / "Ποιότητα 质量.md").write_text("# Quality\n\nWhat good looks like.\n")
    (folder / "twin.md").write_text("# Twin\n\nThe first twin.\n")
    (folder / "twin.txt").write_text("The second twin.\n")
    (folder / "deep.html").write_text("<div>" * 5000 + "Deep." + "</div>" * 5000)
    with (folder / "huge.pdf").open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    (outside / "secret.md").write_text("# Secret\n\nNot of this corpus.\n")
    (folder / "link.md").symlink_to(outside / "secret.md")
    canvas = Canvas(str(folder / "locked.pdf"), encrypt=StandardEncryption("secret", strength=128))
    canvas.drawString(72, 700, "Locked words.")
    canvas.save()
    canvas = Canvas(str(folder / "whole.pdf"))
    for number in range(3):
        canvas.drawString(72, 700, f"Words of page {number}.")
        canvas.showPage()
    canvas.save()
    whole = (folder / "whole.pdf").read_bytes()
    (folder / "truncated.pdf").write_bytes(whole[:300])
    (folder / "damaged.pdf").write_bytes(whole[:20] + bytes(len(whole)))
    Image.new("L", (600, 800), 200).save(outside / "scan.png")
    canvas = Canvas(str(folder / "scan.pdf"))
    canvas.drawImage(str(outside / "scan.png"), 0, 0, 595, 842)
    canvas.save()
    writer = pypdf.PdfWriter()
    for _ in range(3001):
        writer.add_blank_page(100, 100)
    writer.write(folder / "long.pdf")
    docx.Document().save(str(outside / "good.docx"))
    good = (outside / "good.docx").read_bytes()
    (folder / "truncated.docx").write_bytes(good[: len(good) // 2])
    shutil.copy(outside / "good.docx", folder / "bomb.docx")
    with (
        zipfile.ZipFile(folder / "bomb.docx", "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/bomb.xml", "w", force_zip64=True) as bomb,
    ):
        for _ in range(501):
            bomb.write(bytes(1024 * 1024))


def test_folder_is_large_and_every_file_is_in_the_report(folder: Ingested) -> None:
    on_disk = {
        path.relative_to(folder.corpus).as_posix()
        for path in folder.corpus.rglob("*")
        if path.is_file()
    }

    assert len(on_disk) >= 120
    assert {file.path for file in folder.report.files} == on_disk


def test_every_unread_file_has_the_right_reason(folder: Ingested) -> None:
    unread = {f.path: f.reason for f in folder.report.files if f.status in {"failed", "skipped"}}
    wrong = {
        path: reason
        for reason, paths in EXPECTED.items()
        for path in paths
        if reason not in unread.get(path, "")
    }

    assert wrong == {}
    assert sorted(unread) == sorted(path for paths in EXPECTED.values() for path in paths)


def test_no_file_hangs_and_memory_is_bounded(folder: Ingested) -> None:
    assert folder.seconds < 300
    assert max(file.seconds for file in folder.report.files) < Limits().seconds
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert largest < Limits().memory
    assert WORKERS == 2


def test_words_of_pdfs_are_recovered(folder: Ingested) -> None:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    recovered, expected, low = 0, 0, {}

    for path, document in folder.documents.items():
        if path.endswith(".pdf"):
            found, of = words_recovered(folder.corpus / path, document)
            recovered, expected = recovered + found, expected + of
            if found < 0.95 * of and of > 20:
                low[path] = found / of

    print(f"{recovered} of {expected} words: {recovered / expected:.4f}")
    assert recovered >= 0.98 * expected
    assert low == {}


# Its fonts give their letters wrong codes: no extractor finds words.
GARBLED = {"pikepdf/cmyk.pdf"}


def words_recovered(path: Path, document: Document) -> tuple[int, int]:
    """Return how many words of the better of pypdf and pdfium the document has, and of how many.

    Running headers and footers, and hidden words, count as recovered: they are left out on
    purpose.
    """
    pdf = pypdfium2.PdfDocument(path)
    pages, heights, hidden = [], [], 0
    for page in pdf:
        fragments, hidden_here = fragments_of(page)
        hidden += hidden_here
        pages.append(rows_in_order(fragments))
        heights.append(page.get_height())
    by_pdfium = [page.get_textpage().get_text_range() for page in pdf]
    labels = read_facts(path, len(pages)).labels
    kept = without_furniture(pages, heights, labels)
    dropped = [
        fragment.text
        for before, after in zip(pages, kept, strict=True)
        for row in before
        if row not in after
        for fragment in row
    ]
    ours = Counter(words_of(document.text)) + Counter(words_of(" ".join(dropped)))
    best = max((by_pypdf(path), words_of("\n\n".join(by_pdfium))), key=len)
    return min(found_in(best, ours) + hidden, len(best)), len(best)


def by_pypdf(path: Path) -> list[str]:
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            reader.decrypt("")
        return words_of("\n\n".join(page.extract_text() for page in reader.pages))
    except Exception:  # what pypdf cannot read is no better than what pdfium can
        return []


def words_of(text: str) -> list[str]:
    text = text.replace("\x02", "-").replace("\ufffe", "-")
    return re.findall(r"[^\W_]+", normalise_block(text).casefold())


def found_in(words: list[str], ours: Counter[str]) -> int:
    """Count the words that are found, alone or as the two halves of one."""
    found, number = 0, 0
    while number < len(words):
        both = "".join(words[number : number + 2])
        if ours[words[number]] > 0:
            ours[words[number]] -= 1
            found += 1
        elif ours[both] > 0 and both != words[number]:
            ours[both] -= 1
            found += 2
            number += 1
        number += 1
    return found


def test_every_quote_stands_in_the_text_at_its_place(folder: Ingested) -> None:
    embeddings = CountingEmbeddings(VOCABULARY)
    quoted: Counter[str] = Counter()

    for document in folder.documents.values():
        kinds = {(line.start, line.end): line.kind for line in document.lines}
        for line in document.lines:
            assert document.text[line.start : line.end].strip()
            assert "\n" not in document.text[line.start : line.end]
        for chunk in split_document(
            document, window=embeddings.window, token_starts=embeddings.token_starts
        ):
            assert document.text[chunk.start : chunk.end] == chunk.text
            for sentence in chunk.sentences:
                assert document.text[sentence.start : sentence.end].strip()
                holder = next(
                    (k for (s, e), k in kinds.items() if s <= sentence.start and sentence.end <= e),
                    "several",
                )
                quoted[holder] += 1

    assert sum(quoted.values()) > 1000
    assert quoted["row"] >= 20
    assert quoted["footnote"] >= 1
    assert quoted["item"] >= 20


@pytest.fixture
def thousand(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(1000):
        words = f"Page {number} says that leave and pay are for number {number}. " * 12
        (corpus / f"page-{number:04}.md").write_text(f"# Page {number}\n\n{words}\n")
    return corpus


def test_thousand_unchanged_documents_cost_little(thousand: Path, index: IndexFolder) -> None:
    counting = CountingEmbeddings(VOCABULARY)
    began = time.perf_counter()
    ingest(thousand, index, counting)  # type: ignore[arg-type]
    first = time.perf_counter() - began
    embedded = counting.embedded

    began = time.perf_counter()
    report = ingest(thousand, index, counting)  # type: ignore[arg-type]
    second = time.perf_counter() - began

    print(f"first {first:.1f} s, second {second:.2f} s: {second / first:.1%}")
    assert counting.embedded == embedded
    assert {file.status for file in report.files} == {"unchanged"}
    assert second < 0.05 * first


def pages(day: str) -> dict[str, str]:
    return {
        f"page-{n}.md": f"# Page {n}\n\nPage {n} says that pay comes on {day}.\n" for n in range(40)
    }


def write_pages(corpus: Path, day: str) -> None:
    for name, words in pages(day).items():
        (corpus / name).write_text(words)


def said(index: IndexFolder) -> set[str]:
    """Return the last words of all that is served, which have to be the same in search."""
    generation = LiveIndex(index).generation()
    vector = CountingEmbeddings(VOCABULARY).embed(["pay"])[0].whole
    assert len(generation.dense(vector, 100)) == 40
    for chunk in generation.chunks:
        assert chunk.text in generation.document(chunk.document).text
    return {chunk.text.split()[-1] for chunk in generation.chunks}


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


def test_ingest_killed_at_random_moments_harms_nothing(corpus: Path, index: IndexFolder) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    write_pages(corpus, "Monday")
    began = time.perf_counter()
    assert finish(start_ingest(corpus, index)) == (0, "")
    length = time.perf_counter() - began
    old = "Monday."

    for number in range(KILLS):
        write_pages(corpus, f"day{number}")
        process = start_ingest(corpus, index)
        time.sleep(moments.uniform(0, length))
        process.send_signal(signal.SIGKILL)
        finish(process)

        assert len(said(index)) == 1
        assert said(index) <= {old, f"day{number}."}

        assert finish(start_ingest(corpus, index)) == (0, "")
        assert said(index) == {f"day{number}."}
        assert not (index.folder / "copies").exists()
        old = f"day{number}."


def test_of_two_ingests_at_once_one_works_and_the_other_says_who_does(
    corpus: Path, index: IndexFolder
) -> None:
    write_pages(corpus, "Monday")

    both = [start_ingest(corpus, index) for _ in range(2)]
    ends = [finish(process) for process in both]

    codes = sorted(code for code, _ in ends)
    assert codes in ([0, 1], [0, 0])  # both work where the first was done before the second began
    for (code, words), other in zip(ends, reversed(both), strict=True):
        if code:
            assert f"Process {other.pid} has been changing the index since 20" in words
    assert said(index) == {"Monday."}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of four megabytes, where this may be done."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(options, check=False).returncode:
        pytest.skip("A disk can be mounted only by root; RLIMIT_FSIZE stands in in test_kill.py.")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_full_disk_keeps_the_old_corpus_and_says_so(corpus: Path, small_disk: Path) -> None:
    index = IndexFolder(small_disk / "index")
    write_pages(corpus, "Monday")
    assert finish(start_ingest(corpus, index)) == (0, "")
    large = "Much more is said about pay and leave on Friday. " * 4000
    for number in range(40):
        (corpus / f"page-{number}.md").write_text(f"# Page {number}\n\n{large}\n")

    code, words = finish(start_ingest(corpus, index))

    assert code == 1
    assert "The one before is still in use." in words
    assert said(index) == {"Monday."}

    write_pages(corpus, "Friday")
    assert finish(start_ingest(corpus, index)) == (0, "")
    assert said(index) == {"Friday."}


@pytest.fixture
def read_only(corpus: Path, index: IndexFolder) -> Iterator[IndexFolder]:
    """Mount an index so that it may be read and not written."""
    write_pages(corpus, "Monday")
    assert finish(start_ingest(corpus, index)) == (0, "")
    folder = str(index.folder)
    if (
        not shutil.which("mount")
        or subprocess.run(["mount", "--bind", folder, folder], check=False).returncode
    ):
        pytest.skip("A folder can be mounted read-only only by root.")
    subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
    yield index
    subprocess.run(["umount", "-l", folder], check=True)


def test_read_only_index_is_served_and_an_ingest_says_that_it_may_not_write(
    corpus: Path, read_only: IndexFolder
) -> None:
    write_pages(corpus, "Friday")

    code, words = finish(start_ingest(corpus, read_only))

    assert code == 1
    assert "cannot be written to: Read-only file system" in words
    assert said(read_only) == {"Monday."}


def test_index_deleted_under_a_running_app_is_named_and_taken_up_when_built_again(
    corpus: Path, index: IndexFolder
) -> None:
    write_pages(corpus, "Monday")
    ingest(corpus, index, CountingEmbeddings(VOCABULARY))  # type: ignore[arg-type]
    live = LiveIndex(index)
    live.generation()
    shutil.rmtree(index.folder)

    with pytest.raises(Exception, match=r"No index at .*ingest\.py"):
        live.generation()

    report = ingest(corpus, index, CountingEmbeddings(VOCABULARY))  # type: ignore[arg-type]
    assert live.generation().id == report.corpus_version


@pytest.mark.parametrize("part", ["manifest.json", "chunks.json", "chunks.npy", "chroma"])
def test_damaged_generation_is_named_and_the_previous_one_serves(
    corpus: Path, index: IndexFolder, part: str
) -> None:
    counting = CountingEmbeddings(VOCABULARY)
    write_pages(corpus, "Monday")
    first = ingest(corpus, index, counting)  # type: ignore[arg-type]
    write_pages(corpus, "Friday")
    second = ingest(corpus, index, counting)  # type: ignore[arg-type]
    assert second.corpus_version
    damaged = index.generation_folder(second.corpus_version) / part
    if damaged.is_dir():
        shutil.rmtree(damaged)
    else:
        damaged.write_bytes(damaged.read_bytes()[:40])
    live = LiveIndex(index)

    assert live.generation().id == first.corpus_version
    assert live.problem is not None
    assert "is damaged" in live.problem
    assert live.generation() is live.generation()

    rebuilt = ingest(corpus, index, counting, rebuild=True)  # type: ignore[arg-type]
    assert live.generation().id == rebuilt.corpus_version
    assert live.problem is None


def test_going_back_makes_the_index_before_live_again(corpus: Path, index: IndexFolder) -> None:
    counting = CountingEmbeddings(VOCABULARY)
    write_pages(corpus, "Monday")
    first = ingest(corpus, index, counting)  # type: ignore[arg-type]
    write_pages(corpus, "Friday")
    ingest(corpus, index, counting)  # type: ignore[arg-type]

    manifest = index.roll_back()

    assert manifest.id == first.corpus_version == index.live_id()
    assert said(index) == {"Monday."}
    with pytest.raises(Exception, match="No earlier index is kept"):
        index.roll_back()


def run_command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "ingest.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_status_and_rollback_are_commands(corpus: Path, index: IndexFolder) -> None:
    counting = CountingEmbeddings(VOCABULARY)
    write_pages(corpus, "Monday")
    first = ingest(corpus, index, counting)  # type: ignore[arg-type]
    write_pages(corpus, "Friday")
    second = ingest(corpus, index, counting)  # type: ignore[arg-type]

    status = run_command("--status", "--index", index.folder, "--json")
    back = run_command("--rollback", "--index", index.folder)
    again = run_command("--rollback", "--index", index.folder)

    assert f'"corpus_version": "{second.corpus_version}"' in status.stdout
    assert f'"previous": "{first.corpus_version}"' in status.stdout
    assert back.returncode == 0
    assert str(first.corpus_version) in back.stdout
    assert again.returncode == 1
    assert "No earlier index is kept" in again.stderr
    assert run_command("--status", "--index", corpus).returncode == 1
    assert run_command("--status", "--rollback").returncode == 2

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from conftest import ROOT
from reportlab.pdfgen.canvas import Canvas

from assistant.documents import Document
from assistant.errors import UnreadableFile
from assistant.file_worker import FileToRead, read_outcome
from assistant.reading import FileRead, Limits, read_documents

SHORT = Limits(seconds=2.0)


def to_read(path: Path) -> FileToRead:
    return FileToRead(path.stem, path.name, path)


def page(folder: Path, name: str) -> FileToRead:
    path = folder / f"{name}.md"
    path.write_text(f"# {name}\n\nThe words of {name}.\n")
    return to_read(path)


def endless(folder: Path, name: str = "endless") -> FileToRead:
    """Make a text that would take hours: each of its line ends is looked for in all of it."""
    path = folder / f"{name}.txt"
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = (a + b + c + d for a in letters for b in letters for c in letters for d in "abcdef")
    path.write_text("\n".join(f"{'long' * 16}{word}-" for word in words))
    return to_read(path)


def text(read: FileRead) -> str:
    assert isinstance(read.outcome, Document), read.outcome
    return read.outcome.text


def reason(read: FileRead) -> str:
    assert isinstance(read.outcome, UnreadableFile)
    return str(read.outcome)


def children() -> set[int]:
    """Return the processes that this one has started and that still run."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if f"PPid:\t{os.getpid()}\n" in status.read_text():
                found.add(int(status.parent.name))
        except OSError:
            continue
    return found


def test_documents_come_in_the_order_asked_for(tmp_path: Path) -> None:
    files = [page(tmp_path, f"page-{number}") for number in range(12)]

    reads = list(read_documents(files))

    assert [text(read) for read in reads] == [
        f"page-{n}\nThe words of page-{n}." for n in range(12)
    ]


def test_nothing_to_read_starts_nothing() -> None:
    assert list(read_documents([])) == []


def test_reason_of_a_file_comes_back_from_its_worker(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")

    (read,) = read_documents([to_read(tmp_path / "a.txt")])

    assert reason(read) == "a.txt is empty: it has no content at all."


def test_file_that_takes_for_ever_is_ended_and_harms_no_other(tmp_path: Path) -> None:
    files = [page(tmp_path, "first"), endless(tmp_path), *(page(tmp_path, n) for n in "abc")]
    began = time.perf_counter()

    reads = list(read_documents(files, SHORT))

    assert time.perf_counter() - began < 15
    assert "endless.txt was not read within 2 seconds" in reason(reads[1])
    assert [text(read).split()[0] for read in reads if read is not reads[1]] == [
        *("first", "a", "b", "c")
    ]


def test_file_that_crashes_its_worker_is_reported_and_harms_no_other(tmp_path: Path) -> None:
    files = [page(tmp_path, "first"), endless(tmp_path), *(page(tmp_path, n) for n in "abc")]
    before = children()
    reads: list[FileRead] = []
    reading = threading.Thread(target=lambda: reads.extend(read_documents(files, Limits(60))))

    reading.start()
    while reading.is_alive():
        time.sleep(0.5)
        for process in busy(children() - before):
            os.kill(process, signal.SIGKILL)
    reading.join()

    assert "crashes its reader" in reason(reads[1])
    assert [text(reads[number]).split()[0] for number in (0, 2, 3, 4)] == ["first", *"abc"]


def busy(processes: set[int]) -> set[int]:
    """Return those that have computed for more than a second."""
    found = set()
    for process in processes:
        with contextlib.suppress(OSError):
            spent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
            if sum(map(int, spent)) > os.sysconf("SC_CLK_TCK"):
                found.add(process)
    return found


def test_file_that_unpacks_to_more_than_the_memory_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    docx.Document().save(str(tmp_path / "good.docx"))
    with (
        zipfile.ZipFile(tmp_path / "good.docx") as good,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for part in good.namelist():
            content = good.read(part)
            if part == "word/document.xml":
                lines = b"<w:p><w:r><w:t>bomb</w:t></w:r></w:p>" * 2_000_000
                content = content.replace(b"<w:body>", b"<w:body>" + lines)
            bomb.writestr(part, content)
    files = [page(tmp_path, "before"), to_read(path), page(tmp_path, "after")]

    reads, most_held = read_in_small_process(tmp_path, files, 400 * 1024 * 1024)

    assert path.stat().st_size < 1_000_000
    assert "bomb.docx needs more than the 400 MB of memory" in reason(reads[1])
    assert [text(reads[0])[:6], text(reads[2])[:5]] == ["before", "after"]
    assert most_held < 500 * 1024 * 1024


def read_in_small_process(
    folder: Path, files: Sequence[FileToRead], memory: int
) -> tuple[list[FileRead], int]:
    """Return what is read in a process of its own, and the most bytes that a worker held.

    Here it would be this process's own: Linux carries the figure over to those it starts.
    """
    (folder / "asked.pickle").write_bytes(pickle.dumps(files))
    script = (
        "import pickle, resource; from pathlib import Path; from assistant import reading\n"
        f"files = pickle.loads(Path({str(folder / 'asked.pickle')!r}).read_bytes())\n"
        f"reads = list(reading.read_documents(files, reading.Limits(memory={memory})))\n"
        "held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024\n"
        f"Path({str(folder / 'read.pickle')!r}).write_bytes(pickle.dumps((reads, held)))\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=120)
    found: tuple[list[FileRead], int] = pickle.loads((folder / "read.pickle").read_bytes())
    return found


def test_memory_of_whoever_asks_is_not_taken_for_the_workers(tmp_path: Path) -> None:
    held = bytearray(os.urandom(1024)) * 300 * 1024
    (tmp_path / "a.txt").write_bytes(b"")

    (read,) = read_documents([to_read(tmp_path / "a.txt")], Limits(memory=len(held)))

    assert reason(read) == "a.txt is empty: it has no content at all."


def test_pdf_made_to_fill_the_memory_is_reported_and_harms_no_other(tmp_path: Path) -> None:
    path = tmp_path / "busy.pdf"
    path.write_bytes(busy_pdf())
    files = [to_read(path), *(page(tmp_path, name) for name in "abc")]

    reads = list(read_documents(files, Limits(memory=600 * 1024 * 1024)))

    assert "busy.pdf needs more than the 600 MB of memory" in reason(reads[0])
    assert [text(read)[0] for read in reads[1:]] == ["a", "b", "c"]


def busy_pdf() -> bytes:
    """Return a small PDF whose form draws the next twelve times over, and so on, eight deep."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /XObject << /F 5 0 R >> >> >>",
        b"<< /Length 4 >> stream\n/F Do\nendstream",
    ]
    for number in range(5, 13):
        body = b"/F Do " * 12
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject "
            b"<< /F %d 0 R >> >> /Length %d >> stream\n%s\nendstream"
            % (number + 1, len(body), body)
        )
    body = b"BT /F1 12 Tf 72 700 Td (busy) Tj ET"
    objects.append(
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 "
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Length %d >> "
        b"stream\n%s\nendstream" % (len(body), body)
    )
    parts = [b"%d 0 obj %s endobj\n" % (n, content) for n, content in enumerate(objects, 1)]
    return b"%PDF-1.7\n" + b"".join(parts) + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def test_workers_end_when_the_reading_is_given_up(tmp_path: Path) -> None:
    before = children()
    reads = read_documents([page(tmp_path, "first"), endless(tmp_path)], Limits(60))

    next(reads)
    assert children() - before
    reads.close()

    assert not children() - before


def test_workers_do_not_load_the_models(tmp_path: Path) -> None:
    from assistant import reading

    assert "torch" not in vars(reading)
    before = children()
    reads = read_documents([page(tmp_path, "first"), endless(tmp_path)], Limits(60))
    next(reads)

    for process in children() - before:
        assert "torch" not in Path(f"/proc/{process}/maps").read_text()
    reads.close()


def test_second_file_costs_no_second_process(tmp_path: Path) -> None:
    files = [page(tmp_path, f"page-{number}") for number in range(100)]

    reads = list(read_documents(files))

    assert sorted(read.seconds for read in reads)[50] < 0.05


def scan(path: Path) -> Path:
    """Make a PDF of one page that is a picture."""
    from PIL import Image

    canvas = Canvas(str(path))
    picture = path.with_suffix(".png")
    Image.new("L", (600, 800), 200).save(picture)
    canvas.drawImage(str(picture), 0, 0, 595, 842)
    canvas.save()
    picture.unlink()
    return path


def install_recogniser(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called ocrmypdf on the path; its last argument is the file to make."""
    program = folder / "ocrmypdf"
    program.write_text(f"#!{sys.executable}\nimport sys\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def test_scan_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    (read,) = read_documents([to_read(scan(tmp_path / "scan.pdf"))])

    assert "scan.pdf holds scanned pages and no text: it needs text recognition" in reason(read)
    assert "ocrmypdf" in reason(read)


def test_scan_is_read_where_text_recognition_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "from reportlab.pdfgen.canvas import Canvas\n"
        "canvas = Canvas(sys.argv[-1])\n"
        "canvas.drawString(72, 700, 'Words on the picture.')\n"
        "canvas.save()"
    )
    path = scan(tmp_path / "scan.pdf")
    install_recogniser(tmp_path, monkeypatch, script)

    (read,) = read_documents([to_read(path)])

    assert text(read) == "Words on the picture."
    assert isinstance(read.outcome, Document)
    assert "words may be wrong" in read.outcome.notes[0]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("sys.exit('Tesseract is not installed')", "text recognition failed: Tesseract is not"),
        ("import shutil; shutil.copy(sys.argv[-2], sys.argv[-1])", "found no words"),
    ],
)
def test_text_recognition_that_fails_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, expected: str
) -> None:
    path = scan(tmp_path / "scan.pdf")
    install_recogniser(tmp_path, monkeypatch, script)

    (read,) = read_documents([to_read(path)])

    assert expected in reason(read)


def test_text_recognition_that_takes_for_ever_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scan(tmp_path / "scan.pdf")
    install_recogniser(tmp_path, monkeypatch, "import time; time.sleep(600)")
    monkeypatch.setattr("assistant.readers.text_recognition.TIME_LIMIT", 1.0)

    (read,) = read_documents([to_read(path)])

    assert "text recognition did not finish" in reason(read)


@pytest.mark.parametrize(
    "said", [pickle.dumps(["any"]), b"", b"{", b'{"document": 1}', b'{"document": {"id": "a"}}']
)
def test_worker_that_was_taken_over_is_not_believed(said: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_outcome(said)

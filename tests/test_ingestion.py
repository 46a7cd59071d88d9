import errno
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from conftest import VOCABULARY, WriteFiles
from fake_embeddings import CountingEmbeddings
from reportlab.pdfgen.canvas import Canvas

from assistant.documents import Document
from assistant.errors import (
    CorpusError,
    IndexLocked,
    IndexMismatch,
    IndexUnusable,
    SettingsError,
)
from assistant.generation import Generation
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import FileReport, IngestReport, Progress, ingest

LEAVE = "# Leave\n\nAnnual leave is 27 days a year.\n"
PAY = "# Pay\n\nPay comes on the last day of the month.\n"
BADGE = "# Badge\n\nCollect your badge at the front desk.\n"
LIBRARY = "# Library\n\nThe library opens at nine.\n"
FOUR = {"leave.md": LEAVE, "pay.md": PAY, "badge.md": BADGE, "library.md": LIBRARY}

Ingest = Callable[..., IngestReport]


class FullDisk(IndexFolder):
    """An index on a disk that has no room left for the last small file."""

    def publish(self, generation_id: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Unremovable(IndexFolder):
    """An index of which nothing can be removed: its folder is another user's, or a disk fails."""

    error: Exception

    def prune(self) -> None:
        raise self.error


@pytest.fixture
def run(corpus: Path, index: IndexFolder, counting: CountingEmbeddings) -> Ingest:
    """Ingest the corpus with counted words."""

    def run_ingest(**options: bool) -> IngestReport:
        return ingest(corpus, index, counting, **options)  # type: ignore[arg-type]

    return run_ingest


def statuses(report: IngestReport) -> dict[str, str]:
    return {file.path: file.status for file in report.files}


def reason(report: IngestReport, path: str) -> str:
    return next(file.reason for file in report.files if file.path == path)


def live(index: IndexFolder) -> Generation:
    return LiveIndex(index).generation()


def live_texts(index: IndexFolder) -> dict[str, str]:
    generation = live(index)
    return {id_: generation.document(id_).text for id_ in generation.records}


def found_first(index: IndexFolder, counting: CountingEmbeddings, question: str) -> str:
    generation = live(index)
    vector = counting.embed([question])[0].whole
    return generation.chunks[generation.dense(vector, 1)[0]].document


def kept_generations(index: IndexFolder) -> set[str]:
    return {folder.name for folder in (index.folder / "generations").iterdir()}


def test_first_ingest_reports_each_file_and_makes_it_live(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    write({"leave.md": LEAVE, "hr/pay.txt": "Pay\n\nPay comes on the last day of the month.\n"})

    report = run()

    assert report.corpus_version == index.live_id()
    assert [(f.path, f.document, f.status, f.reason, f.chunks) for f in report.files] == [
        ("hr/pay.txt", "hr--pay", "added", "", 1),
        ("leave.md", "leave", "added", "", 1),
    ]
    assert live_texts(index)["leave"] == "Leave\nAnnual leave is 27 days a year."


def test_each_document_is_found_by_its_words(
    write: WriteFiles, run: Ingest, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    write(FOUR)

    run()

    assert found_first(index, counting, "pay") == "pay"
    assert found_first(index, counting, "badge") == "badge"
    assert live(index).sparse(["librari"]).argmax() == 2


def test_unchanged_corpus_costs_nothing(
    write: WriteFiles, run: Ingest, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    write(FOUR)
    first = run()
    counting.embedded.clear()

    second = run()

    assert set(statuses(second).values()) == {"unchanged"}
    assert second.corpus_version == first.corpus_version
    assert counting.embedded == []
    assert kept_generations(index) == {first.corpus_version}


def test_changed_document_is_replaced_and_the_rest_is_not_embedded_again(
    write: WriteFiles, run: Ingest, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    write(FOUR)
    first = run()
    counting.embedded.clear()
    write({"pay.md": "# Pay\n\nPay comes with your badge.\n"})

    second = run()

    assert statuses(second) == {**dict.fromkeys(FOUR, "unchanged"), "pay.md": "updated"}
    assert second.corpus_version != first.corpus_version
    assert live_texts(index)["pay"] == "Pay\nPay comes with your badge."
    assert not any("leave" in text or "last day" in text for text in counting.embedded)
    assert live(index).sparse(["month"]).max() == 0
    assert found_first(index, counting, "leave") == "leave"


def test_added_document_joins_the_others(
    write: WriteFiles, run: Ingest, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    write({"leave.md": LEAVE})
    run()
    write({"badge.md": BADGE})

    report = run()

    assert statuses(report) == {"badge.md": "added", "leave.md": "unchanged"}
    assert found_first(index, counting, "badge") == "badge"
    assert found_first(index, counting, "leave") == "leave"


def test_vanished_document_is_removed(
    write: WriteFiles, run: Ingest, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    corpus = write(FOUR)
    run()
    (corpus / "pay.md").unlink()

    report = run()

    assert statuses(report)["pay.md"] == "removed"
    assert set(live_texts(index)) == {"leave", "badge", "library"}
    assert found_first(index, counting, "pay") != "pay"
    assert live(index).sparse(["month"]).max() == 0


def test_moved_document_is_removed_and_added(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    corpus = write(FOUR)
    run()
    (corpus / "hr").mkdir()
    (corpus / "pay.md").rename(corpus / "hr" / "pay.md")

    report = run()

    assert statuses(report)["hr/pay.md"] == "added"
    assert statuses(report)["pay.md"] == "removed"
    assert set(live_texts(index)) == {"leave", "badge", "library", "hr--pay"}


def test_same_id_with_another_ending_is_an_update(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    corpus = write(FOUR)
    run()
    (corpus / "pay.md").unlink()
    write({"pay.txt": "Pay comes weekly now.\n"})

    report = run()

    assert statuses(report)["pay.txt"] == "updated"
    assert live_texts(index)["pay"] == "Pay comes weekly now."


def test_a_third_of_the_documents_may_go(write: WriteFiles, run: Ingest) -> None:
    corpus = write({"leave.md": LEAVE, "pay.md": PAY, "badge.md": BADGE})
    run()
    (corpus / "pay.md").unlink()

    assert statuses(run())["pay.md"] == "removed"


def test_more_than_a_third_is_removed_only_on_request(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    corpus = write(FOUR)
    first = run()
    (corpus / "pay.md").unlink()
    (corpus / "leave.md").unlink()

    with pytest.raises(IndexUnusable, match=r"2 of 4 documents are gone.*--allow-removals"):
        run()
    assert index.live_id() == first.corpus_version

    report = run(allow_removals=True)

    assert set(live_texts(index)) == {"badge", "library"}
    assert statuses(report)["pay.md"] == "removed"


@pytest.mark.parametrize("rebuild", [False, True])
def test_share_that_failed_to_mount_empties_nothing(
    write: WriteFiles, run: Ingest, index: IndexFolder, rebuild: bool
) -> None:
    corpus = write(FOUR)
    run()
    for path in FOUR:
        (corpus / path).unlink()

    with pytest.raises(CorpusError, match="No documents in"):
        run(rebuild=rebuild, allow_removals=True)

    assert set(live_texts(index)) == {"leave", "pay", "badge", "library"}


def test_empty_corpus_says_what_to_do(corpus: Path, run: Ingest, index: IndexFolder) -> None:
    with pytest.raises(CorpusError, match=r"No documents in .*corpus"):
        run()

    assert index.live_id() is None


def test_unreadable_files_are_reported_with_the_reason_and_harm_no_other(
    write: WriteFiles, run: Ingest, corpus: Path, index: IndexFolder
) -> None:
    write({"leave.md": LEAVE, "empty.md": b"", "table.xyz": b"1", "damaged.pdf": b"%PDF-1.7\nx"})
    make_scanned_pdf(corpus / "scanned.pdf")
    make_locked_pdf(corpus / "locked.pdf")

    report = run()

    assert statuses(report) == {
        "damaged.pdf": "failed",
        "empty.md": "failed",
        "leave.md": "added",
        "locked.pdf": "failed",
        "scanned.pdf": "failed",
        "table.xyz": "skipped",
    }
    assert "empty" in reason(report, "empty.md")
    assert "password" in reason(report, "locked.pdf")
    assert "damaged" in reason(report, "damaged.pdf")
    assert "text" in reason(report, "scanned.pdf")
    assert ".docx" in reason(report, "table.xyz")
    assert set(live_texts(index)) == {"leave"}


def test_nothing_readable_makes_no_index(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    write({"empty.md": b""})

    report = run()

    assert report.corpus_version is None
    assert statuses(report) == {"empty.md": "failed"}
    assert index.live_id() is None


@pytest.mark.parametrize("rebuild", [False, True])
def test_document_that_can_no_longer_be_read_keeps_its_last_good_version(
    write: WriteFiles, run: Ingest, index: IndexFolder, rebuild: bool
) -> None:
    write(FOUR)
    run()
    write({"pay.md": b""})

    report = run(rebuild=rebuild)

    assert statuses(report)["pay.md"] == "failed"
    assert "last good version" in reason(report, "pay.md")
    assert "Pay comes on the last day" in live_texts(index)["pay"]
    assert "empty" in (live(index).records["pay"].problem or "")


@pytest.mark.parametrize("rebuild", [False, True])
def test_when_nothing_can_be_read_any_more_the_index_stays(
    write: WriteFiles, run: Ingest, index: IndexFolder, rebuild: bool
) -> None:
    write({"leave.md": LEAVE})
    run()
    write({"leave.md": b""})

    report = run(rebuild=rebuild)

    assert report.corpus_version == index.live_id()
    assert "27 days" in live_texts(index)["leave"]


def spoil(index: IndexFolder, write: WriteFiles, *documents: str) -> None:
    """Let neither the files of documents be read nor the copies that the index keeps."""
    write({f"{document}.md": b"" for document in documents})
    for document in documents:
        kept = index.original(str(index.live_id()), document)
        assert kept is not None
        kept.write_bytes(b"")


def test_rebuild_names_a_document_that_it_loses(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    write(FOUR)
    run()
    spoil(index, write, "pay")

    report = run(rebuild=True)

    assert set(live_texts(index)) == {"leave", "badge", "library"}
    assert statuses(report)["pay.md"] == "failed"
    assert reason(report, "pay.md").endswith("Its last good version cannot be read either.")


def test_rebuild_loses_more_than_a_third_only_on_request(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    write(FOUR)
    first = run()
    spoil(index, write, "leave", "pay")

    says = r"2 of 4 documents .*\(leave, pay\)\..*leave\.md.*pay\.md.*--allow-removals"
    with pytest.raises(IndexUnusable, match=says):
        run(rebuild=True)
    assert index.live_id() == first.corpus_version

    run(rebuild=True, allow_removals=True)

    assert set(live_texts(index)) == {"badge", "library"}


def test_index_knows_which_files_it_could_not_read(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    write(FOUR)
    run()
    write({"leave.md": b"", "locked.md": b"", "sheet.xlsx": b"1"})

    report = run()

    unread = {file.path: (file.document, file.reason) for file in live(index).manifest.unread}
    assert unread == {
        "leave.md": ("leave", reason(report, "leave.md")),
        "locked.md": (None, reason(report, "locked.md")),
        "sheet.xlsx": (None, reason(report, "sheet.xlsx")),
    }
    assert run().corpus_version == report.corpus_version


def test_document_that_fails_again_changes_nothing_more(write: WriteFiles, run: Ingest) -> None:
    write(FOUR)
    run()
    write({"pay.md": b""})
    second = run()

    third = run()

    assert statuses(third)["pay.md"] == "failed"
    assert third.corpus_version == second.corpus_version


def test_document_that_can_be_read_again_loses_its_problem(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    write(FOUR)
    run()
    write({"pay.md": b""})
    run()
    write({"pay.md": PAY})

    run()

    assert live(index).records["pay"].problem is None


def test_document_of_a_title_alone_is_read(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    write({"leave.md": LEAVE, "title.md": "# A title and nothing else\n"})

    report = run()

    assert statuses(report) == {"leave.md": "added", "title.md": "added"}
    assert live_texts(index)["title"] == "A title and nothing else"


def test_many_documents_that_say_nearly_the_same_are_no_fault_of_the_index(
    write: WriteFiles, run: Ingest
) -> None:
    write({f"form-{n}.md": f"# Form\n\nLeave form number {n}.\n" for n in range(60)})

    assert run().corpus_version


def test_name_that_is_not_utf_8_harms_no_other(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    corpus = write({"leave.md": LEAVE})
    with open(os.path.join(os.fsencode(corpus), b"caf\xe9.md"), "w") as stream:  # noqa: PTH118, PTH123
        stream.write(PAY)

    report = run()

    assert set(live_texts(index)) == {"leave"}
    assert [file.status for file in report.files] == ["skipped", "added"]
    "".join(file.path + file.document for file in report.files).encode()


def test_awkward_names_are_documents_like_any_other(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    names = ["Café ☕/Größe.md", "a b/c?d#e%20.md", "[x]{y}.md", 'it\'s "so".md']
    write(dict.fromkeys(names, LEAVE))

    run()

    assert {unicodedata.normalize("NFC", id_) for id_ in live_texts(index)} == {
        "Café ☕--Größe",
        "a b--c?d#e%20",
        "[x]{y}",
        'it\'s "so"',
    }


def test_catalogue_title_is_taken_up_and_given_back(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    corpus = write(FOUR)
    run()
    write({"catalogue.toml": '[pay]\ntitle = "Salaries"\n'})

    second = run()

    assert statuses(second) == {**dict.fromkeys(FOUR, "unchanged"), "pay.md": "updated"}
    assert live(index).document("pay").title == "Salaries"
    assert found_in_any_chunk(index, "Salaries > Pay")

    (corpus / "catalogue.toml").unlink()
    run()

    assert live(index).document("pay").title == "Pay"
    assert not found_in_any_chunk(index, "Salaries")


def test_other_catalogue_change_embeds_nothing(
    write: WriteFiles, run: Ingest, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    write(FOUR)
    first = run()
    counting.embedded.clear()
    write({"catalogue.toml": '[pay]\nowner = "Payroll"\n'})

    second = run()

    assert second.corpus_version != first.corpus_version
    assert live(index).records["pay"].entry.owner == "Payroll"
    # The new generation is asked one question; nothing else is embedded.
    assert len(counting.embedded) <= 1


def test_mistake_in_the_catalogue_changes_nothing(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    write(FOUR)
    first = run()
    write({"pay.md": LEAVE, "catalogue.toml": "[pay]\n\n[gone]\n"})

    with pytest.raises(SettingsError, match=r"catalogue\.toml line 3"):
        run()

    assert index.live_id() == first.corpus_version


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (CountingEmbeddings(VOCABULARY, name="other", fingerprint="x"), "embedding model counting"),
        (CountingEmbeddings(VOCABULARY, window=32), "chunks of 64 word pieces"),
    ],
)
def test_index_of_another_model_is_refused_until_it_is_rebuilt(
    write: WriteFiles,
    corpus: Path,
    run: Ingest,
    index: IndexFolder,
    other: CountingEmbeddings,
    named: str,
) -> None:
    write(FOUR)
    first = run()

    with pytest.raises(IndexMismatch, match=rf"{named}.*python ingest\.py --rebuild"):
        ingest(corpus, index, other)  # type: ignore[arg-type]
    assert index.live_id() == first.corpus_version

    report = ingest(corpus, index, other, rebuild=True)  # type: ignore[arg-type]

    assert live(index).manifest.fingerprint == other.fingerprint
    assert report.corpus_version == index.live_id() != first.corpus_version


def test_index_of_another_format_is_rebuilt_unasked(
    write: WriteFiles, run: Ingest, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    write(FOUR)
    version = run().corpus_version
    assert version is not None
    path = index.generation_folder(version) / "manifest.json"
    path.write_text(path.read_text().replace('"format":', '"format":9', 1))
    counting.embedded.clear()

    report = run()

    assert report.corpus_version == index.live_id() != version
    assert set(statuses(report).values()) == {"updated"}
    assert any("27 days" in text for text in counting.embedded)


def test_rebuild_reads_everything_anew(
    write: WriteFiles, run: Ingest, counting: CountingEmbeddings
) -> None:
    write(FOUR)
    first = run()
    counting.embedded.clear()

    second = run(rebuild=True)

    assert set(statuses(second).values()) == {"updated"}
    assert second.corpus_version != first.corpus_version
    assert any("27 days" in text for text in counting.embedded)


@pytest.mark.parametrize("damage", ["manifest.json", "chunks.jsonl", "chroma/chroma.sqlite3"])
def test_damaged_index_is_mended_by_a_rebuild(
    write: WriteFiles, run: Ingest, index: IndexFolder, damage: str
) -> None:
    write(FOUR)
    version = run().corpus_version
    assert version is not None
    (index.generation_folder(version) / damage).write_bytes(b"{")
    write({"pay.md": "# Pay\n\nPay comes weekly.\n"})

    with pytest.raises(IndexUnusable, match=r"is damaged.*python ingest\.py --rebuild"):
        run()
    run(rebuild=True)

    assert live_texts(index)["pay"] == "Pay\nPay comes weekly."


def test_generation_folder_that_is_gone_is_mended_by_a_rebuild(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    write(FOUR)
    run()
    (index.folder / "current").write_text("20200101T000000000-00000000\n")

    with pytest.raises(IndexUnusable, match=r"python ingest\.py --rebuild"):
        run()
    run(rebuild=True)

    assert set(live_texts(index)) == {"leave", "pay", "badge", "library"}


def test_full_disk_keeps_the_index_and_leaves_nothing_half_built(
    write: WriteFiles, run: Ingest, corpus: Path, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    write(FOUR)
    first = run()
    write({"pay.md": "# Pay\n\nPay comes weekly.\n"})

    with pytest.raises(IndexUnusable, match=r"No space left.*still in use"):
        ingest(corpus, FullDisk(index.folder), counting)  # type: ignore[arg-type]

    assert index.live_id() == first.corpus_version
    assert kept_generations(index) == {first.corpus_version}
    assert "last day" in live_texts(index)["pay"]


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "Denied"), IndexUnusable("Denied")])
def test_old_index_that_cannot_be_removed_is_told_and_the_new_one_is_live(
    write: WriteFiles,
    corpus: Path,
    index: IndexFolder,
    counting: CountingEmbeddings,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    write(FOUR)
    unremovable = Unremovable(index.folder)
    unremovable.error = error

    report = ingest(corpus, unremovable, counting)  # type: ignore[arg-type]

    assert report.corpus_version == index.live_id()
    assert "An old index could not be removed" in caplog.text
    assert "Denied" in caplog.text


def test_stray_file_among_the_generations_is_left_alone(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    stray = index.folder / "generations" / ".DS_Store"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"")
    write(FOUR)

    assert run().corpus_version == index.live_id()
    assert stray.exists()


def test_second_ingest_at_once_is_refused_and_told_who_holds_the_lock(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    write(FOUR)

    with index.lock(), pytest.raises(IndexLocked, match=rf"Process {os.getpid()} has been"):
        run()

    assert run().corpus_version


def test_live_generation_and_the_one_before_are_kept(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    versions = []
    for day in ("Monday", "Tuesday", "Wednesday"):
        write({"pay.md": f"# Pay\n\nPay comes on {day}.\n"})
        versions.append(run().corpus_version)

    assert kept_generations(index) == set(versions[1:])


def test_earlier_generation_is_left_as_it_was(
    write: WriteFiles, run: Ingest, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    write(FOUR)
    run()
    earlier = live(index)
    write({"pay.md": "# Pay\n\nPay comes weekly.\n"})

    run()

    vector = counting.embed(["pay"])[0].whole
    assert "last day" in earlier.chunks[earlier.dense(vector, 1)[0]].text
    assert "last day" in earlier.document("pay").text


def test_half_built_generation_is_removed(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    half_built = index.generation_folder("20200101T000000000-00000000")
    half_built.mkdir(parents=True)
    (half_built / "chunks.npy").write_bytes(b"half")
    write(FOUR)

    run()

    assert not half_built.exists()


def test_progress_reaches_all_files_and_chunks(
    write: WriteFiles, corpus: Path, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    write(FOUR)
    seen: list[Progress] = []

    ingest(corpus, index, counting, on_progress=seen.append)  # type: ignore[arg-type]

    assert [progress.files for progress in seen] == [1, 2, 3, 4, 4]
    assert seen[-1] == Progress(4, 4, 4, 4)


def test_original_file_is_kept_with_its_bytes(
    write: WriteFiles, run: Ingest, index: IndexFolder, corpus: Path
) -> None:
    make_pdf(corpus / "Guide.PDF")

    run()

    (kept,) = live(index).folder.glob("documents/*/original*")
    assert kept.name == "original.pdf"
    assert kept.read_bytes() == (corpus / "Guide.PDF").read_bytes()


def test_pages_of_a_pdf_are_counted(corpus: Path, run: Ingest) -> None:
    make_pdf(corpus / "guide.pdf", pages=3)

    (file,) = run().files

    assert (file.status, file.pages) == ("added", 3)
    assert isinstance(file, FileReport)


def test_raw_page_gives_the_sections_of_the_edited_one_down_to_its_diagram(
    write: WriteFiles, run: Ingest, index: IndexFolder
) -> None:
    root = Path(__file__).parent
    raw = (root / "data" / "about-us.txt").read_bytes()
    edited = (root.parent / "corpus" / "about-us.md").read_bytes()
    write({"raw.txt": raw, "edited.md": edited})

    run()

    raw_page, edited_page = live(index).document("raw"), live(index).document("edited")
    assert titles(raw_page) == titles(edited_page)
    assert items(raw_page) == items(edited_page)
    assert items(raw_page) == [
        "We strive for excellence",
        "We champion inclusivity",
        "We place compassion at our core",
        "We have respect for each other",
    ]


def titles(document: Document) -> list[str]:
    return [section.path[-1] for section in document.sections]


def items(document: Document) -> list[str]:
    return [document.text[ln.start : ln.end] for ln in document.lines if ln.kind == "item"]


def found_in_any_chunk(index: IndexFolder, words: str) -> bool:
    return any(words in chunk.embedded_text for chunk in live(index).chunks)


def make_pdf(path: Path, *, pages: int = 1) -> None:
    canvas = Canvas(str(path))
    for number in range(pages):
        canvas.drawString(72, 720, f"Annual leave is 27 days a year, says page {number + 1}.")
        canvas.showPage()
    canvas.save()


def make_scanned_pdf(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.rect(72, 400, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()


def make_locked_pdf(path: Path) -> None:
    make_pdf(path)
    writer = pypdf.PdfWriter(clone_from=path)
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(path)

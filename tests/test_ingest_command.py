import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from conftest import ROOT, WriteFiles
from fake_embeddings import CountingEmbeddings
from typer.testing import CliRunner

import ingest as ingest_command
from assistant.index import IndexFolder
from assistant.ingestion import ingest

LEAVE = "# Leave\n\nAnnual leave is 27 days a year.\n"


def clean_environment(settings: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "ASSISTANT_" not in name}
    return {**kept, **settings}


def run_ingest(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "ingest.py", *map(str, arguments)],
        cwd=ROOT,
        env=clean_environment(settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def run_here(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, which has loaded all that it takes long to load."""
    command = typer.Typer(pretty_exceptions_enable=False)
    command.command()(ingest_command.main)
    given = [str(argument) for argument in arguments]
    run = CliRunner().invoke(command, given, env=settings, catch_exceptions=False)
    return subprocess.CompletedProcess(given, run.exit_code, run.stdout, run.stderr)


def report_of(run: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def statuses(report: Mapping[str, Any]) -> dict[str, str]:
    return {file["path"]: file["status"] for file in report["files"]}


@pytest.fixture
def index_folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.mark.parametrize(
    "arguments", [["--nonsense"], ["one", "two"], ["--index"], ["--status", "--rollback"]]
)
def test_wrong_usage_is_exit_status_2(arguments: list[str]) -> None:
    run = run_ingest(*arguments)

    assert run.returncode == 2
    assert run.stdout == ""
    assert "Traceback" not in run.stderr


def test_help_names_every_option() -> None:
    run = run_ingest("--help", COLUMNS="120", NO_COLOR="1", TERM="dumb")

    assert run.returncode == 0
    for option in ("--index", "--rebuild", "--strict", "--allow-removals", "--json", "CORPUS"):
        assert option in run.stdout.upper() or option in run.stdout


def test_unknown_setting_is_refused_by_name(corpus: Path) -> None:
    run = run_ingest(corpus, ASSISTANT_NONSENSE="1")

    assert run.returncode == 1
    assert "ASSISTANT_NONSENSE is not a setting" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.model
def test_settings_name_the_corpus_and_the_index(write: WriteFiles, index_folder: Path) -> None:
    corpus = write({"leave.md": LEAVE})

    run = run_ingest(ASSISTANT_CORPUS_DIR=str(corpus), ASSISTANT_INDEX_DIR=str(index_folder))

    assert run.returncode == 0, run.stderr
    assert "leave.md" in run.stdout
    assert "added" in run.stdout
    assert (index_folder / "current").is_file()


@pytest.mark.model
def test_json_report_is_all_of_standard_output(write: WriteFiles, index_folder: Path) -> None:
    corpus = write({"leave.md": LEAVE, "empty.md": b"", "table.xyz": b"1"})

    run = run_ingest(corpus, "--index", index_folder, "--json")

    assert run.returncode == 0, run.stderr
    report = report_of(run)
    assert list(report) == ["corpus_version", "files"]
    assert report["corpus_version"] == (index_folder / "current").read_text().strip()
    assert [list(file) for file in report["files"]] == [
        ["path", "document", "status", "reason", "pages", "chunks", "seconds"]
    ] * 3
    assert statuses(report) == {"empty.md": "failed", "leave.md": "added", "table.xyz": "skipped"}

    again = run_here(corpus, "--index", index_folder, "--json", "--strict")

    assert again.returncode == 1
    assert report_of(again)["corpus_version"] == report["corpus_version"]
    assert statuses(report_of(again))["leave.md"] == "unchanged"


@pytest.mark.model
def test_strict_takes_no_offence_at_skipped_files(write: WriteFiles, index_folder: Path) -> None:
    corpus = write({"leave.md": LEAVE, "table.xyz": b"1"})

    run = run_here(corpus, "--index", index_folder, "--strict")

    assert run.returncode == 0, run.stderr
    assert "table.xyz" in run.stdout


@pytest.mark.model
def test_missing_corpus_is_named(tmp_path: Path, index_folder: Path) -> None:
    run = run_here(tmp_path / "nowhere", "--index", index_folder, "--json")

    assert run.returncode == 1
    assert "No corpus at" in run.stderr
    assert "nowhere" in run.stderr
    assert "Traceback" not in run.stderr
    assert report_of(run) == {"corpus_version": None, "files": []}


@pytest.mark.model
def test_corpus_in_which_nothing_can_be_read_makes_no_index(
    write: WriteFiles, index_folder: Path
) -> None:
    corpus = write({"empty.md": b""})

    run = run_here(corpus, "--index", index_folder, "--json")

    assert run.returncode == 1
    assert statuses(report_of(run)) == {"empty.md": "failed"}
    assert "No index was made" in run.stderr


@pytest.mark.model
def test_empty_corpus_keeps_the_index_that_was_there(write: WriteFiles, index_folder: Path) -> None:
    corpus = write({"leave.md": LEAVE})
    run_here(corpus, "--index", index_folder)
    version = (index_folder / "current").read_text()
    (corpus / "leave.md").unlink()

    run = run_here(corpus, "--index", index_folder, "--json")

    assert run.returncode == 1
    assert "The index was not changed. No documents in" in run.stderr
    assert (index_folder / "current").read_text() == version
    # There is still an index, and what reads the report is told which.
    assert report_of(run) == {"corpus_version": version.strip(), "files": []}


@pytest.mark.model
def test_removals_need_to_be_allowed_and_rebuild_reads_anew(
    write: WriteFiles, index_folder: Path
) -> None:
    corpus = write({"leave.md": LEAVE, "pay.md": "# Pay\n\nPay comes monthly.\n"})
    run_here(corpus, "--index", index_folder)
    (corpus / "pay.md").unlink()

    refused = run_here(corpus, "--index", index_folder)
    allowed = run_here(corpus, "--index", index_folder, "--allow-removals", "--rebuild", "--json")

    assert refused.returncode == 1
    assert "--allow-removals" in refused.stderr
    assert allowed.returncode == 0
    assert statuses(report_of(allowed)) == {"leave.md": "updated", "pay.md": "removed"}


@pytest.mark.model
def test_second_ingest_at_once_says_who_holds_the_lock(
    write: WriteFiles, index_folder: Path
) -> None:
    corpus = write({"leave.md": LEAVE})
    index_folder.mkdir()
    with (index_folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write('{"process": 4711, "since": "2026-01-01T09:00:00+00:00"}')
        lock.flush()

        run = run_here(corpus, "--index", index_folder)

    assert run.returncode == 1
    assert "Process 4711 has been changing the index since 2026-01-01T09:00:00" in run.stderr


@pytest.mark.model
def test_missing_model_weights_are_named(write: WriteFiles, tmp_path: Path) -> None:
    corpus = write({"leave.md": LEAVE})

    run = run_here(corpus, ASSISTANT_EMBEDDING_MODEL=str(tmp_path / "nomodel"))

    assert run.returncode == 1
    assert "nomodel" in run.stderr
    assert "ASSISTANT_EMBEDDING_MODEL" in run.stderr


def test_status_says_what_is_live_and_rollback_goes_back(
    write: WriteFiles, index_folder: Path, counting: CountingEmbeddings
) -> None:
    index = IndexFolder(index_folder)
    first = ingest(write({"leave.md": LEAVE}), index, counting)  # type: ignore[arg-type]
    corpus = write({"leave.md": b"", "pay.md": LEAVE})
    second = ingest(corpus, index, counting)  # type: ignore[arg-type]

    status = run_here("--status", "--index", index_folder, "--json")
    shown = run_here("--status", "--index", index_folder)
    back = run_here("--rollback", "--index", index_folder)
    again = run_here("--rollback", "--index", index_folder)

    said = json.loads(status.stdout)
    assert said["corpus_version"] == second.corpus_version
    assert said["previous"] == first.corpus_version
    assert said["documents"] == 2
    assert said["answers"] == "yes"
    assert "leave.md is empty" in said["problems"]["leave.md"]
    assert "leave.md is empty" in shown.stdout
    assert back.returncode == 0
    assert str(first.corpus_version) in back.stdout
    assert again.returncode == 1
    assert "No earlier index is kept" in again.stderr


def test_status_of_a_copy_that_lost_a_document_says_that_it_does_not_answer(
    write: WriteFiles, index_folder: Path, counting: CountingEmbeddings, tmp_path: Path
) -> None:
    corpus = write({"leave.md": LEAVE, "pay.md": "# Pay\n\nPay comes monthly.\n"})
    ingest(corpus, IndexFolder(index_folder), counting)  # type: ignore[arg-type]
    whole, spoilt = tmp_path / "whole", tmp_path / "spoilt"
    shutil.copytree(index_folder, whole)
    shutil.copytree(index_folder, spoilt)
    next(spoilt.rglob("document.json")).unlink()

    proved = run_here("--status", "--index", whole, "--json")
    refused = run_here("--status", "--index", spoilt, "--json")

    assert (proved.returncode, json.loads(proved.stdout)["answers"]) == (0, "yes")
    assert refused.returncode == 1
    assert "does not hold what it quotes" in json.loads(refused.stdout)["answers"]


def test_status_without_an_index_says_how_to_build_one(corpus: Path) -> None:
    run = run_here("--status", "--index", corpus)

    assert run.returncode == 1
    assert "No index at" in run.stderr


@pytest.mark.model
def test_real_ingest_killed_keeps_the_old_corpus_and_the_next_completes(
    write: WriteFiles, index_folder: Path
) -> None:
    corpus = write({"leave.md": LEAVE, "pay.md": "# Pay\n\nPay comes monthly.\n"})
    run_here(corpus, "--index", index_folder)
    version = (index_folder / "current").read_text()
    text = "\n\n".join(f"Rule {n} of the trust says what to do with pay." for n in range(3000))
    write({"pay.md": f"# Pay\n\n{text}\n"})

    ingest = subprocess.Popen(
        [sys.executable, "ingest.py", str(corpus), "--index", str(index_folder)],
        cwd=ROOT,
        env=clean_environment({}),
        stderr=subprocess.DEVNULL,
    )
    wait_for_a_second_folder(index_folder / "generations", ingest)
    ingest.send_signal(signal.SIGKILL)
    ingest.wait()

    assert len(list((index_folder / "generations").iterdir())) == 2
    assert (index_folder / "current").read_text() == version

    write({"pay.md": "# Pay\n\nPay comes weekly.\n"})
    last = run_ingest(corpus, "--index", index_folder, "--json")

    assert last.returncode == 0, last.stderr
    assert statuses(report_of(last)) == {"leave.md": "unchanged", "pay.md": "updated"}
    kept = {folder.name for folder in (index_folder / "generations").iterdir()}
    assert kept == {version.strip(), report_of(last)["corpus_version"]}


def wait_for_a_second_folder(folder: Path, ingest: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while len(list(folder.iterdir())) < 2:
        assert ingest.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)

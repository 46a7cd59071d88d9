import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evals.__main__ import BASELINE, TRUST, app


def evals(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def few_cases(folder: Path, count: int) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("".join(line + "\n" for line in TRUST.read_text().split("\n")[:count]))
    return path


def test_empty_dataset_fails_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text("")

    result = evals("run", "--dataset", tmp_path / "cases.jsonl")

    assert result.exit_code == 1
    assert "cases.jsonl is empty" in result.stderr


def test_malformed_line_fails_and_is_named(tmp_path: Path) -> None:
    path = few_cases(tmp_path, 2)
    path.write_text(path.read_text() + '{"id": "third"}\n')

    result = evals("run", "--dataset", path)

    assert result.exit_code == 1
    assert "line 3 has no 'kind'" in result.stderr


def test_damaged_baseline_fails(tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_text("[]")

    result = evals("run", "--baseline", tmp_path / "baseline.json")

    assert result.exit_code == 1
    assert "is no baseline" in result.stderr


@pytest.mark.model
def test_run_writes_a_report_and_passes_against_its_own_baseline(tmp_path: Path) -> None:
    where = ["--dataset", few_cases(tmp_path, 6), "--baseline", tmp_path / "baseline.json"]
    where += ["--results", tmp_path / "results"]

    first = evals("run", *where, "--write-baseline")
    second = evals("run", *where)

    assert (first.exit_code, second.exit_code) == (0, 0)
    (folder, _) = sorted((tmp_path / "results").iterdir())
    assert {path.name for path in folder.iterdir()} == {
        "report.html",
        "settings.json",
        "figures.json",
    }
    settings = json.loads((folder / "settings.json").read_text())
    assert settings["embedding_model"] == "all-MiniLM-L6-v2"


@pytest.mark.model
def test_run_fails_and_prints_the_flip_when_a_must_case_breaks(tmp_path: Path) -> None:
    dataset = few_cases(tmp_path, 2)
    where = ["--dataset", dataset, "--baseline", tmp_path / "baseline.json"]
    where += ["--results", tmp_path / "results"]
    evals("run", *where, "--write-baseline")
    dataset.write_text(dataset.read_text().replace('["answered"]', '["not_found"]', 1))
    shutil.rmtree(tmp_path / "results")

    result = evals("run", *where)

    assert result.exit_code == 1
    assert "newly wrong: direct-values" in result.stdout
    assert "1 cases that must be right now fail" in result.stdout


@pytest.mark.model
def test_external_ends_with_a_line_of_json(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "tea.md").write_text("# Tea\n\nTea is drunk at four o'clock.\n")
    rows = [
        {"id": "1", "question": "When is tea drunk?", "answers": ["four"], "gold_doc": "tea.md"},
        {"id": "2", "question": "Who is the king of France?", "answerable": False},
    ]
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    result = evals("external", tmp_path, "--results", tmp_path / "results")

    assert result.exit_code == 0
    summary = json.loads(result.stdout.strip().split("\n")[-1])
    assert summary["n"] == 2
    assert {"answered", "refused", "balanced", "verbatim"} <= summary.keys()
    assert summary["verbatim"] == 1.0


@pytest.mark.model
def test_external_set_that_is_not_there_fails(tmp_path: Path) -> None:
    assert evals("external", tmp_path / "nothing").exit_code == 1


def test_baseline_covers_the_question_set() -> None:
    if not BASELINE.exists():
        pytest.skip("No baseline yet.")

    known = json.loads(BASELINE.read_text())["cases"]

    assert set(known) == {json.loads(line)["id"] for line in TRUST.read_text().splitlines()}

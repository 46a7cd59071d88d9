import json
from pathlib import Path
from typing import Any

import pytest
from fakes import ABOUT, make_document

from evals.cases import KINDS, check_quotes, read_cases
from evals.datasets import MalformedDataset

TRUST = Path(__file__).parent.parent / "evals" / "trust.jsonl"

ROW: dict[str, Any] = {
    "id": "values",
    "kind": "list",
    "audience": "staff",
    "must": True,
    "question": "What are our values?",
    "expected": {
        "status": ["answered"],
        "route": ["documents"],
        "quotes": [{"document": "about-us", "any": ["We strive for excellence"]}],
    },
}


def write(folder: Path, *rows: object) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def test_own_question_set_is_whole_and_varied() -> None:
    cases = read_cases(TRUST)

    assert len(cases) >= 150
    assert {case.kind for case in cases} == set(KINDS)
    assert sum(bool(case.history) for case in cases) >= 40
    assert {case.audience for case in cases} == {"staff", "student", "hr"}


def test_case_is_read_with_its_history(tmp_path: Path) -> None:
    turn = {"question": "hello", "answer": ""}

    (case,) = read_cases(write(tmp_path, ROW | {"history": [turn]}))

    assert case.turns[0].question == "hello"
    assert case.expected.refusal is False
    assert case.line == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("not an object", "line 2 is not a JSON object"),
        ({k: v for k, v in ROW.items() if k != "must"}, "line 2 has no 'must'"),
        (ROW | {"kind": "riddle", "id": "b"}, "line 2: 'riddle' is no kind"),
        (ROW | {"must": "yes", "id": "b"}, "line 2: must: "),
        (ROW | {"colour": "blue", "id": "b"}, "line 2: colour: "),
        (ROW | {"expected": {"status": ["found"], "route": ["documents"]}}, "line 2: expected.st"),
        (ROW | {"expected": {"status": [], "route": []}, "id": "b"}, "line 2 expects no status"),
        (ROW, "line 2 repeats the id 'values'"),
    ],
)
def test_malformed_line_is_named(tmp_path: Path, row: object, message: str) -> None:
    with pytest.raises(MalformedDataset, match=message):
        read_cases(write(tmp_path, ROW, row))


def test_line_that_is_not_json_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, ROW)
    path.write_text(path.read_text() + "\n{half")

    with pytest.raises(MalformedDataset, match="line 3 is not JSON"):
        read_cases(path)


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "cases.jsonl").write_text(content)

    with pytest.raises(MalformedDataset, match="is empty"):
        read_cases(tmp_path / "cases.jsonl")


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedDataset, match="cannot be read"):
        read_cases(tmp_path / "cases.jsonl")


def test_expected_quote_that_no_document_holds_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, ROW, ROW | {"id": "b"})
    about = make_document("about-us", ABOUT.replace("excellence", "profit"))

    with pytest.raises(MalformedDataset, match="line 1 expects 'We strive for excellence'"):
        check_quotes(read_cases(path), {"about-us": about}, path)

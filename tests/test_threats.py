"""What the threat model says is shown by a test is shown by one that exists."""

import re

from conftest import ROOT

PAGE = (ROOT / "docs" / "threats.md").read_text("utf-8")
TESTS = {
    str(path.relative_to(ROOT / "tests")): path for path in (ROOT / "tests").rglob("test_*.py")
}


def test_every_threat_has_a_control_and_a_test() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]

    assert len(rows) > 20
    assert [row for row in rows[2:] if len(row) != 3 or not all(row) or "`" not in row[2]] == []


def test_every_test_that_the_threat_model_names_is_there() -> None:
    functions = {
        name for path in TESTS.values() for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    named = set(re.findall(r"`((?:browser/)?test_[\w.]+)`", PAGE))

    assert len(named) > 30
    assert named - functions - set(TESTS) == set()


def test_every_make_target_that_the_threat_model_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")

    for target in re.findall(r"`make (\w+)`", PAGE):
        assert f"\n{target}: " in makefile

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOG = (ROOT / "docs" / "safety" / "hazard_log.md").read_text("utf-8")
HAZARDS = dict(re.findall(r"^## (H\d\d) .*\n((?:(?!## ).*\n?)*)", LOG, re.MULTILINE))
FIELDS = ("Effect", "Cause", "Before", "Our control", "Control of the trust", "After", "Test")


@pytest.mark.parametrize("hazard", HAZARDS)
def test_every_hazard_has_every_field(hazard: str) -> None:
    assert [field for field in FIELDS if f"- {field}: " not in HAZARDS[hazard]] == []


@pytest.mark.parametrize("hazard", HAZARDS)
def test_tests_that_the_log_names_are_there(hazard: str) -> None:
    named = re.findall(r"- Test: (tests/\w+\.py)::(\w+)", HAZARDS[hazard])

    assert named
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text("utf-8"), f"{path}::{name}"


def test_safety_pages_say_that_nobody_has_approved_them() -> None:
    page = (ROOT / "docs" / "safety" / "README.md").read_text("utf-8")

    assert "No clinical safety officer has approved" in page

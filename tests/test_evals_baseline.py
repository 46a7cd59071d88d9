import dataclasses
from pathlib import Path

import pytest
from test_evals_judging import ANSWERABLE, BOTH, answer, cite, judged

from evals.baseline import Baseline, hold_against, make_baseline, read_baseline, write_baseline
from evals.datasets import MalformedDataset
from evals.figures import measure
from evals.judging import Judgement
from evals.signals import Signals, silenced


def run(*, must: str, others: str) -> list[Judgement]:
    """Judge cases written as + for right and - for wrong."""
    found = []
    for name, marks in (("must", must), ("other", others)):
        for number, mark in enumerate(marks):
            case = dataclasses.replace(ANSWERABLE, id=f"{name}-{number}", must=name == "must")
            found.append(judged(case, answer(*BOTH) if mark == "+" else answer(BOTH[0])))
    return found


def baseline(judgements: list[Judgement]) -> Baseline:
    return make_baseline(judgements, measure(judgements))


BEFORE = baseline(run(must="++-", others="+++++---"))


def test_same_run_passes_and_nothing_flipped() -> None:
    verdict = hold_against(run(must="++-", others="+++++---"), BEFORE)

    assert verdict.passed
    assert not verdict.broken
    assert not verdict.mended


def test_new_failure_of_a_must_case_fails() -> None:
    verdict = hold_against(run(must="+--", others="++++++++"), BEFORE)

    assert not verdict.passed
    assert "must-1" in verdict.reasons[0]
    assert [j.case.id for j in verdict.broken] == ["must-1"]


def test_must_case_that_failed_before_may_fail_still() -> None:
    assert hold_against(run(must="++-", others="++++++++"), BEFORE).passed


def test_must_case_that_is_new_has_to_be_right() -> None:
    assert not hold_against(run(must="++--", others="+++++---"), BEFORE).passed


def test_case_that_is_asked_no_more_fails() -> None:
    verdict = hold_against(run(must="++", others="+++++---"), BEFORE)

    assert verdict.reasons == ("1 cases of the baseline were not asked: must-2.",)


def test_two_others_may_be_lost_and_three_may_not() -> None:
    assert hold_against(run(must="++-", others="+++-----"), BEFORE).passed
    assert not hold_against(run(must="++-", others="++------"), BEFORE).passed


def test_others_lost_are_set_off_by_others_mended() -> None:
    verdict = hold_against(run(must="++-", others="++---+--"), BEFORE)

    assert verdict.passed
    assert len(verdict.broken) == 3
    assert len(verdict.mended) == 1


def test_citation_that_does_not_stand_as_given_fails_whatever_the_baseline_says() -> None:
    shifted = judged(ANSWERABLE, answer(cite(1, "We strive for excellence", 1)))

    verdict = hold_against([shifted], baseline([shifted]))

    assert verdict.reasons == ("1 citations do not stand in their document as given.",)


def test_search_that_falls_silent_is_named() -> None:
    before = Signals(100, 0.04, 0.0, 0.3, 0.9, 0.5, 0.4)

    assert list(silenced(before, before)) == []
    (words,) = silenced(dataclasses.replace(before, silent_words=1.0), before)
    (meaning,) = silenced(dataclasses.replace(before, silent_meaning=1.0), before)
    assert "the search by words is off or broken" in words
    assert "the search by meaning is off or broken" in meaning


def test_without_a_baseline_every_must_case_has_to_be_right() -> None:
    assert hold_against(run(must="++", others="--"), None).passed
    assert not hold_against(run(must="+-", others="++"), None).passed


def test_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_baseline(BEFORE, tmp_path / "baseline.json")

    found = read_baseline(tmp_path / "baseline.json")

    assert found is not None
    assert found.cases == BEFORE.cases


def test_damaged_baseline_is_refused(tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_text("{}")

    with pytest.raises(MalformedDataset, match="is no baseline"):
        read_baseline(tmp_path / "baseline.json")


def test_missing_baseline_is_none(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "baseline.json") is None

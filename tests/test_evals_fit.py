import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from fake_embeddings import weighing
from numpy.typing import NDArray

from assistant.features import FEATURES
from assistant.scoring import HiddenUnits, read_model
from evals.examples import Example
from evals.fit import best_threshold, describe
from evals.small_models import fit_ranker, write_model


@dataclass(frozen=True)
class Measured:
    """What a ranker is fitted on of an example."""

    rows: NDArray[np.float32]
    holds: NDArray[np.bool_]


def test_threshold_is_the_best_of_those_that_answer_enough() -> None:
    chances = np.array([0.9, 0.8, 0.7, 0.3, 0.6, 0.2, 0.1, 0.1])
    answerable = np.array([True, True, True, True, False, False, False, False])

    threshold = best_threshold([(chances, answerable)])

    assert 0.2 < threshold <= 0.3


def test_threshold_is_the_best_for_all_pools_together() -> None:
    answerable = np.array([True, True, False, False])
    far, near = np.array([0.9, 0.9, 0.2, 0.2]), np.array([0.6, 0.6, 0.5, 0.5])

    assert 0.5 < best_threshold([(far, answerable), (near, answerable)]) <= 0.6


def test_balanced_accuracy_is_told_with_its_two_sides() -> None:
    answered = np.array([True, True, False, True])
    answerable = np.array([True, True, True, False])

    line = describe(answered, answerable)

    assert line.startswith("balanced 0.333")
    assert "answered 0.667, refused 0.000, over 4" in line


def test_where_nothing_is_there_only_refusals_are_told() -> None:
    assert describe(np.array([True, False]), np.array([False, False])) == "refused 0.500, over 2"


def test_model_is_written_as_it_is_read(tmp_path: Path) -> None:
    write_model(weighing(("a", "b"), b=2.0), tmp_path / "m.json", "a test", threshold=0.61)

    table = json.loads((tmp_path / "m.json").read_text())

    assert table["features"] == ["a", "b"]
    assert table["weights"] == [0.0, 2.0]
    assert (table["origin"], table["threshold"]) == ("a test", 0.61)


def test_hidden_units_are_read_as_they_are_written(tmp_path: Path) -> None:
    units = HiddenUnits(np.array([[1.0, 0.0], [0.0, 2.0]]), np.zeros(2), np.array([3.0, -1.0]))
    model = replace(weighing(FEATURES[:2], cosine=1.0), hidden=units)
    write_model(model, tmp_path / "m.json", "a test")

    read = read_model(str(tmp_path / "m.json"), FEATURES[:2], FEATURES[:2])

    rows = np.array([[1.0, 1.0], [-1.0, 1.0], [0.5, -2.0]])
    assert read.score(rows) == pytest.approx(model.score(rows))
    assert read.score(rows) == pytest.approx([1 + 3 - 2, -1 - 2, 0.5 + 1.5])


def test_hidden_units_rank_what_no_line_parts() -> None:
    corners = np.zeros((4, len(FEATURES)), dtype=np.float32)
    corners[:, :2] = [[0, 1], [1, 0], [0, 0], [1, 1]]
    first = np.array([True, False, False])
    held = [Measured(corners[[right, 2, 3]], first) for right in (0, 1)]

    ranker = fit_ranker(
        cast("list[Example]", held * 20), features=FEATURES, fingerprint="", steps=150
    )

    scores = ranker.score(corners)
    assert scores[:2].min() > scores[2:].max()

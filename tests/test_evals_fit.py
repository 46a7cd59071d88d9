import json
from pathlib import Path

import numpy as np
from fake_embeddings import weighing

from evals.fit import best_threshold, describe
from evals.small_models import write_model


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

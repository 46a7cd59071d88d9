import json
from pathlib import Path

import numpy as np
import pytest
from fake_embeddings import CountingEmbeddings, weighing

from assistant.features import FEATURES, Candidate
from assistant.late_interaction import PROJECTED, Projection
from evals.datasets import SourcePassage, SourceQuestion
from evals.examples import Example, ask_all
from evals.projection import (
    Comparer,
    Pieces,
    fit_projection,
    principal_directions,
    write_projection,
)


def test_projection_starts_from_the_directions_that_differ_most() -> None:
    pieces = np.zeros((200, 80), dtype=np.float32)
    pieces[np.arange(200), np.arange(200) % 70] = 1.0
    pieces[:, 3] = 5.0

    directions = principal_directions(pieces)

    assert directions.shape == (80, PROJECTED)
    assert abs(directions[3, 0]) > 0.9


def test_projection_is_written_as_it_is_read(tmp_path: Path) -> None:
    rows = np.linspace(-0.2, 0.2, 80 * PROJECTED, dtype=np.float32).reshape(80, PROJECTED)

    write_projection(Projection(rows, -rows, rows[:, 0], 0.5), "f", tmp_path / "p.json")

    table = json.loads((tmp_path / "p.json").read_text())
    assert (table["fingerprint"], table["bias"]) == ("f", 5000)
    assert table["question"][0][0] == -2000
    assert table["document"][0][0] == 2000
    assert len(table["question"]) == len(table["document"]) == len(table["importance"]) == 80


ASKED = "Where is the library?"
ANSWER, OTHER = "Each badge is upstairs.", "Each pension is monthly."


def examples(counting: CountingEmbeddings, count: int) -> list[Example]:
    passage = SourcePassage("p", "p", "", f"{OTHER} {ANSWER}")
    asked = [
        SourceQuestion(str(number), ASKED, str(number), (), ("p",), (ANSWER,), answerable=True)
        for number in range(count)
    ]
    return ask_all(asked, [passage], counting)  # type: ignore[arg-type]


def test_what_a_word_of_the_question_means_in_documents_is_learned(
    counting: CountingEmbeddings,
) -> None:
    pieces = Pieces(counting)  # type: ignore[arg-type]
    asked = examples(counting, 320)
    knowing_nothing = weighing(FEATURES)

    projection = fit_projection(asked, knowing_nothing, pieces)
    found = Comparer(projection, pieces).compare(asked[0])

    before, after = (
        {c.text: feature(c, "match") for c in example.candidates} for example in (asked[0], found)
    )
    assert before[ANSWER] == pytest.approx(before[OTHER])
    assert after[ANSWER] > after[OTHER] + 0.01
    gaps = {c.text: feature(c, "match_gap") for c in found.candidates}
    assert gaps[ANSWER] == 0
    assert gaps[OTHER] == pytest.approx(after[OTHER] - after[ANSWER])


def feature(candidate: Candidate, name: str) -> float:
    return float(candidate.features[FEATURES.index(name)])

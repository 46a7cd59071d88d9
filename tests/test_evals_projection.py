import json
from pathlib import Path

import numpy as np

from assistant.late_interaction import PROJECTED, Projection
from evals.projection import principal_directions, write_projection


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

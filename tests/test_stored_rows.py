from pathlib import Path

import numpy as np
import pytest

from assistant.stored_rows import StoredRows


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    rows = np.arange(60, dtype=np.int8).reshape(12, 5)
    np.save(tmp_path / "rows.npy", rows)

    stored = StoredRows(tmp_path / "rows.npy")

    assert (stored.between(3, 7) == rows[3:7]).all()
    assert (stored.between(11, 12) == rows[11:]).all()
    assert stored.between(4, 4).shape == (0, 5)


def test_file_may_be_removed_while_it_is_read(tmp_path: Path) -> None:
    rows = np.ones((4, 2), dtype=np.int8)
    np.save(tmp_path / "rows.npy", rows)
    stored = StoredRows(tmp_path / "rows.npy")

    (tmp_path / "rows.npy").unlink()

    assert (stored.between(0, 4) == rows).all()


def test_file_that_is_no_array_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rows.npy").write_bytes(b"not an array")

    with pytest.raises(ValueError, match=r"pickle|magic|array"):
        StoredRows(tmp_path / "rows.npy")


@pytest.mark.parametrize("rows", [np.ones(4, np.int8), np.ones((2, 2), np.float16)])
def test_array_of_another_kind_is_refused(tmp_path: Path, rows: np.ndarray) -> None:
    np.save(tmp_path / "rows.npy", rows)

    with pytest.raises(ValueError, match="no rows of signed bytes"):
        StoredRows(tmp_path / "rows.npy")

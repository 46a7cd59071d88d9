"""Stored rows: a large array in a file, of which a few rows at a time are read."""

import threading
import weakref
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class StoredRows:
    """The rows of signed bytes, (n, d), that `np.save` wrote to a file.

    They are read, not mapped: what was ever looked at in a map stays in a process's memory, a
    gigabyte at 100,000 chunks. The file is held open, so that it may be removed meanwhile.
    """

    def __init__(self, path: Path) -> None:
        """Open a file; raises OSError, or ValueError if it is not as it was written."""
        mapped = np.load(path, mmap_mode="r")
        if mapped.ndim != 2 or mapped.dtype != np.int8:
            raise ValueError(f"{path} holds no rows of signed bytes.")
        self._width = mapped.shape[1]
        self._start = path.stat().st_size - mapped.size
        self._path = path
        self._reading = threading.Lock()
        self._stream = path.open("rb")
        weakref.finalize(self, self._stream.close)

    def between(self, first: int, last: int) -> NDArray[np.int8]:
        """Return rows from `first` up to and without `last`; raises OSError if the file is cut."""
        wanted = (last - first) * self._width
        with self._reading:
            self._stream.seek(self._start + first * self._width)
            content = self._stream.read(wanted)
        if len(content) != wanted:
            raise OSError(f"{self._path} ends too early.")
        return np.frombuffer(content, dtype=np.int8).reshape(-1, self._width)

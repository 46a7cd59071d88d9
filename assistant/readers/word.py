"""Not written yet."""

from pathlib import Path
from assistant.documents import Reading


def read_word(path: Path) -> Reading:
    """Read."""
    raise NotImplementedError

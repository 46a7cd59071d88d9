"""Not written yet."""

from pathlib import Path

from assistant.documents import Reading


def read_pdf(path: Path) -> Reading:
    """Read."""
    raise NotImplementedError

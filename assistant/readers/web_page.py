"""Not written yet."""

from pathlib import Path
from assistant.documents import Reading


def read_web_page(path: Path) -> Reading:
    """Read."""
    raise NotImplementedError

"""Owner files: the settings that the owner of a corpus writes beside it, as TOML."""

import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError


def read_tables(path: Path | Traversable) -> tuple[str, dict[str, Any]]:
    """Return the text of a TOML file, for the line of what is wrong in it, and its tables.

    A byte-order mark, which some editors write, is passed over. Raises SettingsError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error

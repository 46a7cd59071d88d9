"""Messages: every word the assistant says of its own accord, from one file."""

import hashlib
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from assistant.errors import SettingsError


class Messages:
    """The texts of `messages.toml`, looked up by table and key.

    `version` is a short hash of the file, recorded with each answer.
    """

    def __init__(self, content: bytes) -> None:
        self.version = hashlib.sha256(content).hexdigest()[:12]
        self._tables: Mapping[str, Any] = tomllib.loads(content.decode())

    def text(self, key: str, **values: object) -> str:
        """Return the text at `table.key` with its `{names}` filled in.

        Raises SettingsError for a key that the file does not have.
        """
        found = self._look_up(key)
        if not isinstance(found, str):
            raise SettingsError(f"messages.toml: {key} is not a text.")
        return found.strip().format(**values) if values else found.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts at `table.key`."""
        found = self._look_up(key)
        if not isinstance(found, list):
            raise SettingsError(f"messages.toml: {key} is not a list of texts.")
        return tuple(found)

    def _look_up(self, key: str) -> Any:
        found: Any = self._tables
        for name in key.split("."):
            if not isinstance(found, Mapping) or name not in found:
                raise SettingsError(f"messages.toml has no {key}.")
            found = found[name]
        return found


def load_messages() -> Messages:
    """Return the messages that ship with the package."""
    return Messages((files("assistant") / "messages.toml").read_bytes())

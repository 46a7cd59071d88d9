"""Asking: what a chat model is to the rest, without the libraries that make one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from assistant.rephrasing.prompts import Prompt


@dataclass(slots=True)
class Usage:
    """What a reply took so far: tokens in and out, seconds to its first word."""

    tokens_in: int = 0
    tokens_out: int = 0
    first_word_seconds: float | None = None


class Chat(Protocol):
    """Whatever replies to a prompt."""

    name: str

    def ask(self, prompt: Prompt, usage: Usage) -> Iterator[str]:
        """Yield the reply piece by piece; raises ModelError where it does not come to its end."""

    def close(self) -> None:
        """Break off what is running and close the connections."""

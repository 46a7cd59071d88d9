"""Prompts: what a language model is asked, from one file with a version."""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from assistant.answers import Turn
from assistant.rephrasing.checking import Source

MOST_SENTENCES = 6
LONGEST_ANSWER_SHOWN = 600
"""So many characters of an earlier answer are shown with a follow-up."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked at one time: what it is to do, and with what."""

    system: str
    user: str


class Prompts:
    """The texts of `prompts.toml`; `version` is a short hash of the file."""

    def __init__(self, content: bytes) -> None:
        self.version = hashlib.sha256(content).hexdigest()[:8]
        self._texts: dict[str, dict[str, str]] = tomllib.loads(content.decode())

    def answer(self, question: str, sources: Sequence[Source]) -> Prompt:
        """Return what asks for an answer in the words of numbered sources."""
        texts = self._texts["answer"]
        lines: list[str] = []
        above = ""
        for number, source in enumerate(sources, 1):
            if source.heading and source.heading != above:
                lines.append(texts["heading"].format(heading=source.heading))
            lines.append(texts["source"].format(number=number, text=source.text))
            above = source.heading
        return Prompt(
            texts["system"].strip().format(most_sentences=max(MOST_SENTENCES, len(sources))),
            texts["user"].strip().format(question=question, sources="\n".join(lines)),
        )

    def follow_up(self, question: str, turns: Sequence[Turn]) -> Prompt:
        """Return what asks for a question in a form that needs no conversation."""
        texts = self._texts["follow_up"]
        shown = [
            texts["turn"].format(question=turn.question, answer=turn.answer[:LONGEST_ANSWER_SHOWN])
            for turn in turns
        ]
        return Prompt(
            texts["system"].strip(),
            texts["user"].strip().format(question=question, turns="\n".join(shown)),
        )


def load_prompts() -> Prompts:
    """Return the prompts that ship with the package."""
    return Prompts((files("assistant.rephrasing") / "prompts.toml").read_bytes())

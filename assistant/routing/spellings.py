"""Spellings: how people spell what they type in a hurry or in distress, from one file."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import cast


class Spellings:
    """The tables of `spellings.toml`, ready to look up.

    `fillers` are left out, `variants` and `typos` read as something else, `runs` likewise in the
    order given, and a word made up of `joined` words alone is parted.
    """

    def __init__(self, content: Mapping[str, object]) -> None:
        self.fillers = frozenset(_split(content["fillers"]))
        self.joined = frozenset(_split(_table(content, "joined")["words"]))
        self.variants = {
            written: read
            for read, spellings in _table(content, "variants").items()
            for written in _split(spellings)
        }
        runs = [
            (f" {written} ", f" {read} ")
            for read, spellings in _table(content, "runs").items()
            for written in str(spellings).split("|")
        ]
        self._runs_by_end: dict[str, list[tuple[int, str, str]]] = {}
        for place, (written, read) in enumerate(runs):
            self._runs_by_end.setdefault(written.split()[-1], []).append((place, written, read))
        real = set(_split(content["not_typos"])) | self.fillers
        wanted = _split(content["typos_of"])
        slips = {slip: word for word in wanted for slip in _slips(word)}
        self.typos = {s: w for s, w in slips.items() if s not in real and s not in wanted}

    def read_runs(self, words: Sequence[str]) -> str:
        """Return words as one line, with the runs of words that read as something else."""
        line = f" {' '.join(words)} "
        ends = self._runs_by_end.keys() & set(line.split())
        for _, written, read in sorted(run for end in ends for run in self._runs_by_end[end]):
            line = line.replace(written, read)
        return line


def load_spellings() -> Spellings:
    """Return the spellings that ship with the package."""
    return Spellings(
        tomllib.loads((files("assistant.routing") / "spellings.toml").read_text("utf-8"))
    )


def _slips(word: str) -> set[str]:
    """Return the spellings one slip away: a letter left out, put in, changed, or two swapped."""
    parts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    swapped = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    left_out = {a + b[1:] for a, b in parts if b}
    changed = {a + letter + b[1:] for a, b in parts if b for letter in letters}
    return swapped | left_out | changed | {a + letter + b for a, b in parts for letter in letters}


def _table(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    return cast(Mapping[str, object], content[name])


def _split(words: object) -> list[str]:
    return str(words).split()

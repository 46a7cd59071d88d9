"""Baseline: the run that a change is held against, and whether it got worse."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.datasets import MalformedDataset
from evals.judging import Judgement
from evals.metrics import Estimate
from evals.signals import Signals, read_signals, silenced

MOST_LOST = 2
"""Of the cases that are no `must`, so many more may fail than are mended."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A run to hold others against: which cases passed, the figures, the signals."""

    cases: Mapping[str, bool]
    figures: Mapping[str, float | None]
    signals: Signals | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What flipped against the baseline, and why the run fails if it does."""

    broken: tuple[Judgement, ...]
    mended: tuple[Judgement, ...]
    reasons: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing stands against the change."""
        return not self.reasons


_BASELINE = TypeAdapter(Baseline)


def read_baseline(path: Path) -> Baseline | None:
    """Read a baseline, or None if there is none; raises MalformedDataset if it is damaged."""
    if not path.exists():
        return None
    try:
        return _BASELINE.validate_json(path.read_bytes())
    except ValidationError as error:
        raise MalformedDataset(
            f"{path} is no baseline. Write it with `python -m evals run --write-baseline`."
        ) from error


def make_baseline(judged: Sequence[Judgement], figures: Mapping[str, Estimate]) -> Baseline:
    """Return a run as a baseline."""
    return Baseline(
        cases={j.case.id: j.correct for j in judged},
        figures={name: figure.value for name, figure in figures.items()},
        signals=read_signals(judged),
    )


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline, a case a line, so that a flip is one line of a diff."""
    table = dataclasses.asdict(baseline)
    table["figures"] = {name: _rounded(value) for name, value in table["figures"].items()}
    if table["signals"]:
        table["signals"] = {name: _rounded(value) for name, value in table["signals"].items()}
    path.write_text(json.dumps(table, indent=1) + "\n")


def hold_against(judged: Sequence[Judgement], baseline: Baseline | None) -> Verdict:
    """Hold a run against a baseline.

    It fails on a `must` case that fails now and did not in the baseline (a case that is new, or
    any without a baseline, counts as one that passed), on a net loss of more than MOST_LOST
    others, on a citation that does not stand as given, on a search that has fallen silent, and on
    a case of the baseline that was not asked.
    """
    before = baseline.cases if baseline else {}
    new_must = [j for j in judged if j.case.must and not j.correct and before.get(j.case.id, True)]
    broken = [j for j in judged if not j.correct and before.get(j.case.id, False)]
    mended = [j for j in judged if j.correct and not before.get(j.case.id, True)]
    lost = sum(not j.case.must for j in broken) - sum(not j.case.must for j in mended)
    reasons = []
    if new_must:
        names = ", ".join(j.case.id for j in new_must)
        reasons.append(f"{len(new_must)} cases that must be right now fail: {names}.")
    if lost > MOST_LOST:
        reasons.append(f"{lost} more of the other cases fail than are mended; {MOST_LOST} may.")
    gone = sorted(before.keys() - {j.case.id for j in judged})
    if gone:
        reasons.append(f"{len(gone)} cases of the baseline were not asked: {', '.join(gone)}.")
    unlike = sum(j.quoted - j.verbatim for j in judged)
    if unlike:
        reasons.append(f"{unlike} citations do not stand in their document as given.")
    if baseline and baseline.signals:
        reasons += silenced(read_signals(judged), baseline.signals)
    flipped = [j for j in judged if baseline and (j in broken or j in new_must)]
    return Verdict(tuple(flipped), tuple(mended), tuple(reasons))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)

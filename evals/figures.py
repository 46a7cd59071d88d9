"""Figures: every metric of a run, over all of it and by kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from evals import metrics
from evals.judging import Judgement
from evals.metrics import Bin, Estimate, Statistic, estimate

Row = tuple[float, ...]


class Metric(NamedTuple):
    """A metric: its name for readers, its statistic, the columns it needs of a judgement.

    `row` returns None for a judgement that it is not about. Less is better where `less`.
    """

    label: str
    statistic: Statistic
    row: Callable[[Judgement], Row | None]
    less: bool = False
    unit: str = "share"


def _correct(judged: Judgement) -> Row:
    return (judged.correct,)


def _citations(judged: Judgement) -> Row | None:
    known = judged.expected or judged.case.expected.refusal
    return (judged.supported, judged.citations) if known else None


def _expected(judged: Judgement) -> Row | None:
    return (judged.found, judged.expected) if judged.expected else None


def _refusal(judged: Judgement) -> Row | None:
    should = judged.case.expected.refusal
    return None if should is None else (should, judged.refused)


def _confidence(judged: Judgement) -> Row | None:
    if judged.actual.answer.status == "signposted":
        return None
    return (judged.actual.answer.confidence, judged.correct)


def _passage(judged: Judgement, most: int) -> Row | None:
    if not judged.expected and not judged.case.expected.documents:
        return None
    return (judged.passage_rank is not None and judged.passage_rank <= most,)


def _sentence(judged: Judgement, most: int) -> Row | None:
    if not judged.expected:
        return None
    return (judged.quote_rank is not None and judged.quote_rank <= most,)


METRICS: Mapping[str, Metric] = {
    "correct": Metric("Answers right", metrics.mean, _correct),
    "balanced": Metric("Refusals, balanced accuracy", metrics.balanced_accuracy, _refusal),
    "citation_precision": Metric("Citation precision", metrics.ratio, _citations),
    "citation_recall": Metric("Citation recall", metrics.ratio, _expected),
    "verbatim": Metric(
        "Citations verbatim", metrics.ratio, lambda j: (j.verbatim, j.quoted) if j.quoted else None
    ),
    "follow_up": Metric(
        "Follow-ups right", metrics.mean, lambda j: (j.correct,) if j.case.history else None
    ),
    "refusal_precision": Metric("Refusal precision", metrics.refusal_precision, _refusal),
    "refusal_recall": Metric("Refusal recall", metrics.refusal_recall, _refusal),
    "answer_recall": Metric("Answered of what is there", metrics.answer_recall, _refusal),
    "first_quote": Metric(
        "First quote right",
        metrics.mean,
        lambda j: (j.first_right,) if j.answered and j.expected else None,
    ),
    "any_quote": Metric(
        "Any quote right",
        metrics.mean,
        lambda j: (j.supported > 0,) if j.answered and j.expected else None,
    ),
    "passage_first": Metric("Right passage first", metrics.mean, lambda j: _passage(j, 1)),
    "passage_five": Metric("Right passage in five", metrics.mean, lambda j: _passage(j, 5)),
    "ranked_first": Metric("First sentence ranked right", metrics.mean, lambda j: _sentence(j, 1)),
    "ranked_four": Metric("One of four sentences right", metrics.mean, lambda j: _sentence(j, 4)),
    "calibration_error": Metric(
        "Expected calibration error", metrics.expected_calibration_error, _confidence, less=True
    ),
    "brier": Metric("Brier score", metrics.brier_score, _confidence, less=True),
    "latency_p50": Metric(
        "Latency p50", metrics.median, lambda j: (j.actual.seconds * 1000,), True, "ms"
    ),
    "latency_p95": Metric(
        "Latency p95", metrics.percentile_95, lambda j: (j.actual.seconds * 1000,), True, "ms"
    ),
}


def measure(judged: Sequence[Judgement]) -> dict[str, Estimate]:
    """Return every metric of judgements."""
    return {name: _measure(metric, judged) for name, metric in METRICS.items()}


def measure_by_kind(judged: Sequence[Judgement]) -> dict[str, dict[str, Estimate]]:
    """Return every metric by kind, in the order in which the kinds come."""
    kinds = dict.fromkeys(judgement.case.kind for judgement in judged)
    return {kind: measure([j for j in judged if j.case.kind == kind]) for kind in kinds}


def reliability(judged: Sequence[Judgement]) -> list[Bin]:
    """Return the reliability curve of the answers that documents were searched for."""
    rows = np.array([row for j in judged if (row := _confidence(j))]).reshape(-1, 2)
    return metrics.reliability_curve(rows[:, 0], rows[:, 1])


def _measure(metric: Metric, judged: Sequence[Judgement]) -> Estimate:
    rows = [row for judgement in judged if (row := metric.row(judgement)) is not None]
    if not rows:
        return Estimate(None, None, None, 0)
    return estimate(metric.statistic, *np.array(rows, dtype=float).T)

"""Metrics: pure functions over judged questions, with intervals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

SAMPLES = 1000
"""Resamples behind an interval."""

Column = NDArray[np.float64]
Statistic = Callable[..., float | None]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `n` observations with its 95 % interval; None where there were none."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in [low, high), their mean confidence and share right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def estimate(statistic: Statistic, *columns: ArrayLike, seed: int = 0) -> Estimate:
    """Return a statistic of columns with its percentile-bootstrap interval.

    Columns are of one length, one entry a case, and are resampled together by case.
    """
    table = [np.asarray(column, dtype=np.float64) for column in columns]
    count = len(table[0])
    value = statistic(*table) if count else None
    if value is None:
        return Estimate(None, None, None, count)
    drawn = []
    for rows in np.random.default_rng(seed).integers(count, size=(SAMPLES, count)):
        found = statistic(*(column[rows] for column in table))
        if found is not None:
            drawn.append(found)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(value, float(low), float(high), count)


def mean(flags: Column) -> float | None:
    """Return the mean, for flags the share that hold."""
    return float(flags.mean()) if len(flags) else None


def ratio(part: Column, whole: Column) -> float | None:
    """Return the sum of parts over the sum of wholes.

    With the citations that overlap an expected quote over all citations this is citation
    precision; with the expected quotes overlapped over all expected ones, citation recall.
    """
    total = whole.sum()
    return float(part.sum() / total) if total else None


def refusal_precision(should_refuse: Column, refused: Column) -> float | None:
    """Return the share of what was refused that should have been."""
    return ratio(should_refuse * refused, refused)


def refusal_recall(should_refuse: Column, refused: Column) -> float | None:
    """Return the share refused of what should have been."""
    return ratio(should_refuse * refused, should_refuse)


def answer_recall(should_refuse: Column, refused: Column) -> float | None:
    """Return the share answered of what should have been."""
    return ratio((1 - should_refuse) * (1 - refused), 1 - should_refuse)


def balanced_accuracy(should_refuse: Column, refused: Column) -> float | None:
    """Return the mean of the shares rightly refused and rightly answered; None without both."""
    refusals = refusal_recall(should_refuse, refused)
    answers = answer_recall(should_refuse, refused)
    return None if refusals is None or answers is None else (refusals + answers) / 2


def brier_score(confidence: Column, right: Column) -> float | None:
    """Return the mean squared distance of confidence from outcome. Brier, 1950."""
    return float(((confidence - right) ** 2).mean()) if len(right) else None


def expected_calibration_error(confidence: Column, right: Column) -> float | None:
    """Return the mean distance of confidence from share right over ten bins, by their size.

    Guo, Pleiss, Sun and Weinberger, ICML 2017.
    """
    if not len(right):
        return None
    bins = reliability_curve(confidence, right)
    return sum(b.count * abs(b.confidence - b.accuracy) for b in bins) / len(right)


def reliability_curve(
    confidence: NDArray[np.floating[Any]], right: NDArray[np.floating[Any]], *, bins: int = 10
) -> list[Bin]:
    """Return bins of equal width from 0 to 1 that hold anything, in order."""
    confidence, right = np.asarray(confidence), np.asarray(right)
    place = np.minimum((confidence * bins + 1e-9).astype(int), bins - 1)
    return [
        Bin(
            i / bins,
            (i + 1) / bins,
            int((place == i).sum()),
            float(confidence[place == i].mean()),
            float(right[place == i].mean()),
        )
        for i in range(bins)
        if (place == i).any()
    ]


def median(values: Column) -> float | None:
    """Return the median, for times the p50."""
    return float(np.percentile(values, 50)) if len(values) else None


def percentile_95(values: Column) -> float | None:
    """Return the value that 95 in 100 do not exceed, between neighbours linearly."""
    return float(np.percentile(values, 95)) if len(values) else None


def overlap(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Return whether two spans [start, end) share a character."""
    return max(first[0], second[0]) < min(first[1], second[1])

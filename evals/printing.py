"""Printing: figures and verdicts in plain text."""

from collections.abc import Mapping

from evals.baseline import Verdict
from evals.figures import METRICS
from evals.metrics import Estimate
from evals.report import figure_text


def summary(
    figures: Mapping[str, Estimate], count: int, *, gate: bool
) -> dict[str, float | int | None]:
    """Return the figures of a run as the last line gives them in JSON."""
    names = {
        "answered": "answer_recall",
        "refused": "refusal_recall",
        "balanced": "balanced",
        "verbatim": "verbatim",
        "first_quote": "first_quote" if gate else "ranked_first",
        "any_quote": "any_quote" if gate else "ranked_four",
        "passage_first": "passage_first",
        "passage_five": "passage_five",
        "correct": "correct",
        "calibration_error": "calibration_error",
        "brier": "brier",
        "latency_p50": "latency_p50",
        "latency_p95": "latency_p95",
    }
    values = {key: figures[name].value for key, name in names.items()}
    rounded = {key: None if v is None else round(v, 4) for key, v in values.items()}
    return {"n": count, **rounded}


def line(figure: Estimate, unit: str) -> str:
    """Return a figure with its interval and what it is over."""
    low, high = figure_text(figure.low, unit), figure_text(figure.high, unit)
    return f"{figure_text(figure.value, unit):>9}   {low} to {high}, over {figure.n}"


def print_figures(figures: Mapping[str, Estimate], before: Mapping[str, float | None]) -> None:
    """Print the figures, each with what it was in the baseline."""
    for name, figure in figures.items():
        if figure.value is None:
            continue
        metric = METRICS[name]
        old = before.get(name)
        was = "" if old is None else f" (baseline {figure_text(old, metric.unit)})"
        print(f"{metric.label:30} {line(figure, metric.unit)}{was}")


def print_verdict(verdict: Verdict, why: list[str]) -> None:
    """Print what is newly wrong or right, and why."""
    for judged in verdict.broken:
        first = judged.faults[0]
        print(f"newly wrong: {judged.case.id}: {judged.case.question} [{first.step}] {first.text}")
    for judged in verdict.mended:
        print(f"newly right: {judged.case.id}: {judged.case.question}")
    for line in why:
        print(f"why: {line}")
    for reason in verdict.reasons:
        print(f"fails: {reason}")

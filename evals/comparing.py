"""Comparing: several systems on the same questions in one run, paired."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from numpy.typing import NDArray

from assistant.documents import Document
from assistant.embedding import SentenceTransformerEmbeddings
from evals import metrics, rivals
from evals.cases import Case, Place
from evals.metrics import Estimate, estimate
from evals.report import figure_text
from evals.rivals import Answering, Shown
from evals.running import Progress, Subject

OURS = "ours"
LABELS = {
    "outcome": "Right outcome",
    "holds": "Shows what is asked for",
    "precision": "Of what is shown, asked for",
    "f1": "Both together (F1)",
    "balanced": "Refusals, balanced accuracy",
    "p50": "Latency p50",
    "p95": "Latency p95",
}
"""Right outcome: shows what is asked for where it is there, shows nothing where it is not."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What one system made of every case, in the order of the cases, (n,) each.

    `outcome`, `holds`, `precision` and `f1` are shares of 1; those but the first are NaN where
    there is nothing to show. `precision` and `f1` count characters.
    """

    outcome: NDArray[np.float64]
    holds: NDArray[np.float64]
    precision: NDArray[np.float64]
    f1: NDArray[np.float64]
    should_refuse: NDArray[np.float64]
    refused: NDArray[np.float64]
    milliseconds: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures of every system, and by how much ours is ahead of each other one."""

    cases: int
    figures: Mapping[str, Mapping[str, Estimate]]
    ahead: Mapping[str, Mapping[str, Estimate]]

    def table(self) -> Iterator[str]:
        """Yield the lines of a table in plain text."""
        yield f"{'':30}" + "".join(f"{name:>24}" for name in self.figures)
        for name, label in LABELS.items():
            unit = _unit(name)
            cells = [figure_text(table[name].value, unit) for table in self.figures.values()]
            yield f"{label:30}" + "".join(f"{cell:>24}" for cell in cells)
        for rival, table in self.ahead.items():
            for name, figure in table.items():
                low, high = figure_text(figure.low), figure_text(figure.high)
                gain = figure_text(figure.value)
                yield f"ours ahead of {rival}, {LABELS[name]}: {gain} ({low} to {high})"

    def summary(self) -> dict[str, object]:
        """Return the values alone, for JSON."""
        systems = {
            system: {name: _rounded(figure.value) for name, figure in table.items()}
            for system, table in self.figures.items()
        }
        return {"n": self.cases, "systems": systems}


def compare_systems(
    cases: Sequence[Case],
    subject: Subject,
    embeddings: SentenceTransformerEmbeddings,
    on_progress: Progress = lambda done, of: None,
) -> Comparison:
    """Ask every system every question, in turn question by question."""
    documents = {d.id: d for d in subject.assistant.documents()}
    generation = subject.generation()
    systems: dict[str, Answering] = {
        OURS: rivals.ours(subject),
        "ours, no picking": rivals.ours_without_picking(subject),
        "tutorial chain": rivals.tutorial_chain(list(documents.values()), embeddings),
        "BM25 alone": rivals.words_alone(generation),
        "dense alone": rivals.meaning_alone(generation, embeddings),
    }
    for answering in systems.values():
        answering(cases[0])
    shown: dict[str, list[tuple[Shown, float]]] = {name: [] for name in systems}
    for number, case in enumerate(cases, 1):
        for name, answering in systems.items():
            began = time.perf_counter()
            given = answering(case)
            shown[name].append((given, (time.perf_counter() - began) * 1000))
        on_progress(number, len(cases))
    scores = {name: score_system(cases, given, documents) for name, given in shown.items()}
    return Comparison(
        len(cases),
        {name: dict(_figures(own)) for name, own in scores.items()},
        {name: dict(_ahead(scores[OURS], other)) for name, other in scores.items() if name != OURS},
    )


def score_system(
    cases: Sequence[Case],
    shown: Sequence[tuple[Shown, float]],
    documents: Mapping[str, Document],
) -> Scores:
    """Score what a system showed for each case."""
    rows = []
    for case, (given, milliseconds) in zip(cases, shown, strict=True):
        should_refuse = bool(case.expected.refusal)
        refused = given.refused or not given.spans
        if should_refuse or not case.expected.quotes:
            right = refused == should_refuse
            rows.append((right, *[np.nan] * 3, should_refuse, refused, milliseconds))
            continue
        holds, precision, f1 = score_spans(case, given.spans, documents)
        rows.append((holds, holds, precision, f1, should_refuse, refused, milliseconds))
    return Scores(*np.array(rows, dtype=float).T)


def score_spans(
    case: Case, spans: Sequence[Place], documents: Mapping[str, Document]
) -> tuple[float, float, float]:
    """Return whether every expected quote is shown, and the precision and F1 of what is.

    A quote is shown if one of its spans is, by at least half. Precision is the share of the
    characters shown that stand in a quote that is expected or may be cited; recall the share of
    the quotes expected that is shown.
    """
    covered = _characters(spans)
    wanted = [
        max((_share(covered, place) for place in quote.places(documents)), default=0.0)
        for quote in case.expected.quotes
    ]
    accepted = case.expected.quotes + case.expected.also
    allowed = _characters([place for quote in accepted for place in quote.places(documents)])
    precision = len(covered & allowed) / len(covered) if covered else 0.0
    recall = sum(wanted) / len(wanted)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return float(min(wanted) >= 0.5), precision, f1


def write_comparison(compared: Comparison, name: str, folder: Path) -> Path:
    """Write compare.html and compare.json into a folder; return the page."""
    folder.mkdir(parents=True)
    (folder / "compare.json").write_text(json.dumps(compared.summary(), indent=1) + "\n")
    environment = Environment(
        loader=PackageLoader("evals"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = folder / "compare.html"
    page.write_text(
        environment.get_template("compare.html").render(
            compared=compared, name=name, labels=LABELS, figure=figure_text, unit=_unit
        ),
        encoding="utf-8",
    )
    return page


def _figures(scores: Scores) -> Iterator[tuple[str, Estimate]]:
    for name in ("outcome", "holds", "precision", "f1"):
        yield name, estimate(metrics.mean, _known(getattr(scores, name)))
    yield "balanced", estimate(metrics.balanced_accuracy, scores.should_refuse, scores.refused)
    yield "p50", estimate(metrics.median, scores.milliseconds)
    yield "p95", estimate(metrics.percentile_95, scores.milliseconds)


def _ahead(own: Scores, other: Scores) -> Iterator[tuple[str, Estimate]]:
    """Yield by how much one system is ahead of another on the same cases, resampled together."""
    for name in ("outcome", "holds", "precision", "f1"):
        yield name, estimate(metrics.mean, _known(getattr(own, name) - getattr(other, name)))
    columns = (own.should_refuse, own.refused, other.refused)
    yield "balanced", estimate(_balanced_gain, *columns)


def _balanced_gain(
    should: metrics.Column, own: metrics.Column, other: metrics.Column
) -> float | None:
    first = metrics.balanced_accuracy(should, own)
    second = metrics.balanced_accuracy(should, other)
    return None if first is None or second is None else first - second


def _known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[~np.isnan(values)]


def _characters(spans: Sequence[Place]) -> set[tuple[str, int]]:
    return {(document, i) for document, start, end in spans for i in range(start, end)}


def _share(covered: set[tuple[str, int]], place: Place) -> float:
    document, start, end = place
    return sum((document, i) in covered for i in range(start, end)) / max(end - start, 1)


def _unit(name: str) -> str:
    return "ms" if name in ("p50", "p95") else "share"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)

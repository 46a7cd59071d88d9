"""Report: a run as a page to look at, with its settings and figures beside it."""

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.documents import Document
from evals.baseline import Baseline, Verdict
from evals.charts import latency_chart, reliability_chart
from evals.figures import METRICS, measure_by_kind, reliability
from evals.judging import Judgement, is_verbatim
from evals.metrics import Estimate, overlap

HEADLINE = ("correct", "balanced", "citation_precision", "verbatim", "follow_up", "latency_p50")
PASSAGES_SHOWN = 5
CASES_SHOWN = 300
MOSAIC_MOST = 1000

State = Literal["right", "failed", "broken", "mended"]

MEANINGS = {
    "correct": "Answers with nothing wrong: said, cited and refused as they should be.",
    "balanced": "Says so when the documents do not hold it, and answers when they do.",
    "citation_precision": "Of the passages cited, those that bear on the question.",
    "verbatim": "Quotes that stand in the document, letter for letter, where the link leads.",
    "follow_up": "Right answers to questions that lean on what was said before.",
    "latency_p50": "Half of the answers took no longer.",
    "first_quote": "Of what was answered, the first quote holds the answer.",
    "ranked_first": "The sentence ranked first holds the answer, refused or not.",
    "ranked_four": "One of the four sentences ranked best holds the answer, refused or not.",
    "answer_recall": "Of the questions that the documents answer, those answered.",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that a run left: judgements, figures, settings, and the documents behind it."""

    title: str
    judged: Sequence[Judgement]
    figures: Mapping[str, Estimate]
    settings: Mapping[str, Any]
    documents: Mapping[str, Document]
    headline: Sequence[str] = HEADLINE


def write_report(
    run: Run,
    folder: Path,
    baseline: Baseline | None = None,
    verdict: Verdict | None = None,
    why: Sequence[str] = (),
) -> Path:
    """Write report.html, settings.json and figures.json into a folder; return the page."""
    folder.mkdir(parents=True)
    by_kind = measure_by_kind(run.judged)
    _write_json(folder / "settings.json", run.settings)
    _write_json(
        folder / "figures.json",
        {
            "all": {name: dataclasses.asdict(e) for name, e in run.figures.items()},
            "by_kind": {
                kind: {name: dataclasses.asdict(e) for name, e in table.items()}
                for kind, table in by_kind.items()
            },
            "cases": {j.case.id: [fault.text for fault in j.faults] for j in run.judged},
        },
    )
    environment = Environment(
        loader=PackageLoader("evals"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = figure_text
    page = folder / "report.html"
    bins = reliability(run.judged)
    states = _states(run.judged, verdict)
    times = [j.actual.seconds * 1000 for j in run.judged]
    p50, p95 = (run.figures[name].value or 0.0 for name in ("latency_p50", "latency_p95"))
    page.write_text(
        environment.get_template("report.html").render(
            run=run,
            metrics=METRICS,
            meanings=MEANINGS,
            before=dict(baseline.figures) if baseline else {},
            verdict=verdict,
            why=why,
            kinds=sorted(by_kind.items(), key=lambda item: item[1]["correct"].value or 0.0),
            reliability=reliability_chart(bins),
            latency=latency_chart(times, p50, p95),
            cases=_shown(run.judged, states, run.documents),
            mosaic=[
                (kind, [(j, states[j.case.id]) for j in run.judged if j.case.kind == kind])
                for kind in by_kind
            ]
            if len(run.judged) <= MOSAIC_MOST
            else [],
            steps=Counter(j.faults[0].step for j in run.judged if j.faults).most_common(),
        ),
        encoding="utf-8",
    )
    return page


def figure_text(value: float | None, unit: str = "share") -> str:
    """Return a figure as it is written: a percentage with one decimal, or milliseconds."""
    if value is None:
        return "–"
    return f"{value * 100:.1f} %" if unit == "share" else f"{value:.0f} {unit}"


def _write_json(path: Path, table: Mapping[str, Any]) -> None:
    text = json.dumps(table, indent=1, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _states(judged: Sequence[Judgement], verdict: Verdict | None) -> dict[str, State]:
    """Return what became of each case, by its id."""
    broken = {j.case.id for j in verdict.broken} if verdict else set()
    mended = {j.case.id for j in verdict.mended} if verdict else set()
    return {j.case.id: _state(j, broken, mended) for j in judged}


def _state(judged: Judgement, broken: set[str], mended: set[str]) -> State:
    if judged.case.id in broken:
        return "broken"
    if judged.case.id in mended:
        return "mended"
    return "right" if judged.correct else "failed"


def _shown(
    judged: Sequence[Judgement], states: Mapping[str, State], documents: Mapping[str, Document]
) -> list[dict[str, Any]]:
    """Return the flipped and the failed cases as the page shows them, flipped ones first."""
    order = ("broken", "mended", "failed")
    shown = [j for j in judged if states[j.case.id] != "right"]
    shown.sort(key=lambda j: (order.index(states[j.case.id]), not j.case.must))
    return [_case(j, states[j.case.id], documents) for j in shown[:CASES_SHOWN]]


def _case(judged: Judgement, state: State, documents: Mapping[str, Document]) -> dict[str, Any]:
    expected = judged.case.expected
    places = [p for q in expected.quotes + expected.also for p in q.places(documents)]

    def holds(document: str, start: int, end: int) -> bool:
        return any(document == p[0] and overlap((start, end), p[1:]) for p in places)

    searches = judged.actual.searches[:1]
    passages = searches[0].passages[:PASSAGES_SHOWN] if searches else ()
    citations = judged.actual.answer.citations
    return {
        "judged": judged,
        "state": state,
        "citations": [
            (c, is_verbatim(c, documents), holds(c.document, c.start, c.end)) for c in citations
        ],
        "search": searches[0] if searches else None,
        "passages": [(p, holds(p.chunk.document, p.chunk.start, p.chunk.end)) for p in passages],
        "best": max((p.score for p in passages), default=1.0) or 1.0,
    }

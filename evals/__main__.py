"""Measure the answers: `python -m evals run`, `external`, `beir`, `compare` and `fit`."""

import contextlib
import dataclasses
import datetime
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.errors import AssistantError
from evals.datasets import MalformedDataset

if TYPE_CHECKING:
    from assistant.assistant import Models
    from evals.baseline import Verdict
    from evals.metrics import Estimate

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus"
TRUST = HERE / "trust.jsonl"
BASELINE = HERE / "baseline.json"
RESULTS = HERE / "results"

app = typer.Typer(
    help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
console = Console(stderr=True)

Results = Annotated[Path, typer.Option(help="Where the report goes.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Ask at most so many questions.")]


@app.command()
def run(
    dataset: Annotated[Path, typer.Option(help="The question set.")] = TRUST,
    corpus: Annotated[Path, typer.Option(help="The documents it is about.")] = CORPUS,
    baseline: Annotated[Path, typer.Option(help="The run to hold this one against.")] = BASELINE,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Make this run the baseline.")
    ] = False,
    results: Results = RESULTS,
) -> None:
    """Ask the trust's own questions; exit 1 if a change made the answers worse."""
    from evals import baseline as baselines
    from evals.cases import read_cases
    from evals.figures import measure
    from evals.report import Run, write_report
    from evals.running import open_subject, run_cases
    from evals.signals import explain

    with _faults():
        cases = read_cases(dataset)
        before = baselines.read_baseline(baseline)
        models = _load_models()
        with open_subject(corpus, models) as subject, _progress("Asking") as progress:
            judged = run_cases(cases, subject, dataset, progress)
            documents = {d.id: d for d in subject.assistant.documents()}
            version = subject.assistant.corpus_version()
    figures = measure(judged)
    verdict = baselines.hold_against(judged, before)
    why = explain(judged, before.signals if before else None, documents)
    settings = _settings(models, version, dataset)
    finished = Run("How good the answers are", judged, figures, settings, documents)
    page = write_report(finished, _folder(results), before, verdict, why)
    _print_figures(figures, dict(before.figures) if before else {})
    _print_verdict(verdict, why)
    print(f"Report: {page}")
    if write_baseline:
        baselines.write_baseline(baselines.make_baseline(judged, figures), baseline)
        print(f"Baseline: {baseline}")
    elif not verdict.passed:
        raise typer.Exit(1)


@app.command()
def external(
    path: Annotated[Path, typer.Argument(help="Its passages or docs/, and questions.jsonl.")],
    take_out: Annotated[
        int | None, typer.Option(min=2, help="Leave out every so many-th document.")
    ] = None,
    limit: Limit = None,
    gate: Annotated[bool, typer.Option(help="Or judge the ranked quotes, refused or not.")] = True,
    unanswerable: Annotated[
        bool | None,
        typer.Option(help="Ask those too that the whole set does not answer. [not with take-out]"),
    ] = None,
    results: Results = RESULTS,
) -> None:
    """Measure on any set; the last line printed is JSON."""
    from evals.external import Choice, open_external
    from evals.figures import measure
    from evals.report import Run, write_report
    from evals.running import run_cases, subject_over
    from evals.signals import explain

    ask_unanswerable = (take_out is None) if unanswerable is None else unanswerable
    choice = Choice(take_out, limit, ask_unanswerable)
    with _faults(), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        models = _load_models()
        with console.status("Building the index"):
            index, cases = open_external(path, Path(folder), models.embeddings, choice)
        subject = subject_over(index, models)
        with _progress("Asking") as progress:
            judged = run_cases(cases, subject, path / "questions.jsonl", progress)
        documents = {d.id: d for d in subject.assistant.documents()}
        version = subject.assistant.corpus_version()
    figures = measure(judged)
    settings = _settings(models, version, path / "questions.jsonl")
    settings |= dataclasses.asdict(choice) | {"gate": gate}
    headline = ("balanced", "answer_recall", "refusal_recall", "first_quote", "verbatim")
    if not gate:
        headline = ("ranked_first", "ranked_four", "passage_first", "passage_five", "verbatim")
    title = f"How good the answers are on {path.name}"
    finished = Run(title, judged, figures, settings, documents, (*headline, "latency_p50"))
    page = write_report(finished, _folder(results), why=explain(judged, None, documents))
    _print_figures(figures, {})
    print(f"Report: {page}")
    print(json.dumps(_summary(figures, len(judged), gate=gate)))


@app.command()
def beir(
    path: Annotated[Path, typer.Argument(help="corpus.jsonl, queries.jsonl and qrels/.")],
    split: Annotated[str, typer.Option(help="The judgements to use, qrels/<split>.tsv.")] = "test",
    limit: Limit = None,
) -> None:
    """Measure retrieval on a BEIR folder; the last line printed is JSON."""
    from evals.beir import measure_beir

    with _faults():
        models = _load_models()
        with _progress("Searching") as progress:
            figures = measure_beir(path, split, models.embeddings, limit, progress)
    for name, figure in figures.items():
        print(f"{name:12} {_line(figure, 'share')}")
    print(json.dumps({name: figure.value for name, figure in figures.items()}))


@app.command()
def compare(
    path: Annotated[
        Path | None, typer.Argument(help="A set as for external; without it the trust's own.")
    ] = None,
    take_out: Annotated[int | None, typer.Option(min=2)] = None,
    limit: Limit = None,
    results: Results = RESULTS,
) -> None:
    """Set ours beside what people would otherwise build, on the same questions in one run."""
    from evals.cases import read_cases
    from evals.comparing import compare_systems, write_comparison
    from evals.external import Choice, open_external
    from evals.running import open_subject, subject_over

    with _faults(), contextlib.ExitStack() as stack:
        models = _load_models()
        if path is None:
            subject = stack.enter_context(open_subject(CORPUS, models))
            cases = [case for case in read_cases(TRUST) if case.expected.refusal is not None]
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            choice = Choice(take_out, limit, unanswerable=take_out is None)
            with console.status("Building the index"):
                index, cases = open_external(path, Path(folder), models.embeddings, choice)
            subject = subject_over(index, models)
        with _progress("Asking") as progress:
            compared = compare_systems(cases, subject, models.embeddings, progress)
    page = write_comparison(
        compared, path.name if path else "the trust's own set", _folder(results)
    )
    for row in compared.table():
        print(row)
    print(f"Report: {page}")
    print(json.dumps(compared.summary()))


@app.command()
def fit(
    dev_data: Annotated[Path, typer.Argument(help="The folder of squad2_part, clapnq_dev, ...")],
) -> None:
    """Fit the picker, the gate and the confidence anew and write them into the product."""
    from evals.fit import fit_all

    with _faults():
        fit_all(dev_data)


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (AssistantError, MalformedDataset) as error:
        console.print(f"[bold red]{escape(str(error))}[/]", soft_wrap=True)
        raise typer.Exit(1) from None


@contextlib.contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(what, total=None)
        yield lambda done, of: bars.update(task, completed=done, total=of)


def _load_models() -> "Models":
    from assistant.settings import read_settings
    from assistant.wiring import load_models

    with console.status("Loading the models"):
        return load_models(read_settings())


def _folder(results: Path) -> Path:
    now = datetime.datetime.now(datetime.UTC)
    return results / f"{now:%Y-%m-%dT%H-%M-%S-%f}"


def _settings(models: "Models", corpus: str | None, dataset: Path) -> dict[str, Any]:
    from assistant import __version__

    return {
        "time": f"{datetime.datetime.now(datetime.UTC):%d %B %Y, %H:%M} UTC",
        "app": __version__,
        "corpus": corpus,
        "dataset": dataset.name,
        "dataset_sha256": hashlib.sha256(dataset.read_bytes()).hexdigest(),
        "embedding_model": models.embeddings.name,
        "embedding_fingerprint": models.embeddings.fingerprint,
    }


def _summary(
    figures: Mapping[str, "Estimate"], count: int, *, gate: bool
) -> dict[str, float | int | None]:
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


def _line(figure: "Estimate", unit: str) -> str:
    from evals.report import figure_text

    low, high = figure_text(figure.low, unit), figure_text(figure.high, unit)
    return f"{figure_text(figure.value, unit):>9}   {low} to {high}, over {figure.n}"


def _print_figures(figures: Mapping[str, "Estimate"], before: Mapping[str, float | None]) -> None:
    from evals.figures import METRICS
    from evals.report import figure_text

    for name, figure in figures.items():
        if figure.value is None:
            continue
        metric = METRICS[name]
        old = before.get(name)
        was = "" if old is None else f" (baseline {figure_text(old, metric.unit)})"
        print(f"{metric.label:30} {_line(figure, metric.unit)}{was}")


def _print_verdict(verdict: "Verdict", why: list[str]) -> None:
    for judged in verdict.broken:
        first = judged.faults[0]
        print(f"newly wrong: {judged.case.id}: {judged.case.question} [{first.step}] {first.text}")
    for judged in verdict.mended:
        print(f"newly right: {judged.case.id}: {judged.case.question}")
    for line in why:
        print(f"why: {line}")
    for reason in verdict.reasons:
        print(f"fails: {reason}")


if __name__ == "__main__":
    app(prog_name="python -m evals")

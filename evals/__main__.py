"""Measure the answers: run, external, beir, compare, rephrasing, messages; and fit the models."""

import contextlib
import dataclasses
import datetime
import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evals.terminal import console, faults, progress

if TYPE_CHECKING:
    from assistant.assistant import Models

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus"
TRUST = HERE / "trust.jsonl"
BASELINE = HERE / "baseline.json"
RESULTS = HERE / "results"

app = typer.Typer(
    help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

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
    from evals import printing
    from evals.cases import read_cases
    from evals.figures import measure
    from evals.report import Run, write_report
    from evals.running import open_subject, run_cases
    from evals.signals import explain

    with faults():
        cases = read_cases(dataset)
        before = baselines.read_baseline(baseline)
        models = _load_models()
        with open_subject(corpus, models) as subject, progress("Asking") as bar:
            judged = run_cases(cases, subject, dataset, bar)
            documents = {d.id: d for d in subject.assistant.documents()}
            version = subject.assistant.corpus_version()
    figures = measure(judged)
    verdict = baselines.hold_against(judged, before)
    why = explain(judged, before.signals if before else None, documents)
    settings = _settings(models, version, dataset)
    finished = Run("How good the answers are", judged, figures, settings, documents)
    page = write_report(finished, _folder(results), before, verdict, why)
    printing.print_figures(figures, dict(before.figures) if before else {})
    printing.print_verdict(verdict, why)
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
    from evals import printing
    from evals.external import Choice, open_external
    from evals.figures import measure
    from evals.report import Run, write_report
    from evals.running import run_cases, subject_over
    from evals.signals import explain

    ask_unanswerable = (take_out is None) if unanswerable is None else unanswerable
    choice = Choice(take_out, limit, ask_unanswerable)
    with faults(), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        models = _load_models()
        with console.status("Building the index"):
            index, cases = open_external(path, Path(folder), models.embeddings, choice)
        subject = subject_over(index, models)
        with progress("Asking") as bar:
            judged = run_cases(cases, subject, path / "questions.jsonl", bar)
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
    printing.print_figures(figures, {})
    print(f"Report: {page}")
    print(json.dumps(printing.summary(figures, len(judged), gate=gate)))


@app.command()
def beir(
    path: Annotated[Path, typer.Argument(help="corpus.jsonl, queries.jsonl and qrels/.")],
    split: Annotated[str, typer.Option(help="The judgements to use, qrels/<split>.tsv.")] = "test",
    limit: Limit = None,
) -> None:
    """Measure retrieval on a BEIR folder; the last line printed is JSON."""
    from evals import printing
    from evals.beir import measure_beir

    with faults():
        models = _load_models()
        with progress("Searching") as bar:
            figures = measure_beir(path, split, models.embeddings, limit, bar)
    for name, figure in figures.items():
        print(f"{name:12} {printing.line(figure, 'share')}")
    print(json.dumps({name: figure.value for name, figure in figures.items()}))


@app.command()
def compare(
    path: Annotated[
        Path | None, typer.Argument(help="A set as for external; without it the trust's own.")
    ] = None,
    take_out: Annotated[int | None, typer.Option(min=2)] = None,
    limit: Limit = None,
    chat_model: Annotated[
        str | None,
        typer.Option(help="Set the answers beside this language model's wording of them."),
    ] = None,
    results: Results = RESULTS,
) -> None:
    """Set ours beside what people would otherwise build, on the same questions in one run."""
    if chat_model is not None:
        _compare_wordings(chat_model, path, limit)
        return
    from evals.cases import read_cases
    from evals.comparing import compare_systems, write_comparison
    from evals.external import Choice, open_external
    from evals.running import open_subject, subject_over

    with faults(), contextlib.ExitStack() as stack:
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
        with progress("Asking") as bar:
            compared = compare_systems(cases, subject, models.embeddings, bar)
    page = write_comparison(
        compared, path.name if path else "the trust's own set", _folder(results)
    )
    for row in compared.table():
        print(row)
    print(f"Report: {page}")
    print(json.dumps(compared.summary()))


def _compare_wordings(chat_model: str, path: Path | None, limit: int | None) -> None:
    from assistant.settings import read_settings
    from assistant.wiring import load_rephraser
    from evals.cases import read_cases
    from evals.external import Choice, open_external
    from evals.wordings import Seen, compare_wordings, index_corpus, table

    with faults(), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = read_settings().model_copy(update={"chat_model": chat_model})
        seen = Seen()
        rephraser = load_rephraser(settings, observe=seen.rewordings.append)
        models = _load_models()
        if path is None:
            index, cases = index_corpus(CORPUS, Path(folder), models), read_cases(TRUST)[:limit]
        else:
            choice = Choice(None, limit, unanswerable=True)
            index, cases = open_external(path, Path(folder), models.embeddings, choice)
        dataset = path / "questions.jsonl" if path else TRUST
        with progress("Asking") as bar:
            judged = compare_wordings(cases, dataset, index, models, rephraser, bar)
    for row in table(judged, seen):
        print(row)


@app.command()
def rephrasing(
    texts: Annotated[
        list[Path] | None,
        typer.Argument(help="Markdown, or JSON lines with `text`; without any, our own."),
    ] = None,
    count: Annotated[int, typer.Option(min=6, help="Change so many sentences.")] = 504,
    write: Annotated[Path | None, typer.Option(help="Write the changes here.")] = None,
) -> None:
    """Measure the check of a language model's sentences; exit 1 if it catches too few changes."""
    from evals import printing
    from evals import rephrasing as check

    with faults():
        paraphrases = check.read_paraphrases(HERE / "paraphrases.jsonl")
        own = [*sorted((HERE / "texts").glob("*.md")), *sorted(CORPUS.glob("*.md"))]
        sentences = list(check.read_sentences(texts or own))
        changes = check.changes_of(sentences, [] if texts else paraphrases, count)
        found = check.measure_check(changes, paraphrases)
    if write:
        check.write_changes(changes, write)
    for change in found.missed:
        print(f"missed: {change.kind}: {change.sentence} [made from: {change.source}]")
    for kind, figure in found.caught.items():
        print(f"{f'changed {kind}, caught':30} {printing.line(figure, 'share')}")
    for name, figure in found.passed.items():
        print(f"{f'true, {name}, passed':30} {printing.line(figure, 'share')}")
    if any((figure.value or 0) < check.CAUGHT for figure in found.caught.values()):
        raise typer.Exit(1)


@app.command()
def messages(
    path: Annotated[Path, typer.Argument(help="JSON lines with `text`, `kind`, `urgent_help`.")],
    words_alone: Annotated[
        bool, typer.Option("--words-alone", help="Route as without an embedding model.")
    ] = False,
) -> None:
    """Measure who gets help, on labelled messages; every miss is printed before the figures."""
    from assistant.routing.routes import route_message
    from evals.messages import read_messages, route_all

    with faults():
        labelled = read_messages(path)
        embed = None if words_alone else _load_models().embeddings.embed_documents
    routing = route_all(labelled, lambda text: route_message(text, embed=embed))
    for line in (*routing.misses(), *routing.report()):
        print(line)


@app.command()
def trusts(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders of trusts; without any, the one that nothing is fitted on."),
    ] = None,
) -> None:
    """Measure the answers to made-up trusts' questions; what is wrong is printed first."""
    from evals import printing
    from evals.trust_answers import answer_trust, measure_trust
    from evals.trusts import KEPT_APART, list_trusts

    with faults():
        models = _load_models()
        found = [
            one
            for trust in folders or list_trusts(KEPT_APART)
            for one in answer_trust(trust, models)
        ]
    for one in found:
        if not one.right:
            print(f"{one.asked.kind}, {one.answer.status}: {one.asked.source.text}")
    for name, figure in measure_trust(found).items():
        print(f"{name:30} {printing.line(figure, 'share')}")


@app.command()
def fit(
    dev_data: Annotated[Path, typer.Argument(help="The folder of squad2_part, clapnq_dev, ...")],
) -> None:
    """Fit the models anew for the embedding model that is set, and write them into the product."""
    from assistant.embedding import load_embeddings
    from assistant.settings import read_settings
    from evals.fit import fit_all

    with faults():
        fit_all(dev_data, load_embeddings(read_settings().embedding_model))


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


if __name__ == "__main__":
    app(prog_name="python -m evals")

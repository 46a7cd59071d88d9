"""Read the corpus and bring the index up to date with it."""

import contextlib
import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from assistant.contacts import blank_contacts_warning, read_contacts
from assistant.errors import AssistantError, IndexMissing
from assistant.settings import read_settings

if TYPE_CHECKING:
    from assistant import ingestion
    from assistant.index import IndexFolder

console = Console(stderr=True)

STATUS_STYLES = {"failed": "bold red", "skipped": "yellow", "removed": "yellow", "unchanged": "dim"}


def main(
    corpus: Annotated[Path | None, typer.Argument(help="The folder of documents.")] = None,
    index: Annotated[Path | None, typer.Option(help="Where the index is kept.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read everything anew.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if a file failed.")] = False,
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Let more than a third of the documents go.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to the index before, and read nothing.")
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Say which index is live, and prove that it answers.")
    ] = False,
) -> None:
    """Read the corpus and bring the index up to date with it.

    Exit status 0: the index is good. 1: it was not changed, or --strict and a file failed.
    2: wrong usage.
    """
    if (rollback and status) or ((rollback or status) and (corpus or rebuild or allow_removals)):
        raise typer.BadParameter("--rollback and --status stand alone, but for --index.")
    try:
        if rollback or status:
            _show_index(index, rollback=rollback, as_json=as_json)
            return
        report = _ingest(corpus, index, rebuild=rebuild, allow_removals=allow_removals)
    except AssistantError as error:
        said = f"[bold red]The index was not changed.[/] {escape(str(error))}"
        console.print(said, soft_wrap=True)
        if as_json:
            print(json.dumps({"corpus_version": _live_version(index), "files": []}))
        raise typer.Exit(1) from None
    if as_json:
        print(json.dumps(dataclasses.asdict(report), ensure_ascii=False))
    else:
        Console().print(_table(report))
        for file in report.files:
            if file.reason:
                style = STATUS_STYLES.get(file.status, "green")
                said = f"[{style}]{escape(file.path)}[/] {escape(file.reason)}"
                Console().print(said, soft_wrap=True)
    if not report.corpus_version:
        console.print("[bold red]No index was made:[/] none of the files could be read.")
        raise typer.Exit(1)
    if strict and any(file.status == "failed" for file in report.files):
        raise typer.Exit(1)


def _show_index(index: Path | None, *, rollback: bool, as_json: bool) -> None:
    """Print what is live, after going back to the index before where that is asked for.

    Exits with 1 if it does not answer.
    """
    from assistant.wiring import open_index

    folder = open_index(read_settings(), index)
    if rollback:
        folder.roll_back()
    live = folder.live_manifest()
    if live is None:
        raise IndexMissing(f"No index at {folder.place}. Build it with `python ingest.py`.")
    fault = _why_no_answers(folder, live.id)
    problems = {file.path: file.reason for file in live.unread}
    shown = {
        "corpus_version": live.id,
        "answers": fault or "yes",
        "created": live.created.isoformat(timespec="seconds"),
        "documents": len(live.records),
        "chunks": sum(record.chunks for record in live.records),
        "embedding_model": live.embedding_model,
        "previous": folder.previous_id(),
        "in_use_by": folder.lock_holder(),
        "problems": problems,
    }
    if as_json:
        print(json.dumps(shown, ensure_ascii=False))
    else:
        _print_index(shown, problems, title="Live again" if rollback else "Live")
    if fault:
        raise typer.Exit(1)


def _why_no_answers(folder: "IndexFolder", generation_id: str) -> str | None:
    """Return why a generation does not answer, None if it does."""
    from assistant.proving import prove

    try:
        prove(folder.open(generation_id))
    except AssistantError as error:
        return str(error)
    return None


def _print_index(shown: Mapping[str, object], problems: Mapping[str, str], *, title: str) -> None:
    table = Table(title=title, title_justify="left", show_header=False)
    for name, value in shown.items():
        if name != "problems" and value is not None:
            table.add_row(name.replace("_", " "), escape(str(value)))
    for path, problem in problems.items():
        table.add_row(escape(path), f"[bold red]{escape(problem)}[/]")
    Console().print(table)


def _ingest(
    corpus: Path | None, index: Path | None, *, rebuild: bool, allow_removals: bool
) -> "ingestion.IngestReport":
    settings = read_settings()
    folder = corpus or settings.corpus_dir
    warning = blank_contacts_warning(read_contacts(folder))
    if warning:
        console.print(f"[yellow]{escape(warning)}[/]", soft_wrap=True)
    with console.status("Loading the embedding model"):
        # Imported here so that --help and a wrong setting answer at once.
        from assistant import ingestion
        from assistant.embedding import load_embeddings
        from assistant.wiring import open_index

        embeddings = load_embeddings(settings.embedding_model)
    with _progress_bars() as show:
        return ingestion.ingest(
            folder,
            open_index(settings, index),
            embeddings,
            rebuild=rebuild,
            allow_removals=allow_removals,
            on_progress=show,
        )


def _live_version(index: Path | None) -> str | None:
    """Return the generation that an ingest that failed left live, as far as it can be told."""
    from assistant.wiring import open_index

    try:
        return open_index(read_settings(), index).live_id()
    except AssistantError:
        return None


@contextlib.contextmanager
def _progress_bars() -> Iterator[Callable[["ingestion.Progress"], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        files = bars.add_task("Reading files", total=None, speed="")
        chunks = bars.add_task("Embedding chunks", total=None, speed="", visible=False)

        def show(progress: "ingestion.Progress") -> None:
            bars.update(files, completed=progress.files, total=progress.of_files)
            if progress.of_chunks:
                speed = f"{bars.tasks[chunks].speed or 0:.0f} chunks a second"
                bars.update(
                    chunks,
                    completed=progress.chunks,
                    total=progress.of_chunks,
                    speed=speed,
                    visible=True,
                )

        yield show


def _table(report: "ingestion.IngestReport") -> Table:
    table = Table(title=f"Corpus {report.corpus_version or 'not indexed'}", title_justify="left")
    for name in ("File", "Status", "Pages", "Chunks", "Seconds"):
        table.add_column(name, justify="left" if name in ("File", "Status") else "right")
    for file in report.files:
        style = STATUS_STYLES.get(file.status, "green")
        status = f"[{style}]{file.status}[/]"
        pages = str(file.pages) if file.pages else ""
        seconds = f"{file.seconds:.2f}" if file.seconds else ""
        table.add_row(escape(file.path), status, pages, str(file.chunks or ""), seconds)
    return table


if __name__ == "__main__":
    typer.run(main)

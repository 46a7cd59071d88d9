"""The terminal: what is under way, and what went wrong."""

import contextlib
from collections.abc import Callable, Iterator

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.errors import AssistantError
from evals.datasets import MalformedDataset

console = Console(stderr=True)


@contextlib.contextmanager
def faults() -> Iterator[None]:
    """Print what is raised on purpose in one line, and exit 1."""
    try:
        yield
    except (AssistantError, MalformedDataset) as error:
        console.print(f"[bold red]{escape(str(error))}[/]", soft_wrap=True)
        raise typer.Exit(1) from None


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how many of how many are done; the value is told both."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(what, total=None)
        yield lambda done, of: bars.update(task, completed=done, total=of)

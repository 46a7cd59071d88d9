"""Many users: how long answers take where many ask at once, beside where one does."""

import json
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.speed.measuring import Figure, load_average, save
from evals.speed.report import print_figures
from evals.speed.starting import ROOT, served

LOCUSTFILE = Path(__file__).parent / "locustfile.py"
RESULTS = Path(__file__).parent.parent / "results"
FEWER = (50, 40, 30, 20, 15, 10, 5)
MOST = 5.0
"""The 95th percentile is at most so many times a lone user's median."""

NO_LIMITS = {"ASSISTANT_RATE_PER_SESSION": "0", "ASSISTANT_RATE_PER_ADDRESS": "0"}
STAGES = ("route", "find", "compose", "suggest")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of the answers of one way to ask, and how many failed."""

    milliseconds: list[float]
    failed: int

    def percentile(self, share: float) -> float:
        """Return the time within which so large a share was answered."""
        ordered = sorted(self.milliseconds)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def main(
    users: Annotated[int, typer.Option(min=2, help="How many ask at once.")] = 50,
    seconds: Annotated[int, typer.Option(min=10, help="For how long.")] = 600,
    fast: Annotated[bool, typer.Option("--fast", help="One minute, to try it out.")] = False,
) -> None:
    """Ask through the page and the API; where it is too slow, find for how many it holds."""
    seconds = 60 if fast else seconds
    with tempfile.TemporaryDirectory() as folder:
        ingested = [sys.executable, "ingest.py", "--index", folder]
        subprocess.run(ingested, cwd=ROOT, check=True, capture_output=True)
        with served(Path(folder), **NO_LIMITS) as address:
            ask(address, 2, 10)  # so that nothing is asked for the first time
            alone = ask(address, 2, max(seconds // 5, 20))
            figures = []
            for count in [users, *(few for few in FEWER if few < users)]:
                before = spent(address)
                many = ask(address, count, seconds)
                found = compare(alone, many, count, _where(before, spent(address)))
                print_figures(found)
                figures += found
                if all(figure.holds for figure in found):
                    break
    save(RESULTS, "load", figures, [])


def ask(address: str, users: int, seconds: int) -> dict[str, Times]:
    """Let so many ask for a while, as many on the page as through the API."""
    command = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--json"]
    command += ["-H", address, "-u", str(users), "-r", str(max(users // 5, 1))]
    command += ["-t", f"{seconds}s", "--stop-timeout", "30", "--exit-code-on-error", "0"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    entries = json.loads(done.stdout)
    return {name: _times(entries, name) for name in ("api", "chat")}


def compare(
    alone: dict[str, Times], many: dict[str, Times], users: int, where: str
) -> list[Figure]:
    """Return how the slowest answers of many compare with the usual ones of one, and failures."""
    figures = []
    for name in ("api", "chat"):
        p50, p95 = alone[name].percentile(0.5), many[name].percentile(0.95)
        of = f"p95 {p95:.0f} ms of {len(many[name].milliseconds)}; alone p50 {p50:.0f} ms; {where}"
        figures.append(Figure(f"{name}, {users} users, p95 to p50 alone", p95 / p50, of, MOST))
    failed = sum(times.failed for times in many.values())
    of = f"load average {load_average():.1f}"
    return [*figures, Figure(f"errors, {users} users", failed, of, 0, unit="errors")]


def spent(address: str) -> dict[str, float]:
    """Return what the server's metrics say of its time."""
    with urllib.request.urlopen(f"{address}/metrics") as response:
        lines = response.read().decode().splitlines()
    samples = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {name: float(value) for name, _, value in samples}


def _times(entries: list[dict[str, Any]], name: str) -> Times:
    entry = next(entry for entry in entries if entry["name"] == name)
    times = [float(ms) for ms, count in entry["response_times"].items() for _ in range(count)]
    return Times(times, entry["num_failures"])


def _where(before: dict[str, float], after: dict[str, float]) -> str:
    """Say where the time of an answer went: the mean of each stage, and of the processors."""
    said = []
    for stage in STAGES:
        took, count = (
            f'assistant_stage_seconds_{what}{{stage="{stage}"}}' for what in ("sum", "count")
        )
        answers = after.get(count, 0.0) - before.get(count, 0.0)
        if answers:
            mean = (after[took] - before.get(took, 0.0)) / answers
            said.append(f"{stage} {1000 * mean:.0f} ms")
    cpu = after["process_cpu_seconds_total"] - before["process_cpu_seconds_total"]
    return f"{', '.join(said)} on average; {cpu:.0f} s of processor"


if __name__ == "__main__":
    typer.run(main)

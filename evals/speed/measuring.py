"""Measuring: figures with their bounds, and steps timed in turn, to be fair on a busy machine."""

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured and what it may be; `bound` None where nothing was set.

    `of` says what it was measured of, with the medians that a ratio is made of.
    """

    name: str
    value: float
    of: str
    bound: float | None = None
    at_least: bool = False
    unit: str = "times"

    @property
    def holds(self) -> bool:
        """Whether the figure is within its bound."""
        if self.bound is None:
            return True
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def seconds_of(step: Step) -> float:
    """Return how long a step takes."""
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def in_turn(steps: Mapping[str, Step], rounds: int) -> dict[str, float]:
    """Return the median seconds of each step, taken one after the other in each round."""
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            taken[name].append(seconds_of(step))
    return {name: median(seconds) for name, seconds in taken.items()}


def load_average() -> float:
    """Return how many processes have wanted a processor over the last minute."""
    return os.getloadavg()[0]


def save(results: Path, part: str, figures: list[Figure], points: list[dict[str, float]]) -> None:
    """Keep what a part measured beside what the others have."""
    file = results / "speed.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    kept[part] = {
        "figures": [asdict(figure) for figure in figures],
        "points": points,
        "load_average": load_average(),
        "measured_on": time.strftime("%d %B %Y"),
    }
    results.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(kept, indent=1))


def read(results: Path) -> dict[str, list[Figure]]:
    """Return the figures that each part measured last."""
    kept = json.loads((results / "speed.json").read_text())
    return {part: [Figure(**figure) for figure in kept[part]["figures"]] for part in kept}

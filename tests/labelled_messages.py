"""The labelled messages of tests/data/messages, and what is measured on them."""

import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.routing.routes import Routed

FOLDER = Path(__file__).parent / "data" / "messages"
RANK = {None: 0, "line": 1, "full": 2}


@dataclass(frozen=True)
class Message:
    text: str
    kind: str
    route: str
    urgent_help: str | None
    style: str
    half: str


@dataclass(frozen=True)
class Measured:
    """How many of the messages of each kind got the help they need, and those that did not."""

    right: Counter[str]
    all: Counter[str]
    misses: list[str]

    def share(self, *kinds: str) -> float:
        wanted = kinds or tuple(self.all)
        return sum(self.right[kind] for kind in wanted) / sum(self.all[kind] for kind in wanted)

    def report(self) -> str:
        lines = [_line(kind, self.right[kind], number) for kind, number in self.all.items()]
        total = _line("all", self.right.total(), self.all.total())
        return "\n".join([*lines, total, *self.misses])


def read_messages(name: str) -> list[Message]:
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [Message(**json.loads(line)) for line in lines]


def measure_help(messages: Sequence[Message], route: Callable[[str], Routed]) -> Measured:
    """Count messages that got at least the help they need; harmless ones, not the full reply."""
    right: Counter[str] = Counter()
    number: Counter[str] = Counter()
    misses = []
    for message in messages:
        routed = route(message.text)
        enough = RANK[routed.urgent_help] >= RANK[message.urgent_help]
        fine = enough if message.urgent_help else routed.urgent_help != "full"
        number[message.kind] += 1
        right[message.kind] += fine
        if not fine:
            misses.append(f"  missed: {message.kind}: {message.text} -> {routed.route}")
    return Measured(right, number, misses)


def wilson(right: int, number: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 percent interval of a share. Wilson, JASA 1927."""
    share = right / number
    middle = share + z * z / (2 * number)
    spread = z * math.sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    below = 1 + z * z / number
    return (middle - spread) / below, (middle + spread) / below


def _line(kind: str, right: int, number: int) -> str:
    low, high = wilson(right, number)
    return f"{kind:18} {right:4} of {number:4}  {right / number:.3f}  [{low:.3f}, {high:.3f}]"

"""Events: what happened, in figures and fixed words; they never hold what anybody typed or read."""

import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from assistant.errors import Unforeseen


@dataclass(frozen=True, slots=True)
class Answered:
    """A question was answered; `seconds` are those of each stage, in the order they ran."""

    route: str
    status: str
    urgent_help: str | None
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Served:
    """A request was responded to; `route` is the pattern of its address, not what it was."""

    method: str
    route: str
    status: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Something unforeseen went wrong: the kind of error and the line of code."""

    error: str
    where: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A language model was asked to word an answer, or left alone; what came of it and cost.

    `shown` counts its own sentences that stood, `replaced` those that gave way to a quote.
    `fault` is why it failed, in our own words.
    """

    outcome: str
    shown: int
    replaced: int
    dropped: int
    tokens_in: int
    tokens_out: int
    first_word_seconds: float | None
    seconds: float
    fault: str


Event = Answered | Served | Failed | Worded
Observer = Callable[[Event], None]
"""Is told of each event as it happens, in whatever thread that is."""


def observe_nothing(event: Event) -> None:
    """Take no notice of an event."""


def tell_all(*observers: Observer) -> Observer:
    """Return an observer that tells each of several of every event, in order."""

    def tell(event: Event) -> None:
        for observe in observers:
            observe(event)

    return tell


class Stages:
    """Times the stages of one answer."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add the time that a block takes to its stage."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + perf_counter() - began


def failure_of(error: Exception) -> Failed:
    """Return what an error was and where it rose; not its message, which may hold a question."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/assistant/" in frame.filename] or list(frames)
    at = own[-1] if own else None
    where = f"{at.filename.rpartition('/assistant/')[2]}:{at.lineno}" if at else "unknown"
    return Failed(type(error).__name__, where)


def unforeseen(error: Exception) -> Unforeseen:
    """Return an error that can be shown in a log in place of `error`, raised `from None`."""
    failed = failure_of(error)
    return Unforeseen(f"{failed.error} at {failed.where}")

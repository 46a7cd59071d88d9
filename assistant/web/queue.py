"""The queue: so many questions are answered at once, and callers take turns for the rest."""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from assistant.errors import Busy
from assistant.messages import Messages

T = TypeVar("T")

LONGEST_WAIT = 120
"""Seconds; a question that would wait longer is refused, and told when to come back."""

FIRST_GUESS = 0.5
"""Seconds that an answer is taken to need until some have been timed."""

STEPS_OF = 5
NEWEST = 0.1
"""Share of the newest answer's time in the mean."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What a question waits for: the questions before it, and about how many seconds."""

    before: int
    seconds: int


class QuestionQueue:
    """Answers questions in threads, `at_once` of them; nobody's second before another's first.

    A person in danger does not wait. Belongs to one event loop.
    """

    def __init__(
        self, at_once: int, messages: Messages, *, longest_wait: int = LONGEST_WAIT
    ) -> None:
        self._at_once = at_once
        self._messages = messages
        self._longest_wait = longest_wait
        self._free = at_once
        self._answer_seconds = FIRST_GUESS
        self._running = 0
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}  # by caller, next one first
        self._threads = CapacityLimiter(math.inf)

    @property
    def running(self) -> int:
        """How many questions are being answered."""
        return self._running

    @property
    def waiting(self) -> int:
        """How many questions wait."""
        return sum(self._counts().values())

    async def first(self, caller: str, answers: Iterator[T], is_urgent: Callable[[], bool]) -> T:
        """Return the first of `answers`, when it is the caller's turn; raises Busy.

        `is_urgent` is asked only where the question would have to wait.
        """
        if not self._free and await to_thread.run_sync(is_urgent):
            return await self._next(answers)
        await self._take_turn(caller)
        began = perf_counter()
        try:
            return await self._next(answers)
        finally:
            self._answer_seconds += NEWEST * (perf_counter() - began - self._answer_seconds)
            self._pass_on()

    def wait(self, caller: str) -> Wait | None:
        """Return what the last question that a caller waits with waits for, None if none does."""
        return self._wait_after(caller, 0) if self._counts().get(caller) else None

    async def rest(self, first: T, answers: Iterator[T]) -> T:
        """Return the last of `answers`, or `first` where there is no other.

        It takes no turn, since this machine only waits for it.
        """
        *_, last = [first, *await to_thread.run_sync(list, answers, limiter=self._threads)]
        return last

    async def last(self, caller: str, answers: Iterator[T], is_urgent: Callable[[], bool]) -> T:
        """Return the last of `answers`; the first of them takes its turn."""
        return await self.rest(await self.first(caller, answers, is_urgent), answers)

    async def _next(self, answers: Iterator[T]) -> T:
        self._running += 1
        try:
            return await to_thread.run_sync(next, answers, limiter=self._threads)
        finally:
            self._running -= 1

    async def _take_turn(self, caller: str) -> None:
        if self._free:
            self._free -= 1
            return
        seconds = self._wait_after(caller, 1).seconds
        if seconds > self._longest_wait:
            raise Busy(self._messages.text("error.busy", seconds=seconds), wait=seconds)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._pass_on()
            raise

    def _wait_after(self, caller: str, more: int) -> Wait:
        """Return what the last of a caller's questions waits for, after asking so many more."""
        counts = self._counts()
        own = counts[caller] = counts.get(caller, 0) + more
        place = list(counts).index(caller)
        others = [min(count, own - (at > place)) for at, count in enumerate(counts.values())]
        before = sum(others) - 1  # the caller's own are counted too, with the one that waits
        seconds = (before + 1) * self._answer_seconds / self._at_once
        return Wait(before, STEPS_OF * math.ceil(seconds / STEPS_OF))

    def _counts(self) -> dict[str, int]:
        """Return how many questions each caller waits with, in the order of their next turns."""
        return {
            caller: sum(not turn.done() for turn in turns)
            for caller, turns in self._waiting.items()
        }

    def _pass_on(self) -> None:
        """Give the turn to the next caller, who goes to the end with what else they ask."""
        while self._waiting:
            caller = next(iter(self._waiting))
            turns = self._waiting.pop(caller)
            turn = turns.popleft()
            if turns:
                self._waiting[caller] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

"""The queue: so many questions are answered at once, and callers take turns for the rest."""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

T = TypeVar("T")


class QuestionQueue:
    """Answers questions in threads, `at_once` of them; nobody's second before another's first.

    A person in danger does not wait. Belongs to one event loop.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
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
        return sum(not turn.done() for turns in self._waiting.values() for turn in turns)

    async def first(self, caller: str, answers: Iterator[T], is_urgent: Callable[[], bool]) -> T:
        """Return the first of `answers`, when it is the caller's turn.

        `is_urgent` is asked only where the question would have to wait.
        """
        if not self._free and await to_thread.run_sync(is_urgent):
            return await self._next(answers)
        await self._take_turn(caller)
        try:
            return await self._next(answers)
        finally:
            self._pass_on()

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
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._pass_on()
            raise

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

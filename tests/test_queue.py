import asyncio
import threading
from collections.abc import Iterator
from itertools import chain

import pytest

from assistant.errors import Busy
from assistant.messages import load_messages
from assistant.web.queue import FIRST_GUESS, QuestionQueue, Wait


class Questions:
    """Questions that each run until they are told to finish, and remember in which order."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self._finish: dict[str, threading.Event] = {}

    def make(self, name: str) -> Iterator[str]:
        self._finish[name] = threading.Event()
        return self._answers(name)

    def _answers(self, name: str) -> Iterator[str]:
        self.started.append(name)
        assert self._finish[name].wait(5)
        yield f"answer to {name}"

    async def finish(self, name: str) -> None:
        self.let(name)
        await asyncio.sleep(0.05)

    def let(self, name: str) -> None:
        self._finish[name].set()


def calm() -> bool:
    return False


def make_queue(at_once: int, **options: int) -> QuestionQueue:
    return QuestionQueue(at_once, load_messages(), **options)


async def ask(queue: QuestionQueue, questions: Questions, *names: str) -> list[asyncio.Task[str]]:
    """Ask each question in the name of its first letter, in order."""
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(queue.last(name[0], questions.make(name), calm)))
        await asyncio.sleep(0.05)
    return tasks


def test_so_many_are_answered_at_once_and_the_rest_wait() -> None:
    async def scene() -> None:
        queue, questions = make_queue(2), Questions()
        tasks = await ask(queue, questions, "a1", "b1", "c1")

        assert questions.started == ["a1", "b1"]
        assert (queue.running, queue.waiting) == (2, 1)

        await questions.finish("b1")
        assert questions.started == ["a1", "b1", "c1"]
        assert (queue.running, queue.waiting) == (2, 0)
        for name in ("a1", "c1"):
            await questions.finish(name)
        assert await asyncio.gather(*tasks) == ["answer to a1", "answer to b1", "answer to c1"]
        assert (queue.running, queue.waiting) == (0, 0)

    asyncio.run(scene())


def test_caller_with_many_questions_does_not_keep_others_waiting() -> None:
    async def scene() -> None:
        queue, questions = make_queue(1), Questions()
        await ask(queue, questions, "a1", "a2", "a3", "b1", "a4", "c1")

        for name in ("a1", "a2", "b1", "c1", "a3", "a4"):
            await questions.finish(name)

        assert questions.started == ["a1", "a2", "b1", "c1", "a3", "a4"]

    asyncio.run(scene())


def test_person_in_danger_does_not_wait() -> None:
    async def scene() -> None:
        queue, questions = make_queue(1), Questions()
        await ask(queue, questions, "a1", "b1")
        urgent = asyncio.create_task(queue.last("c", questions.make("c1"), lambda: True))
        await asyncio.sleep(0.05)

        assert questions.started == ["a1", "c1"]
        for name in ("c1", "a1", "b1"):
            await questions.finish(name)
        assert await urgent == "answer to c1"
        assert questions.started == ["a1", "c1", "b1"]

    asyncio.run(scene())


def test_caller_who_gives_up_waiting_leaves_the_turn_to_others() -> None:
    async def scene() -> None:
        queue, questions = make_queue(1), Questions()
        tasks = await ask(queue, questions, "a1", "b1", "c1")
        tasks[1].cancel()
        await asyncio.sleep(0.05)

        assert queue.waiting == 1
        await questions.finish("a1")
        assert questions.started == ["a1", "c1"]
        await questions.finish("c1")
        assert (queue.running, queue.waiting) == (0, 0)

    asyncio.run(scene())


def test_turn_is_passed_on_after_an_error() -> None:
    def fail() -> Iterator[str]:
        raise ValueError("no")
        yield ""

    async def scene() -> None:
        queue = make_queue(1)
        with pytest.raises(ValueError, match="no"):
            await queue.last("a", fail(), calm)

        assert await queue.last("a", iter(["yes"]), calm) == "yes"

    asyncio.run(scene())


def test_what_is_waited_for_elsewhere_takes_no_turn() -> None:
    async def scene() -> None:
        queue, questions = make_queue(1), Questions()
        wording = questions.make("wording")
        slow = chain(["quotes"], wording)
        first = await queue.first("a", slow, calm)
        rest = asyncio.create_task(queue.rest(first, slow))
        await asyncio.sleep(0.05)

        assert first == "quotes"
        assert await queue.last("b", iter(["yes"]), calm) == "yes"
        await questions.finish("wording")
        assert await rest == "answer to wording"

    asyncio.run(scene())


def test_everyone_who_waits_is_told_how_many_come_before() -> None:
    async def scene() -> None:
        queue, questions = make_queue(1), Questions()
        await ask(queue, questions, "a1", "a2", "a3", "b1", "a4", "c1")
        order = ["a2", "b1", "c1", "a3", "a4"]

        told = {caller: queue.wait(caller) for caller in "abcd"}

        assert {caller: wait and wait.before for caller, wait in told.items()} == {
            "a": order.index("a4"),
            "b": order.index("b1"),
            "c": order.index("c1"),
            "d": None,
        }
        for name in ("a1", *order):
            await questions.finish(name)
        assert queue.wait("c") is None

    asyncio.run(scene())


def test_wait_is_reckoned_by_how_long_answers_take() -> None:
    async def scene() -> None:
        queue, questions = make_queue(2), Questions()
        names = [f"{letter}1" for letter in "abcdefghijklmnopqrstuvwxyz"]
        tasks = await ask(queue, questions, *names)

        assert queue.wait("z") == Wait(before=23, seconds=10)  # 24 turns, two at a time
        assert 5 < 24 * FIRST_GUESS / 2 < 10
        for name in names:
            questions.let(name)
        await asyncio.gather(*tasks)
        assert queue.wait("z") is None

    asyncio.run(scene())


def test_question_that_would_wait_too_long_is_told_when_to_come_back() -> None:
    async def scene() -> None:
        queue, questions = make_queue(1, longest_wait=5), Questions()
        await ask(queue, questions, *(f"{letter}1" for letter in "abcdefghijk"))
        urgent = asyncio.create_task(queue.last("z", questions.make("z1"), lambda: True))
        await asyncio.sleep(0.05)

        with pytest.raises(Busy, match="Wait 10 seconds") as refused:
            await queue.last("l", questions.make("l1"), calm)

        assert refused.value.wait == 10
        assert questions.started == ["a1", "z1"]
        for name in ("z1", *(f"{letter}1" for letter in "abcdefghijk")):
            await questions.finish(name)
        assert await urgent == "answer to z1"

    asyncio.run(scene())

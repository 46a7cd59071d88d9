"""A request's body as it was sent: what was typed in it, before anything may refuse it."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any, Literal

from starlette.types import Message, Receive

from assistant.web.history import MAX_TURNS, without_surrogates

MAX_BYTES = 10_000_000

Fault = Literal["long", "slow"]


class Body:
    """The bytes of a request; `fault` says why they are not all of it, where they are not."""

    def __init__(self, content: bytes, fault: Fault | None = None) -> None:
        self.content = content
        self.fault = fault
        self.json = _parse(content) if fault is None else None

    def typed(self) -> str:
        """Return the question as typed, or every text of the body where it holds no question.

        Of a body that does not parse, all of it.
        """
        if self.json is None:
            return self.content.decode(errors="replace")
        question = self.json.get("question") if isinstance(self.json, dict) else None
        texts = [question] if isinstance(question, str) else texts_in(self.json)
        return without_surrogates("\n".join(texts))

    def typed_before(self) -> list[str]:
        """Return the earlier questions that can be read, oldest first, whatever else is wrong."""
        history = self.json.get("history") if isinstance(self.json, dict) else None
        turns = history[-MAX_TURNS:] if isinstance(history, list) else []
        questions = [turn.get("question") for turn in turns if isinstance(turn, dict)]
        return [without_surrogates(question) for question in questions if isinstance(question, str)]

    def again(self, receive: Receive) -> Receive:
        """Return a `receive` that gives this body once, then whatever comes after it."""
        waiting = [self.content]

        async def receive_again() -> Message:
            if waiting:
                return {"type": "http.request", "body": waiting.pop(), "more_body": False}
            return await receive()

        return receive_again


async def read_body(receive: Receive, *, seconds: float, most: int = MAX_BYTES) -> Body:
    """Read a request's body, and stop after `most` bytes or `seconds`."""
    content = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while len(content) <= most:
                message = await receive()
                content += message.get("body", b"")
                if not message.get("more_body", False):
                    return Body(bytes(content)) if len(content) <= most else _cut(content, most)
    except TimeoutError:
        return Body(bytes(content), "slow")
    return _cut(content, most)


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text in parsed JSON, names included, in the order in which they stand."""
    left = [value]
    while left:
        part = left.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            left += [text for pair in reversed(part.items()) for text in reversed(pair)]
        elif isinstance(part, list):
            left += reversed(part)


def _cut(content: bytearray, most: int) -> Body:
    return Body(bytes(content[:most]), "long")


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None

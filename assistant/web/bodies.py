"""A request's body as it was sent: what was typed in it, before anything may refuse it."""

import json
from typing import Any

from fastapi import Request

from assistant.web.history import MAX_TURNS, without_surrogates

MAX_BYTES = 10_000_000


class Body:
    """The bytes of a request, at most `MAX_BYTES` of them; `whole` says whether that was all."""

    def __init__(self, content: bytes, *, whole: bool) -> None:
        self.content = content
        self.whole = whole
        self.json = _parse(content) if whole else None

    def typed(self) -> str:
        """Return the question as typed, or all of the body where it holds no question.

        A body that parses is written out again as well, so that `\\u0061` is read as a letter.
        """
        if self.json is None:
            return self.content.decode(errors="replace")
        question = self.json.get("question") if isinstance(self.json, dict) else None
        if isinstance(question, str):
            return without_surrogates(question)
        try:
            return without_surrogates(json.dumps(self.json, ensure_ascii=False))
        except RecursionError:
            return self.content.decode(errors="replace")

    def typed_before(self) -> list[str]:
        """Return the earlier questions that can be read, oldest first, whatever else is wrong."""
        history = self.json.get("history") if isinstance(self.json, dict) else None
        turns = history[-MAX_TURNS:] if isinstance(history, list) else []
        questions = [turn.get("question") for turn in turns if isinstance(turn, dict)]
        return [without_surrogates(question) for question in questions if isinstance(question, str)]


async def read_body(request: Request) -> Body:
    """Read a request's body and stop after `MAX_BYTES`."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MAX_BYTES:
            return Body(bytes(content[:MAX_BYTES]), whole=False)
    return Body(bytes(content), whole=True)


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None

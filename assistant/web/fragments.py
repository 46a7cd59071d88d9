"""What is said in a conversation as HTML: the same on the chat page and on the plain one."""

import math
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from assistant.answers import Answer
from assistant.assistant import Assistant
from assistant.web.prose import Block, first_lines, read_prose
from assistant.web.queue import Wait
from assistant.web.render import Renderer
from assistant.web.sources import find_sources

MOST_PARTS = 4
"""In which an answer grows; Gradio takes some 4 ms of a processor for each."""


class Fragments:
    """Renders questions, answers and refusals, each as a part to set into a page.

    With `leave`, links out of the conversation open in a new tab.
    """

    def __init__(self, assistant: Assistant, renderer: Renderer, *, leave: bool) -> None:
        self._assistant = assistant
        self._renderer = renderer
        self._leave = leave

    def question(self, question: str) -> Markup:
        """Return what was asked."""
        return self._renderer.fragment("question.html", question=question)

    def waiting(self, wait: Wait | None = None) -> Markup:
        """Return what stands in an answer's place until it comes, and what that waits for."""
        return self._renderer.fragment("waiting.html", wait=wait)

    def answer(self, answer: Answer) -> Markup:
        """Return a whole answer, with its notes and sources."""
        return self._answer(
            answer,
            blocks=read_prose(answer),
            notes=[note for note in answer.notes if note not in answer.text],
            sources=find_sources(self._assistant, answer),
            whole=True,
        )

    def parts(self, answer: Answer) -> list[Markup]:
        """Return an answer as it grows, from its first line on; none for urgent help.

        A short one by a line each time, a long one by as many as make MOST_PARTS.
        """
        if answer.urgent_help == "full":
            return []
        blocks = read_prose(answer)
        count = sum(len(block.lines) for block in blocks)
        step = max(1, math.ceil(count / MOST_PARTS))
        return [
            self._answer(answer, blocks=first_lines(blocks, lines), notes=(), sources=())
            for lines in range(1, count + 1, step)
        ]

    def refusal(self, detail: str, help_words: Sequence[str] = ()) -> Markup:
        """Return why there is no answer, after the words of help."""
        return self._renderer.fragment("refusal.html", detail=detail, help_words=help_words)

    def _answer(
        self, answer: Answer, *, blocks: Sequence[Block], whole: bool = False, **parts: Any
    ) -> Markup:
        return self._renderer.fragment(
            "answer.html", answer=answer, blocks=blocks, whole=whole, leave=self._leave, **parts
        )

"""The conversation's turns: what is shown for each question, step by step."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from fastapi.concurrency import run_in_threadpool

from assistant.answers import Answer, Turn
from assistant.assistant import Assistant
from assistant.errors import AssistantError, QuestionError
from assistant.help import Help
from assistant.messages import Messages
from assistant.web.history import MAX_TURNS
from assistant.web.prose import first_lines, read_prose
from assistant.web.questions import answer_question, help_beside
from assistant.web.render import Renderer
from assistant.web.sources import find_sources

LINE_SECONDS = 0.04
LOOK_AGAIN_SECONDS = 2
LONGEST_WAIT = 600

Message = dict[str, Any]


@dataclass(frozen=True)
class Conversation:
    """What has been shown, and the turns that a follow-up is understood by."""

    shown: tuple[Message, ...] = ()
    turns: tuple[Turn, ...] = ()


Step = tuple[Any, list[Message], Conversation]
"""What the page sets after a step: the box, the messages, the conversation."""


class Talk:
    """Answers in a conversation, for any number of people at once."""

    def __init__(
        self, assistant: Assistant, messages: Messages, help_words: Help, renderer: Renderer
    ) -> None:
        self._assistant = assistant
        self._messages = messages
        self._help = help_words
        self._renderer = renderer

    async def greet(self) -> AsyncIterator[Any]:
        """Show questions to start with; what is wrong until then, where something is."""
        for _ in range(LONGEST_WAIT // LOOK_AGAIN_SECONDS):
            reason = await run_in_threadpool(self._assistant.not_ready)
            if reason is None:
                yield await run_in_threadpool(self._starters)
                return
            yield gr.update(placeholder=self._refusal(reason), examples=[])
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    def answer(self, question: str | None, conversation: Conversation) -> Iterator[Step]:
        """Show the question, then its answer line by line, an urgent one at once."""
        question = question or ""
        asked = self._asked(question)
        waiting = self._said(self._renderer.fragment("waiting.html"))
        yield gr.update(value=""), [*conversation.shown, *asked, waiting], conversation
        try:
            answer = answer_question(
                self._assistant, self._messages, question, history=conversation.turns
            )
        except Exception as error:
            known = isinstance(error, AssistantError)
            detail = str(error) if known else self._messages.text("error.unexpected")
            earlier = [turn.question for turn in conversation.turns]
            _, words = help_beside(self._help, question, earlier)
            refused = (*conversation.shown, *asked, self._said(self._refusal(detail, words)))
            box = gr.update(value=question) if isinstance(error, QuestionError) else gr.skip()
            yield box, list(refused), Conversation(refused, conversation.turns)
            if known:
                return
            raise
        for part in self._parts(answer):
            yield gr.skip(), [*conversation.shown, *asked, self._said(part)], conversation
        shown = (*conversation.shown, *asked, self._said(self._whole(answer), answer.suggestions))
        turn = Turn(question, answer.text, answer.citations)
        yield gr.skip(), list(shown), Conversation(shown, (*conversation.turns, turn)[-MAX_TURNS:])

    def answer_chosen(self, chosen: gr.SelectData, conversation: Conversation) -> Iterator[Step]:
        """Answer a question that was picked, not typed."""
        question = chosen.value["text"] if isinstance(chosen.value, dict) else chosen.value
        yield from self.answer(str(question), conversation)

    def clear(self) -> Step:
        """Start again with nothing shown and nothing remembered."""
        return gr.update(value=""), [], Conversation()

    def _starters(self) -> Any:
        questions = self._assistant.starter_questions()
        return gr.update(
            placeholder=self._messages.text("page.empty"),
            examples=[{"text": question} for question in questions],
        )

    def _parts(self, answer: Answer) -> Iterator[str]:
        if answer.urgent_help == "full":
            return
        blocks = read_prose(answer)
        for count in range(1, sum(len(block.lines) for block in blocks) + 1):
            yield self._fragment(
                answer, blocks=first_lines(blocks, count), notes=(), sources=(), offered=False
            )
            time.sleep(LINE_SECONDS)

    def _whole(self, answer: Answer) -> str:
        return self._fragment(
            answer,
            blocks=read_prose(answer),
            notes=[note for note in answer.notes if note not in answer.text],
            sources=find_sources(self._assistant, answer),
            offered=bool(answer.suggestions),
        )

    def _fragment(self, answer: Answer, **parts: Any) -> str:
        return self._renderer.fragment("answer.html", answer=answer, leave=True, **parts)

    def _refusal(self, detail: str, words: Sequence[str] = ()) -> str:
        return self._renderer.fragment("refusal.html", detail=detail, help_words=words)

    def _asked(self, question: str) -> list[Message]:
        if not question.strip():
            return []
        return [
            {"role": "user", "content": self._renderer.fragment("question.html", question=question)}
        ]

    def _said(self, content: str, suggestions: tuple[str, ...] = ()) -> Message:
        options = [{"value": question} for question in suggestions]
        return {"role": "assistant", "content": str(content), "options": options}

"""The conversation's turns: what is shown for each question, step by step."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import gradio as gr
from fastapi.concurrency import run_in_threadpool

from assistant.answers import Answer, Audience
from assistant.assistant import Assistant
from assistant.errors import AssistantError, Busy, QuestionError
from assistant.events import unforeseen
from assistant.help import Help
from assistant.log import new_number, numbered
from assistant.messages import Messages
from assistant.web.fragments import Fragments
from assistant.web.kept import Kept, read_kept
from assistant.web.problems import Problems
from assistant.web.questions import answers_to, help_beside, is_urgent
from assistant.web.queue import QuestionQueue, Wait

LINE_SECONDS = 0.04
LOOK_AGAIN_SECONDS = 2
FIRST_LOOK = 0.3
"""Seconds; what is answered sooner is not said to wait."""

LONGEST_WAIT = 600

Message = dict[str, Any]
Step = tuple[Any, Any, Any]
"""What the page sets after a step: the box, the messages, the conversation to keep."""


class Talk:
    """Answers in a conversation, for any number of people at once.

    The conversation comes from the browser with each question, and goes back with the answer.
    """

    def __init__(
        self,
        assistant: Assistant,
        messages: Messages,
        help_words: Help,
        fragments: Fragments,
        queue: QuestionQueue,
        problems: Problems,
    ) -> None:
        self._assistant = assistant
        self._messages = messages
        self._help = help_words
        self._fragments = fragments
        self._queue = queue
        self._problems = problems

    async def greet(self) -> AsyncIterator[Any]:
        """Show questions to start with; what is wrong until then, where something is."""
        for _ in range(LONGEST_WAIT // LOOK_AGAIN_SECONDS):
            reason = await run_in_threadpool(self._assistant.not_ready)
            if reason is None:
                yield await run_in_threadpool(self.offer, None)
                return
            yield gr.update(placeholder=self._fragments.refusal(reason), examples=[])
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    def offer(self, audience: Audience | None) -> Any:
        """Show questions to start with for a kind of reader."""
        if self._assistant.not_ready() is not None:
            return gr.skip()
        questions = self._assistant.starter_questions(audience)
        return gr.update(
            placeholder=self._messages.text("page.empty"),
            examples=[{"text": question} for question in questions],
        )

    def restore(self, kept: str | None) -> tuple[Any, Any]:
        """Show a conversation that the browser has kept: its messages, and who asks."""
        before = read_kept(kept)
        return self._shown(before), before.audience

    async def answer(
        self,
        question: str | None,
        kept: str | None,
        audience: Audience | None,
        request: gr.Request,
    ) -> AsyncIterator[Step]:
        """Show the question, then its answer line by line, an urgent one at once.

        Where a language model words the answer, its quotes are shown until it has.
        """
        question = question or ""
        before = await run_in_threadpool(read_kept, kept)
        number = new_number()
        earlier = [turn.question for turn in before.turns]
        caller = request.session_hash or ""
        shown: list[Message] = []
        try:
            shown = await run_in_threadpool(self._shown_with, before, question)
            yield gr.update(value=""), [*shown, _said(self._fragments.waiting())], gr.skip()
            answers = answers_to(
                self._assistant,
                self._messages,
                question,
                history=before.history(),
                audience=audience,
            )
            with numbered(number):
                asked = asyncio.create_task(
                    self._queue.first(caller, answers, lambda: is_urgent(question, earlier))
                )
            async for wait in self._waits(caller, asked):
                yield gr.skip(), [*shown, _said(self._fragments.waiting(wait))], gr.skip()
            answer = await asked
            for part in await run_in_threadpool(self._fragments.parts, answer):
                yield gr.skip(), [*shown, _said(part)], gr.skip()
                await asyncio.sleep(LINE_SECONDS)
            with numbered(number):  # a language model's wording comes whole
                answer = await self._queue.rest(answer, answers)
            whole = await run_in_threadpool(self._fragments.answer, answer)
            after = before.after(question, answer, audience)
            yield gr.skip(), [*shown, _said(whole, answer.suggestions)], after.model_dump_json()
        except Exception as error:  # whatever it is, help stands beside it
            again = isinstance(error, QuestionError | Busy)
            box = gr.update(value=question) if again else gr.skip()
            with numbered(number):
                detail = self._problems.words(error)
            yield box, [*shown, self._refusal(detail, question, earlier)], gr.skip()
            if not isinstance(error, AssistantError):
                raise unforeseen(error) from None

    async def _waits(self, caller: str, asked: asyncio.Task[Answer]) -> AsyncIterator[Wait]:
        """Yield what a question waits for, whenever that changes; give it up with its reader."""
        shown = None
        try:
            while not asked.done():
                await asyncio.wait({asked}, timeout=LOOK_AGAIN_SECONDS if shown else FIRST_LOOK)
                wait = None if asked.done() else self._queue.wait(caller)
                if wait and wait != shown:
                    shown = wait
                    yield wait
        finally:
            asked.cancel()

    async def answer_chosen(
        self,
        chosen: gr.SelectData,
        kept: str | None,
        audience: Audience | None,
        request: gr.Request,
    ) -> AsyncIterator[Step]:
        """Answer a question that was picked, not typed."""
        question = chosen.value["text"] if isinstance(chosen.value, dict) else chosen.value
        async for step in self.answer(str(question), kept, audience, request):
            yield step

    def clear(self) -> tuple[Any, Any, Any, Any]:
        """Start again with nothing shown and nothing remembered."""
        return gr.update(value=""), [], "", None

    def _refusal(self, detail: str, question: str, earlier: Sequence[str]) -> Message:
        _, words = help_beside(self._help, question, earlier)
        return _said(self._fragments.refusal(detail, words))

    def _shown_with(self, kept: Kept, question: str) -> list[Message]:
        return [*self._shown(kept), *self._asked(question)]

    def _shown(self, kept: Kept) -> list[Message]:
        shown: list[Message] = []
        for turn in kept.turns:
            answer = turn.to_answer()
            shown += self._asked(turn.question)
            shown.append(_said(self._fragments.answer(answer), answer.suggestions))
        return shown

    def _asked(self, question: str) -> list[Message]:
        if not question.strip():
            return []
        return [{"role": "user", "content": self._fragments.question(question)}]


def _said(content: str, suggestions: tuple[str, ...] = ()) -> Message:
    options = [{"value": question} for question in suggestions]
    return {"role": "assistant", "content": str(content), "options": options}

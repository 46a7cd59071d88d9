"""The plain page to ask on: a form, answered on the same page, which needs no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from assistant.answers import Answer, Audience
from assistant.assistant import Assistant
from assistant.errors import AssistantError, QuestionError
from assistant.help import Help
from assistant.messages import Messages
from assistant.web.fragments import Fragments
from assistant.web.kept import Kept, read_kept
from assistant.web.problems import Problems, come_back, status_of
from assistant.web.questions import answers_to, help_beside, is_urgent
from assistant.web.queue import QuestionQueue
from assistant.web.reading import read_span
from assistant.web.render import Renderer
from assistant.web.visitors import caller_of, give_session

AUDIENCES: dict[str | None, Audience] = {"staff": "staff", "student": "student"}
LONGEST_SUBJECT = 200


def ask_routes(
    assistant: Assistant,
    messages: Messages,
    help_words: Help,
    renderer: Renderer,
    problems: Problems,
    queue: QuestionQueue,
) -> APIRouter:
    """Return the routes of the page: to show the form, and to answer it."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    page = AskPage(assistant, messages, help_words, renderer)

    @routes.get("/ask")
    def show(
        request: Request,
        who: str | None = None,
        about: str | None = None,
        start: Annotated[str | None, Query(alias="from")] = None,
        end: Annotated[str | None, Query(alias="to")] = None,
    ) -> HTMLResponse:
        subject = _subject(assistant, about, start, end) if about else ""
        shown = page.show(AUDIENCES.get(who), subject)
        give_session(request.scope, shown)
        return shown

    @routes.post("/ask")
    async def answer(request: Request) -> Response:
        form = await run_in_threadpool(read_form, await request.body())
        try:
            return await reply(request, form)
        except Exception as error:  # whatever it is, help stands beside it
            return await run_in_threadpool(
                problems.refuse, request.url.path, error, form.question, form.earlier
            )

    async def reply(request: Request, form: Form) -> Response:
        try:
            answer = await queue.last(
                caller_of(request.scope),
                page.answers(form),
                lambda: is_urgent(form.question, form.earlier),
            )
        except AssistantError as error:
            return await run_in_threadpool(page.refusal, form, error)
        return await run_in_threadpool(page.answer, form, answer)

    return routes


def _subject(assistant: Assistant, document_id: str, start: str | None, end: str | None) -> str:
    """Return the words of a document that an address asks about; none where they are not there."""
    document = None if assistant.not_ready() else assistant.document(document_id)
    span = document and read_span(start, end, len(document.text))
    if not document or not span:
        return ""
    return " ".join(document.text[span.start : span.end].split())[:LONGEST_SUBJECT]


@dataclass(frozen=True, slots=True)
class Form:
    """What is sent with the form: the question, the conversation before it, who asks."""

    question: str
    kept: Kept
    audience: Audience | None

    @property
    def earlier(self) -> list[str]:
        """The questions before this one, oldest first."""
        return [turn.question for turn in self.kept.turns]


@dataclass(frozen=True, slots=True)
class Said:
    """What is shown of one turn."""

    question: Markup
    answer: Markup
    suggestions: Sequence[str] = ()


class AskPage:
    """Shows the form, and answers it."""

    def __init__(
        self, assistant: Assistant, messages: Messages, help_words: Help, renderer: Renderer
    ) -> None:
        self._assistant = assistant
        self._messages = messages
        self._help = help_words
        self._renderer = renderer
        self._fragments = Fragments(assistant, renderer, leave=False)

    def show(self, audience: Audience | None, question: str = "") -> HTMLResponse:
        """Return the empty form with questions to start from, or why nothing can be asked yet."""
        reason = self._assistant.not_ready()
        starters = () if reason else self._assistant.starter_questions(audience)
        form = Form(question, Kept(audience=audience), audience)
        refusal = self._fragments.refusal(reason) if reason else None
        return self._page(form, starters=starters, refusal=refusal)

    def answers(self, form: Form) -> Iterator[Answer]:
        """Yield the answer to a form; raises as the assistant does."""
        return answers_to(
            self._assistant,
            self._messages,
            form.question,
            history=form.kept.history(),
            audience=form.audience,
        )

    def answer(self, form: Form, answer: Answer) -> HTMLResponse:
        """Return the page with the answer first."""
        kept = form.kept.after(form.question, answer, form.audience)
        return self._page(Form("", kept, form.audience))

    def refusal(self, form: Form, error: AssistantError) -> HTMLResponse:
        """Return the page with what is wrong, and the question kept."""
        _, help_words = help_beside(self._help, form.question, form.earlier)
        refusal = self._fragments.refusal(str(error), help_words)
        wrong = isinstance(error, QuestionError)
        page = self._page(form, refusal=refusal, status=status_of(error), wrong=wrong)
        page.headers.update(come_back(error.wait))
        return page

    def _page(
        self,
        form: Form,
        *,
        starters: Sequence[str] = (),
        refusal: Markup | None = None,
        status: int = 200,
        wrong: bool = False,
    ) -> HTMLResponse:
        said = [self._said(turn.question, turn.to_answer()) for turn in reversed(form.kept.turns)]
        page = self._renderer.page(
            "ask.html", form=form, said=said, starters=starters, refusal=refusal, wrong=wrong
        )
        return HTMLResponse(page, status)

    def _said(self, question: str, answer: Answer) -> Said:
        return Said(
            self._fragments.question(question), self._fragments.answer(answer), answer.suggestions
        )


def read_form(content: bytes) -> Form:
    """Read what a browser sends of the form; what is missing or broken is empty."""
    fields = parse_qs(content.decode(errors="replace"), keep_blank_values=True)

    def field(name: str) -> str:
        return fields.get(name, [""])[0]

    question = field("question").replace("\r\n", "\n")
    return Form(question, read_kept(field("kept")), AUDIENCES.get(field("who")))

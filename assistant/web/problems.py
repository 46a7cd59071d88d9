"""Errors as a person sees them: JSON for the API, a page with the way to help for the rest."""

from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from assistant.answers import UrgentHelp
from assistant.errors import AssistantError, QuestionError
from assistant.events import Observer, failure_of, observe_nothing
from assistant.help import Help
from assistant.log import number_here
from assistant.messages import Messages
from assistant.web.models import Problem
from assistant.web.questions import help_beside
from assistant.web.render import Renderer

PROGRAM_PATHS = ("/api/", "/gradio_api/", "/healthz", "/openapi.json")


class Problems:
    """Says what is wrong in the form that was asked for: a page, or JSON.

    Of an error that nobody foresaw it says only that there was one, and tells the observer where.
    """

    def __init__(
        self,
        messages: Messages,
        help_words: Help,
        renderer: Renderer,
        *,
        observe: Observer = observe_nothing,
    ) -> None:
        self._messages = messages
        self._help = help_words
        self._renderer = renderer
        self._observe = observe

    def words(self, error: Exception) -> str:
        """Return what may be shown of an error: what it says if it was raised on purpose.

        Of any other, words with the number of this request, under which its place is told.
        """
        if isinstance(error, AssistantError):
            return str(error)
        self._observe(failure_of(error))
        return self._messages.text("error.unexpected", number=number_here())

    def refuse(
        self, path: str, error: Exception, question: str, earlier: Sequence[str] = ()
    ) -> Response:
        """Return why a question was not answered, after the words of help that it asks for."""
        wait = error.wait if isinstance(error, AssistantError) else 0
        detail = self.words(error)
        return self.beside_help(path, status_of(error), detail, question, earlier, wait=wait)

    def show(self, path: str, status: int, detail: str, *, wait: int = 0) -> Response:
        """Return what is wrong with a request that asks nothing.

        `wait` is in how many seconds to come back, where that is known.
        """
        return self._said(path, status, detail, wait=wait)

    def beside_help(
        self,
        path: str,
        status: int,
        detail: str,
        question: str,
        earlier: Sequence[str] = (),
        *,
        always: bool = False,
        wait: int = 0,
    ) -> Response:
        """Return what is wrong with a question, after the words of help that it asks for.

        `always` gives the line of help beside any question.
        """
        urgent_help, words = help_beside(self._help, question, earlier)
        if always and urgent_help is None:
            urgent_help, words = "line", (self._help.line,)
        return self._said(path, status, detail, urgent_help, words, wait=wait)

    def _said(
        self,
        path: str,
        status: int,
        detail: str,
        urgent_help: UrgentHelp | None = None,
        words: Sequence[str] = (),
        *,
        wait: int,
    ) -> Response:
        headers = come_back(wait)
        if path.startswith(PROGRAM_PATHS):
            said = Problem(detail="\n\n".join([*words, detail]), urgent_help=urgent_help)
            return JSONResponse(said.model_dump(), status, headers)
        page = self._renderer.page("problem.html", status=status, detail=detail, help_words=words)
        return HTMLResponse(page, status, headers)


def come_back(wait: int) -> dict[str, str]:
    """Return the header that says in how many seconds to come back, none for 0."""
    return {"Retry-After": str(wait)} if wait else {}


def status_of(error: Exception) -> int:
    """Return 422 for what was asked, 503 for what is missing here, 500 for what nobody foresaw."""
    if isinstance(error, QuestionError):
        return 422
    return 503 if isinstance(error, AssistantError) else 500


def register_problems(app: FastAPI, messages: Messages, problems: Problems) -> None:
    """Make every error of `app` one that says what happened and what to do next."""

    @app.exception_handler(HTTPException)
    def http_problem(request: Request, error: HTTPException) -> Response:
        path = request.url.path
        if error.status_code == 404 and error.detail == "Not Found":
            return problems.show(path, 404, messages.text("error.unknown_page"))
        if error.status_code == 405:
            return problems.show(path, 405, messages.text("error.wrong_method"))
        return problems.show(path, error.status_code, error.detail)

    @app.exception_handler(RequestValidationError)
    def unreadable_request(request: Request, _: RequestValidationError) -> Response:
        return problems.show(request.url.path, 422, messages.text("error.unreadable_request"))

    @app.exception_handler(AssistantError)
    def assistant_problem(request: Request, error: AssistantError) -> Response:
        return problems.show(request.url.path, status_of(error), str(error), wait=error.wait)

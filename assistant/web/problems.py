"""Errors as a person sees them: JSON for the API, a page with the way to help for the rest."""

from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from assistant.answers import UrgentHelp
from assistant.errors import AssistantError, QuestionError
from assistant.messages import Messages
from assistant.web.models import Problem
from assistant.web.render import Renderer

PROGRAM_PATHS = ("/api/", "/gradio_api/", "/healthz", "/openapi.json")


def problem(
    status: int, detail: str, *, urgent_help: UrgentHelp | None = None, words: Sequence[str] = ()
) -> JSONResponse:
    """Return an error of the API, the words of help before what is wrong."""
    said = Problem(detail="\n\n".join([*words, detail]), urgent_help=urgent_help)
    return JSONResponse(said.model_dump(), status)


def status_of(error: AssistantError) -> int:
    """Return 422 for what was asked, and 503 for what is missing or broken here."""
    return 422 if isinstance(error, QuestionError) else 503


def register_problems(app: FastAPI, messages: Messages, renderer: Renderer) -> None:
    """Make every error of `app` one that says what happened and what to do next."""

    def show(request: Request, status: int, detail: str) -> Response:
        if request.url.path.startswith(PROGRAM_PATHS):
            return problem(status, detail)
        return HTMLResponse(renderer.page("problem.html", status=status, detail=detail), status)

    @app.exception_handler(HTTPException)
    def http_problem(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404 and error.detail == "Not Found":
            return show(request, 404, messages.text("error.unknown_page"))
        if error.status_code == 405:
            return show(request, 405, messages.text("error.wrong_method"))
        return show(request, error.status_code, error.detail)

    @app.exception_handler(RequestValidationError)
    def unreadable_request(request: Request, _: RequestValidationError) -> Response:
        return show(request, 422, messages.text("error.unreadable_request"))

    @app.exception_handler(AssistantError)
    def assistant_problem(request: Request, error: AssistantError) -> Response:
        return show(request, status_of(error), str(error))

    @app.exception_handler(Exception)
    def unexpected(request: Request, _: Exception) -> Response:
        return show(request, 500, messages.text("error.unexpected"))

"""The HTTP API: ask a question, read the documents, see whether all is well."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from assistant import __version__
from assistant.answers import Answer
from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.messages import Messages
from assistant.opening_hours import now_in_london
from assistant.web import models
from assistant.web.bodies import Body
from assistant.web.links import document_url
from assistant.web.listing import Listed, Listing
from assistant.web.lookup import find_document, live_version
from assistant.web.problems import Problems
from assistant.web.questions import answers_to, is_urgent
from assistant.web.queue import QuestionQueue
from assistant.web.visitors import caller_of

BAD_QUESTION: dict[int | str, dict[str, Any]] = {
    422: {"model": models.Problem, "description": "The request cannot be understood."},
    503: {
        "model": models.Problem,
        "description": "There is no index, it cannot be used, or too many questions wait; "
        "the header Retry-After says when to come back, where that is known.",
    },
}
REFUSED: dict[int | str, dict[str, Any]] = {
    401: {"model": models.Problem, "description": "Nobody is signed in, where that is needed."},
    403: {"model": models.Problem, "description": "A page of another site sent the request."},
    408: {"model": models.Problem, "description": "The request took too long to arrive."},
    429: {
        "model": models.Problem,
        "description": "Too many questions; the header Retry-After says when to come back.",
    },
    500: {"model": models.Problem, "description": "Something went wrong that nobody foresaw."},
    **BAD_QUESTION,
}
NO_DOCUMENT: dict[int | str, dict[str, Any]] = {
    404: {"model": models.Problem, "description": "There is no such document or version."},
    **BAD_QUESTION,
}
ASK_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/AskRequest"}},
        },
    }
}


def api_routes(
    assistant: Assistant, messages: Messages, problems: Problems, queue: QuestionQueue
) -> APIRouter:
    """Return the routes of the API and the health check."""
    routes = APIRouter()
    _answer_questions(routes, assistant, messages, problems, queue)
    _show_documents(routes, assistant, messages)
    _tell_health(routes, assistant)
    _refuse_the_rest(routes, messages)
    return routes


def _answer_questions(
    routes: APIRouter,
    assistant: Assistant,
    messages: Messages,
    problems: Problems,
    queue: QuestionQueue,
) -> None:
    @routes.post(
        "/api/ask",
        response_model=models.AskResponse,
        responses=REFUSED,
        openapi_extra=ASK_BODY,
    )
    async def ask(request: Request) -> models.AskResponse | Response:
        """Answer a question from the trust's documents, or say where to get urgent help."""
        body = Body(await request.body())
        try:
            answer = await queue.last(
                caller_of(request.scope),
                _answers_to(assistant, messages, body),
                lambda: is_urgent(body.typed(), body.typed_before()),
            )
            return models.AskResponse.model_validate(answer)
        except Exception as error:  # whatever it is, help stands beside it
            return await run_in_threadpool(
                problems.refuse, request.url.path, error, body.typed(), body.typed_before()
            )


def _show_documents(routes: APIRouter, assistant: Assistant, messages: Messages) -> None:
    @routes.get("/api/documents", responses={503: BAD_QUESTION[503]})
    def documents() -> list[models.DocumentSummary]:
        """List the documents that the assistant has read, in order of title."""
        version = live_version(assistant, messages)
        return [
            models.DocumentSummary(**_summary(listed, version))
            for listed in Listing(assistant, now_in_london().date()).all()
        ]

    @routes.get("/api/documents/{document_id}", responses=NO_DOCUMENT)
    def document(document_id: str, v: str | None = None) -> models.DocumentText:
        """Return a document's text, sections and pages, at version `v` or as it is now."""
        version = v or live_version(assistant, messages)
        found = find_document(assistant, messages, document_id, version)
        listed = Listing(assistant, now_in_london().date()).of(found)
        return models.DocumentText(
            **_summary(listed, version),
            text=found.text,
            sections=[models.Section.model_validate(section) for section in found.sections],
            pages=[models.Page.model_validate(page) for page in found.pages],
        )


def _tell_health(routes: APIRouter, assistant: Assistant) -> None:
    @routes.get("/healthz", responses={503: {"model": models.Health}})
    def healthz(response: Response) -> models.Health:
        """Say whether a question can be answered at full quality now."""
        reason = assistant.not_ready()
        response.status_code = 503 if reason else 200
        return models.Health(
            status="unavailable" if reason else "ok",
            reason=reason,
            app=__version__,
            corpus=assistant.corpus_version(),
            notes=list(assistant.limits()),
        )


def _refuse_the_rest(routes: APIRouter, messages: Messages) -> None:
    @routes.api_route(
        "/api/{rest:path}",
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        include_in_schema=False,
    )
    def unknown(request: Request, rest: str) -> None:
        asked = f"{request.method} /api/{rest}"
        raise HTTPException(404, messages.text("error.unknown_route", asked=asked))


def _answers_to(assistant: Assistant, messages: Messages, body: Body) -> Iterator[Answer]:
    try:
        asked = _read_request(body, messages.text)
    except QuestionError:
        crisis = assistant.answer_crisis(body.typed(), earlier=body.typed_before())
        if crisis is None:
            raise
        yield crisis
        return
    yield from answers_to(
        assistant,
        messages,
        asked.question,
        history=[turn.to_turn() for turn in asked.history],
        audience=asked.audience,
    )


def _read_request(body: Body, text: Callable[..., str]) -> models.AskRequest:
    if not isinstance(body.json, dict):
        raise QuestionError(text("error.body_not_json"))
    try:
        return models.AskRequest.model_validate(body.json)
    except ValidationError as error:
        field = error.errors()[0]["loc"][0]
        raise QuestionError(text(f"error.field_{field}")) from error


def _summary(listed: Listed, version: str) -> dict[str, Any]:
    document = listed.document
    return {
        "id": document.id,
        "title": document.title,
        "date": listed.dates.published,
        "source": listed.source,
        "version": version,
        "url": document_url(document.id),
        "state": listed.state,
        "problems": list(listed.problems),
    }

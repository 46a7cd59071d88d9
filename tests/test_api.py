import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fakes import CORPUS, NO_INDEX, ScriptedAssistant, about_assistant, make_document
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.help import load_help
from assistant.messages import load_messages
from assistant.web.api import api_routes
from assistant.web.app import create_app
from assistant.web.bodies import MAX_BYTES
from assistant.web.history import MAX_CITATIONS
from assistant.web.kept import Kept
from assistant.web.problems import Problems
from assistant.web.queue import QuestionQueue
from assistant.web.render import Renderer

VALUES = "What are our values?"
ASKED = "What is the mission of the trust?"


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return about_assistant()


@pytest.fixture
def client(assistant: ScriptedAssistant) -> Iterator[TestClient]:
    with TestClient(create_app(assistant)) as client:
        yield client


@pytest.fixture
def client_without_index() -> Iterator[TestClient]:
    with TestClient(create_app(ScriptedAssistant([], {}))) as client:
        yield client


def test_answer_has_every_field_of_the_contract(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": VALUES}).json()

    assert list(answer) == [
        "id",
        "status",
        "route",
        "urgent_help",
        "text",
        "claims",
        "citations",
        "notes",
        "conflicts",
        "nearest",
        "suggestions",
        "confidence",
        "standalone_question",
        "versions",
    ]
    assert answer["versions"] == {"app": "0", "corpus": CORPUS, "messages": "m", "model": None}
    assert answer["urgent_help"] is None
    assert answer["conflicts"] == []


def test_citations_stand_verbatim_in_the_document(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": VALUES}).json()

    assert len(answer["citations"]) == 4
    for citation in answer["citations"]:
        address = f"/api/documents/{citation['document']}?v={answer['versions']['corpus']}"
        text = client.get(address).json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "JSON object"),
        (b"{", "JSON object"),
        (b"[1]", "JSON object"),
        (b"null", "JSON object"),
        (b"\xff\xfe\xfa", "JSON object"),
        (b"[" * 100_000, "JSON object"),
        (b"{}", "“question” must be text"),
        (b'{"question": 5}', "“question” must be text"),
        (b'{"question": null}', "“question” must be text"),
        (b'{"question": ""}', "Enter a question."),
        (b'{"question": " \\n\\t "}', "Enter a question."),
        (b'{"question": "?!..."}', "in words"),
        ('{"question": "😀🎉"}'.encode(), "in words"),
        (json.dumps({"question": "values " * 286}).encode(), "2,000 characters or fewer"),
        (b'{"question": "values", "audience": "public"}', "“staff”, “student” or null"),
        (b'{"question": "values", "history": "none"}', "“history” must be a list"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(client: TestClient, body: bytes, says: str) -> None:
    response = client.post("/api/ask", content=body)

    assert response.status_code == 422
    assert says in response.json()["detail"]
    assert response.json()["urgent_help"] is None


def test_question_of_two_thousand_characters_is_asked(client: TestClient) -> None:
    assert client.post("/api/ask", json={"question": "a" * 2000}).status_code == 200


def test_half_a_surrogate_pair_is_answered(client: TestClient) -> None:
    response = client.post("/api/ask", content=b'{"question": "values \\ud83d"}')

    assert response.json()["standalone_question"] == "values ?"


@pytest.mark.parametrize(
    "body",
    [
        b'{"question": "suicide"}',
        b'{"question": "suicide',
        b"suicide",
        b'{"question": ["suicide"]}',
        b'{"question": {"text": "\\u0073uicide"}}',
        b'{"message": "suicide"}',
        b'{"question": "suicide", "history": 3, "audience": 4}',
        b'{"question": "suicide \\ud83d"}',
        json.dumps({"question": "a" * 5000 + " suicide"}).encode(),
        b"\xff suicide",
    ],
)
def test_crisis_comes_before_every_check(client_without_index: TestClient, body: bytes) -> None:
    response = client_without_index.post("/api/ask", content=body)

    assert response.status_code == 200
    assert response.json()["route"] == "crisis"
    assert response.json()["urgent_help"] == "full"


def test_earlier_crisis_in_the_history_does_not_answer_this_question(client: TestClient) -> None:
    history = [{"question": "suicide", "answer": "help"}]

    answer = client.post("/api/ask", json={"question": VALUES, "history": history}).json()

    assert answer["status"] == "answered"


@pytest.mark.parametrize("question", ["...", "", "no", "😀", 5, None])
def test_help_stays_after_a_crisis_whatever_is_typed_next(
    client_without_index: TestClient, question: Any
) -> None:
    history = [{"question": "suicide", "answer": "help"}, "not a turn", {"question": 7}]
    body = {"question": question, "history": history, "audience": "nobody"}

    response = client_without_index.post("/api/ask", json=body)

    assert response.status_code == 200
    assert response.json()["urgent_help"] == "full"


def test_body_beyond_the_limit_is_cut_off_with_the_help_line(client: TestClient) -> None:
    too_long = b"a" * MAX_BYTES

    refused = client.post("/api/ask", content=b'{"question": "' + too_long)
    crisis = client.post("/api/ask", content=b'{"question": "suicide ' + too_long)

    assert refused.status_code == 422
    assert refused.json()["urgent_help"] == "line"
    assert load_help().line in refused.json()["detail"]
    assert crisis.json()["route"] == "crisis"


def test_history_is_passed_on_with_its_citations(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    first = client.post("/api/ask", json={"question": VALUES}).json()
    turn = {"question": VALUES, "answer": first["text"], "citations": first["citations"]}

    client.post("/api/ask", json={"question": "and the vision?", "history": [turn]})

    _, history, _ = assistant.asked[-1]
    assert history[0].question == VALUES
    assert history[0].citations[0].quote == "We strive for excellence"
    assert history[0].citations[0].version == CORPUS


def test_long_history_loses_its_oldest_turns(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    turns: list[Any] = ["not a turn"] * 500
    turns += [{"question": f"question {number}", "answer": ""} for number in range(30)]

    response = client.post("/api/ask", json={"question": VALUES, "history": turns})

    assert response.status_code == 200
    assert [turn.question for turn in assistant.asked[-1][1]][-1] == "question 29"
    assert len(assistant.asked[-1][1]) == 20


def test_no_more_citations_of_a_turn_are_read_than_an_answer_has(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    first = client.post("/api/ask", json={"question": VALUES}).json()
    many = first["citations"] * MAX_CITATIONS
    turn = {"question": VALUES, "answer": first["text"], "citations": many}
    kept = Kept.model_validate(
        {"turns": [{"question": VALUES, "answer": {**first, "citations": many}}]}
    )

    client.post("/api/ask", json={"question": "values", "history": [turn]})

    assert len(assistant.asked[-1][1][0].citations) == MAX_CITATIONS
    assert len(kept.history()[0].citations) == MAX_CITATIONS
    assert len(kept.turns[0].to_answer().citations) == MAX_CITATIONS


@pytest.mark.parametrize(
    "citations", [None, 5, "x", [None], [{"document": 3}], [{"url": "http://["}]]
)
def test_malformed_citations_in_the_history_are_left_out(
    client: TestClient, assistant: ScriptedAssistant, citations: Any
) -> None:
    turn = {"question": "values", "answer": "", "citations": citations}

    response = client.post("/api/ask", json={"question": VALUES, "history": [turn]})

    assert response.status_code == 200
    assert assistant.asked[-1][1][0].citations == ()


def test_no_history_may_be_null(client: TestClient) -> None:
    assert client.post("/api/ask", json={"question": VALUES, "history": None}).status_code == 200


def test_audience_is_passed_on(client: TestClient, assistant: ScriptedAssistant) -> None:
    client.post("/api/ask", json={"question": VALUES, "audience": "student"})

    assert assistant.asked[-1][2] == "student"


def test_without_an_index_the_answer_says_what_to_run(client_without_index: TestClient) -> None:
    for response in (
        client_without_index.post("/api/ask", json={"question": VALUES}),
        client_without_index.get("/api/documents"),
        client_without_index.get("/api/documents/about-us"),
    ):
        assert response.status_code == 503
        assert response.json() == {"detail": NO_INDEX, "urgent_help": None}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": "i am so low at the moment"}, 503),
        ({"question": "i am so low at the moment" + " please" * 300}, 422),
        ({"question": "i am so low at the moment", "audience": "public"}, 422),
        ({"question": "...", "history": [{"question": "I want to die"}, {"question": ASKED}]}, 422),
    ],
)
def test_worrying_message_that_is_refused_gets_the_help_line(
    client_without_index: TestClient, body: Any, status: int
) -> None:
    response = client_without_index.post("/api/ask", json=body)

    assert response.status_code == status
    assert response.json()["urgent_help"] == "line"
    assert response.json()["detail"].startswith(f"{load_help().line}\n\n")


def test_signpost_is_given_without_an_index(client_without_index: TestClient) -> None:
    question = {"question": "a child told me something today"}

    detail = client_without_index.post("/api/ask", json=question).json()["detail"]

    assert "safeguarding team" in detail
    assert detail.endswith(NO_INDEX)


def test_documents_are_listed(client: TestClient) -> None:
    assert client.get("/api/documents").json() == [
        {
            "id": "about-us",
            "title": "About us",
            "date": None,
            "source": None,
            "version": CORPUS,
            "url": "/documents/about-us",
            "state": "read",
            "problems": [],
        }
    ]


def test_document_has_text_and_sections(client: TestClient) -> None:
    document = client.get("/api/documents/about-us").json()

    section = document["sections"][2]
    assert section["path"] == ["About us", "Our values"]
    assert document["text"][section["start"] : section["end"]].startswith("Our values\nOur values")
    assert document["pages"] == []
    assert document["version"] == CORPUS


def test_earlier_version_is_served_while_it_is_kept() -> None:
    old, new = make_document("about-us", "# Old words"), make_document("about-us", "# New words")
    client = TestClient(create_app(ScriptedAssistant([new], {}, earlier={"before": [old]})))

    assert client.get("/api/documents/about-us?v=before").json()["text"] == "Old words"
    assert client.get("/api/documents/about-us").json()["text"] == "New words"
    gone = client.get("/api/documents/about-us?v=long-ago")
    assert gone.status_code == 404
    assert "no longer kept" in gone.json()["detail"]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_unknown_route_answers_in_json(client: TestClient, method: str) -> None:
    response = client.request(method, "/api/nothing/here")

    assert response.status_code == 404
    assert response.json()["urgent_help"] is None
    assert "/openapi.json" in response.json()["detail"]


def test_wrong_method_answers_in_json(client: TestClient) -> None:
    response = client.get("/api/ask")

    assert response.status_code in (404, 405)
    assert set(response.json()) == {"detail", "urgent_help"}


class Broken(ScriptedAssistant):
    """Fails in a way that nobody foresaw, before it has looked for a crisis."""

    def answers(self, question: str, **other: Any) -> Any:
        raise RuntimeError("a bug")


@pytest.mark.parametrize(
    ("question", "urgent_help"),
    [(VALUES, None), ("I am so low", "line"), ("I want to die", "full")],
)
def test_unforeseen_error_is_a_sentence_beside_the_help_it_asks_for(
    question: str, urgent_help: str | None
) -> None:
    client = TestClient(create_app(Broken([], {})))

    response = client.post("/api/ask", json={"question": question})

    assert response.status_code == 500
    assert response.json()["urgent_help"] == urgent_help
    assert ("116 123" in response.json()["detail"]) is (urgent_help is not None)
    number = response.headers["x-request-id"]
    assert f"give this number: {number}" in response.json()["detail"]


def test_health_says_whether_questions_can_be_answered(
    client: TestClient, client_without_index: TestClient
) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/healthz").json()["notes"] == ["Short of a model."]
    assert client_without_index.get("/healthz").status_code == 503
    assert client_without_index.get("/healthz").json()["reason"] == NO_INDEX


def test_description_tells_request_and_response_truly(client: TestClient) -> None:
    description = client.get("/openapi.json").json()

    ask = description["paths"]["/api/ask"]["post"]
    schemas = description["components"]["schemas"]
    assert ask["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith(
        "AskRequest"
    )
    assert "maxLength" not in schemas["AskRequest"]["properties"]["question"]
    assert set(schemas["AskRequest"]["required"]) == {"question"}
    assert ask["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith(
        "Problem"
    )
    assert ask["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith(
        "AskResponse"
    )
    for reference in _references(description):
        assert reference.rsplit("/", 1)[-1] in schemas


def test_no_page_loads_from_another_host_to_show_the_description(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


def test_question_that_would_wait_too_long_is_told_when_to_come_back() -> None:
    async def scene() -> tuple[httpx.Response, httpx.Response]:
        go_on = threading.Event()
        queue = QuestionQueue(1, load_messages(), longest_wait=0)
        held = asyncio.create_task(queue.last("a", held_until(go_on), lambda: False))
        await asyncio.sleep(0.05)
        app = make_app(queue)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://test"
        ) as client:
            refused = await client.post("/api/ask", json={"question": VALUES})
            helped = await client.post("/api/ask", json={"question": "suicide"})
        go_on.set()
        await held
        return refused, helped

    refused, helped = asyncio.run(scene())

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "5"
    assert "Wait 5 seconds" in refused.json()["detail"]
    assert helped.json()["urgent_help"] == "full"


def held_until(go_on: threading.Event) -> Iterator[str]:
    assert go_on.wait(10)
    yield "done"


def make_app(queue: QuestionQueue) -> FastAPI:
    """Return an application of the API alone, over a queue of its own."""
    messages, help_words = load_messages(), load_help()
    renderer = Renderer(messages, help_words, trust_name="The Trust", banner="", has_logo=False)
    problems = Problems(messages, help_words, renderer)
    app = FastAPI()
    app.include_router(api_routes(about_assistant(), messages, problems, queue))
    return app


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)

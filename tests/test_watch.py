import io
import json
import re
from typing import Any

import pytest
from fakes import ABOUT, ScriptedAssistant, about_assistant, make_document
from fastapi.testclient import TestClient

from assistant.errors import Unforeseen
from assistant.events import Event, Failed, Served
from assistant.log import write_log
from assistant.web.app import create_app
from assistant.web.site import Site

SECRET = "xyzzycanary"


class Broken(ScriptedAssistant):
    """Fails with the question in its error, as a careless library may."""

    def answers(self, question: str, **other: Any) -> Any:
        raise RuntimeError(f"cannot make sense of {question!r}")

    def document(self, document_id: str, version: str | None = None) -> Any:
        raise RuntimeError(f"cannot make sense of {document_id!r}")


def watched(assistant: ScriptedAssistant) -> tuple[TestClient, list[Event]]:
    events: list[Event] = []
    return TestClient(create_app(assistant, Site(observe=events.append))), events


def served(events: list[Event]) -> list[tuple[str, str, int]]:
    return [
        (event.method, event.route, event.status) for event in events if isinstance(event, Served)
    ]


def test_every_request_is_told_by_the_pattern_of_its_address() -> None:
    client, events = watched(about_assistant())

    client.post("/api/ask", json={"question": SECRET})
    client.get(f"/documents/{SECRET}")
    client.get(f"/api/documents/about-us?q={SECRET}")
    client.get(f"/?question={SECRET}")
    client.get(f"/{SECRET}")
    client.post("/api/ask", json={"question": SECRET}, headers={"origin": "https://evil.example"})
    client.request(SECRET.upper(), "/")

    assert served(events) == [
        ("POST", "/api/ask", 200),
        ("GET", "/documents/{document_id}", 404),
        ("GET", "/api/documents/{document_id}", 200),
        ("GET", "/", 200),
        ("GET", "/", 404),
        ("POST", "/", 403),
        ("other", "/", 404),
    ]
    assert SECRET not in repr(events).lower()


def test_response_carries_a_number_of_our_own_making() -> None:
    client, _ = watched(about_assistant())

    numbers = [
        client.get("/help", headers={"x-request-id": SECRET}).headers["x-request-id"]
        for _ in range(2)
    ]

    assert len(set(numbers)) == 2
    assert SECRET not in numbers


@pytest.mark.parametrize(
    ("path", "sent"),
    [("/api/ask", {"json": {"question": SECRET}}), ("/ask", {"data": {"question": SECRET}})],
)
def test_unforeseen_error_of_a_question_is_told_by_its_place_alone(
    path: str, sent: dict[str, Any]
) -> None:
    client, events = watched(Broken([make_document("about", ABOUT)], {}))

    client.post(path, **sent)

    (failed,) = (event for event in events if isinstance(event, Failed))
    assert failed.error == "RuntimeError"
    assert re.fullmatch(r"web/questions\.py:\d+", failed.where)
    assert served(events) == [("POST", path, 500)]
    assert SECRET not in repr(events)


def test_unforeseen_error_of_a_page_loses_its_words_and_keeps_its_place() -> None:
    client, events = watched(Broken([make_document("about", ABOUT)], {}))

    with pytest.raises(Unforeseen) as raised:
        client.get(f"/documents/{SECRET}")

    assert SECRET not in str(raised.value)
    assert raised.value.__suppress_context__
    failed = next(event for event in events if isinstance(event, Failed))
    assert failed.error == "RuntimeError"
    assert re.fullmatch(r"web/lookup\.py:\d+", failed.where)
    assert served(events) == [("GET", "/documents/{document_id}", 500)]


def test_page_of_an_unforeseen_error_has_its_headers_and_leads_to_help() -> None:
    app = create_app(Broken([make_document("about", ABOUT)], {}))
    client = TestClient(app, raise_server_exceptions=False)

    response = client.post("/api/ask", json={"question": SECRET})

    assert response.status_code == 500
    assert "content-security-policy" in response.headers
    assert f"give this number: {response.headers['x-request-id']}" in response.text
    assert SECRET not in response.text


def test_log_of_a_question_holds_its_number_and_none_of_its_words() -> None:
    stream = io.StringIO()
    client = TestClient(create_app(about_assistant(), Site(observe=write_log(stream))))

    response = client.post("/api/ask", json={"question": f"{SECRET} What are our values?"})

    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["request"] for line in lines] == [response.headers["x-request-id"]]
    assert SECRET not in stream.getvalue()

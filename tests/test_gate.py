import functools
import json
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import ScriptedAssistant, about_assistant
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hostile import TRAVERSALS
from serving import serve

from assistant.assistant import Assistant, Models
from assistant.errors import ModelError
from assistant.events import Answered, Event
from assistant.help import load_help
from assistant.index import IndexFolder
from assistant.messages import load_messages
from assistant.web.app import create_app
from assistant.web.gate import Protection
from assistant.web.site import Site
from assistant.web.visitors import COOKIE

VALUES = {"question": "What are our values?"}
CRISIS = {"question": "suicide"}
WORRYING = {"question": "i am so low at the moment"}
JOIN = "/gradio_api/queue/join"
FORM = {"question": "What are our values?"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


@functools.cache
def answer_index() -> int:
    """Return the number by which the page calls for an answer to what was typed."""
    app = create_app(about_assistant())
    config = TestClient(app).get("/config").json()
    return next(one["id"] for one in config["dependencies"] if len(one["inputs"]) == 3)


def make_client(*, address: str = "192.0.2.1", **protection: Any) -> TestClient:
    app = create_app(about_assistant(), Site(protection=Protection(**protection)))
    return TestClient(app, client=(address, 5000))


def call(text: str, *, kept: str = "", session: str = "abc123") -> dict[str, Any]:
    """Return what the page sends for a typed question."""
    return {
        "data": [text, kept, None],
        "event_data": None,
        "fn_index": answer_index(),
        "trigger_id": 5,
        "session_hash": session,
    }


def test_browser_that_asks_too_often_is_told_when_to_come_back() -> None:
    client = make_client(per_session=2)
    client.get("/")
    statuses = [client.post("/api/ask", json=VALUES).status_code for _ in range(3)]

    refused = client.post("/api/ask", json=VALUES)

    assert statuses == [200, 200, 429]
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert f"Wait {refused.headers['retry-after']} seconds" in refused.json()["detail"]
    assert refused.json()["urgent_help"] is None
    assert refused.headers["x-content-type-options"] == "nosniff"


def test_api_form_and_conversation_share_one_limit() -> None:
    client = make_client(per_session=3)
    client.get("/ask")

    assert client.post(JOIN, json=call("values")).status_code == 200
    assert client.post("/api/ask", json=VALUES).status_code == 200
    assert client.post("/ask", data=FORM).status_code == 200
    assert client.post(JOIN, json=call("values")).status_code == 429
    assert client.post("/api/ask", json=VALUES).status_code == 429
    assert client.post("/ask", data=FORM).status_code == 429


def test_call_that_asks_nothing_counts_by_address_alone() -> None:
    client = make_client(per_session=1, per_address=4)
    client.get("/")
    nothing = {**call(""), "data": []}

    statuses = [client.post(JOIN, json=nothing).status_code for _ in range(4)]

    assert 429 not in statuses
    assert client.post(JOIN, json=nothing).status_code == 429


def test_conversation_that_the_page_sends_along_is_no_question() -> None:
    client = make_client(per_address=1)
    answer = client.post("/api/ask", json=CRISIS).json()
    kept = json.dumps({"audience": "staff", "turns": [{**CRISIS, "answer": answer}]})

    refused = client.post(JOIN, json=call("What is our vision?", kept=kept))

    assert refused.status_code == 429
    assert "urgent_help" in refused.json()


def test_form_that_is_refused_is_a_page_with_help_where_it_is_needed() -> None:
    client = make_client(per_address=1)
    client.post("/ask", data=FORM)

    refused = client.post("/ask", data=FORM)
    worrying = client.post("/ask", data=WORRYING)
    crisis = client.post("/ask", data=CRISIS)

    assert refused.status_code == 429
    assert "Wait" in refused.text
    assert 'href="/help"' in refused.text
    assert "111" in worrying.text
    assert crisis.status_code == 200
    assert "You are not alone." in crisis.text


def test_call_without_our_cookie_counts_by_address_alone() -> None:
    client = make_client(per_session=1, per_address=4)
    forged = [f"{COOKIE}={number}" for number in range(4)]

    statuses = [
        client.post("/api/ask", json=VALUES, headers={"cookie": cookie}).status_code
        for cookie in [*forged, f"{COOKIE}={'a' * 22}"]
    ]

    assert statuses == [200, 200, 200, 200, 429]


def test_person_in_danger_is_never_refused() -> None:
    client = make_client(per_address=1)
    client.post("/api/ask", json=VALUES)

    answer = client.post("/api/ask", json=CRISIS)
    joined = client.post(JOIN, json=call("suicide"))

    assert answer.status_code == 200
    assert answer.json()["urgent_help"] == "full"
    assert joined.status_code == 200


def test_person_in_danger_over_the_limit_is_counted_once(tmp_path: Path) -> None:
    def no_models() -> Models:
        raise ModelError("There is no model.")

    events: list[Event] = []
    index = IndexFolder(tmp_path)
    assistant = Assistant(index, load_messages(), no_models, trust_name="T", observe=events.append)
    client = TestClient(create_app(assistant, Site(protection=Protection(per_address=1))))
    client.post("/api/ask", json=VALUES)

    answer = client.post("/api/ask", json={"question": "I want to die"})

    assert answer.json()["urgent_help"] == "full"
    assert [event.route for event in events if isinstance(event, Answered)] == ["crisis"]


def test_help_stays_beside_what_is_refused_after_a_crisis() -> None:
    client = make_client(per_address=1)
    client.post("/api/ask", json=VALUES)
    history = [{"question": "I want to die", "answer": "help"}]

    refused = client.post("/api/ask", json={**VALUES, "history": history})

    assert refused.status_code == 429
    assert refused.json()["urgent_help"] == "line"


def test_worrying_message_over_the_limit_gets_the_help_line() -> None:
    client = make_client(per_address=1)
    client.post("/api/ask", json=VALUES)

    asked = client.post("/api/ask", json=WORRYING)
    joined = client.post(JOIN, json=call(WORRYING["question"]))

    for refused in (asked, joined):
        assert refused.status_code == 429
        assert refused.json()["urgent_help"] == "line"
        assert refused.json()["detail"].startswith(load_help().line)


def test_sixty_browsers_at_one_address_are_all_answered() -> None:
    together = threading.Barrier(60)

    def open_and_ask(number: int) -> tuple[list[int], float]:
        with httpx.Client(base_url=address, timeout=120) as browser:
            opened = browser.get("/").status_code
            together.wait(120)
            began = time.monotonic()
            asked = browser.post("/api/ask", json=VALUES).status_code
            joined = browser.post(JOIN, json=call("v", session=f"s{number}")).status_code
            return [opened, asked, joined], began

    answer_index()
    with serve(create_app(about_assistant())) as address, ThreadPoolExecutor(60) as browsers:
        statuses, asked_at = zip(*browsers.map(open_and_ask, range(60)), strict=True)

    assert [one for one in statuses if one != [200, 200, 200]] == []
    assert max(asked_at) - min(asked_at) < 10


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_post_from_another_site_is_refused_unless_it_is_a_crisis(
    client: TestClient, headers: dict[str, str]
) -> None:
    text = {**headers, "content-type": "text/plain"}

    assert client.post("/api/ask", content=json.dumps(VALUES), headers=text).status_code == 403
    assert client.post(JOIN, json=call("values"), headers=headers).status_code == 403
    assert client.post("/gradio_api/reset", json={}, headers=headers).status_code == 403
    assert client.post("/api/ask", json=CRISIS, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://testserver"},
        {"sec-fetch-site": "same-origin", "origin": "https://behind-a-proxy.example"},
        {},
    ],
)
def test_post_from_our_own_page_or_a_program_is_answered(
    client: TestClient, headers: dict[str, str]
) -> None:
    assert client.post("/api/ask", json=VALUES, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/", "/config", "/api/documents", "/help", JOIN, "/api/ask"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_no_other_site_may_read_an_answer(client: TestClient, method: str, path: str) -> None:
    headers = {
        "host": "assistant.trust.example",
        "origin": "https://evil.example",
        "access-control-request-method": "POST",
    }

    response = client.request(method, path, headers=headers)

    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("name", ["x-forwarded-host", "x-gradio-server", "x-forwarded-proto"])
def test_headers_of_a_caller_do_not_name_our_address(client: TestClient, name: str) -> None:
    page = client.get("/", headers={name: "https://evil.example"}).text
    root = client.get("/config", headers={name: "https"}).json()["root"]

    assert "evil.example" not in page
    assert root == "http://testserver"


def test_address_of_a_caller_is_believed_from_a_trusted_proxy_alone() -> None:
    def statuses(client: TestClient) -> list[int]:
        return [
            client.post(
                "/api/ask", json=VALUES, headers={"x-forwarded-for": f"198.51.100.{number}"}
            ).status_code
            for number in range(3)
        ]

    trusted = ("10.0.0.0/8",)

    assert statuses(make_client(per_address=1, trusted_proxies=trusted)) == [200, 429, 429]
    behind = make_client(address="10.1.2.3", per_address=1, trusted_proxies=trusted)
    assert statuses(behind) == [200, 200, 200]
    assert statuses(make_client(per_address=1)) == [200, 429, 429]


def test_cookie_is_kept_from_scripts_and_other_sites() -> None:
    cookie = make_client().get("/").headers["set-cookie"]

    assert re.fullmatch(rf"{COOKIE}=[\w-]{{22}}; HttpOnly; Path=/; SameSite=lax", cookie)


def test_cookie_is_for_https_alone_behind_a_proxy_that_speaks_it() -> None:
    client = make_client(address="10.1.2.3", trusted_proxies=("10.0.0.0/8",))

    response = client.get("/", headers={"x-forwarded-proto": "https"})

    assert "Secure" in response.headers["set-cookie"]


def test_cookie_is_given_where_questions_are_asked_alone(client: TestClient) -> None:
    for path in ("/help", "/documents", "/api/documents", "/healthz", "/styles/site.css"):
        assert "set-cookie" not in client.get(path).headers


@pytest.fixture(scope="module")
def signing_in() -> FastAPI:
    protection = Protection(trusted_proxies=("10.1.2.3",), sign_in_header="X-Remote-User")
    return create_app(about_assistant(), Site(protection=protection))


class TestSignIn:
    @pytest.fixture
    def client(self, signing_in: FastAPI) -> TestClient:
        return TestClient(signing_in, client=("10.1.2.3", 5000))

    @pytest.mark.parametrize("path", ["/", "/documents", "/api/documents", "/openapi.json"])
    def test_nobody_comes_in_without_it(self, client: TestClient, path: str) -> None:
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"x-remote-user": " "}).status_code == 401
        assert client.get(path, headers={"x-remote-user": "ann"}).status_code == 200

    def test_header_of_anyone_but_the_proxy_is_not_believed(self, signing_in: FastAPI) -> None:
        elsewhere = TestClient(signing_in, client=("10.1.2.4", 5000))
        headers = {"x-remote-user": "ann", "x-forwarded-for": "10.1.2.3"}

        assert elsewhere.get("/documents", headers=headers).status_code == 401

    @pytest.mark.parametrize("path", ["/help", "/healthz", "/styles/site.css"])
    def test_help_is_open_to_all(self, client: TestClient, path: str) -> None:
        assert client.get(path).status_code == 200

    def test_person_in_danger_comes_in(self, client: TestClient) -> None:
        assert client.post("/api/ask", json=CRISIS).json()["urgent_help"] == "full"
        assert client.post("/api/ask", json=VALUES).status_code == 401
        assert client.post("/api/ask", json=WORRYING).json()["urgent_help"] == "line"

    def test_page_says_what_to_do(self, client: TestClient) -> None:
        page = client.get("/documents").text

        assert "sign in" in page
        assert 'href="/help"' in page


def test_body_beyond_what_its_kind_needs_is_refused() -> None:
    client = make_client()

    reset = client.post("/gradio_api/reset", content=b"x" * 100_001)

    assert reset.status_code == 422
    assert "100 kB" in reset.json()["detail"]
    long_call = client.post(JOIN, content=json.dumps(call("a" * 10_000_000)))
    assert long_call.status_code == 422
    assert long_call.json()["urgent_help"] == "line"


def test_slow_body_is_cut_off_with_the_help_line() -> None:
    app = create_app(about_assistant(), Site(protection=Protection(body_seconds=0.3)))
    with serve(app) as address:
        refused = send_slowly(address, b'{"question": "what a')
        helped = send_slowly(address, b'{"question": "suicide')
        slow_page = send_slowly(address, b"x", path="/documents")
        began = time.monotonic()
        trickled = send_slowly(address, b'{"question": "what a', trickle=True)

    assert time.monotonic() - began < 5
    assert trickled.startswith("HTTP/1.1 408 ")
    assert refused.startswith("HTTP/1.1 408 ")
    assert load_help().line in refused
    assert helped.startswith("HTTP/1.1 200 ")
    assert '"urgent_help":"full"' in helped
    assert slow_page.startswith("HTTP/1.1 408 ")


def send_slowly(
    address: str, start: bytes, *, path: str = "/api/ask", trickle: bool = False
) -> str:
    """Send the start of a body, then nothing or a letter now and then; return what is answered.

    The connection has to be closed from the other side.
    """
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 5000\r\n\r\n"
        connection.sendall(head.encode() + start)
        answer = b""
        connection.settimeout(0.05 if trickle else 10)
        for _ in range(200):
            try:
                piece = connection.recv(65_536)
            except TimeoutError:
                connection.sendall(b"a")
                continue
            if not piece:
                break
            answer += piece
    return answer.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"data": []},
        {"data": ["a", None, "b"]},
        {"data": ["a", None, None, None]},
        {"data": [{"path": "/etc/passwd"}, None, None]},
        {"data": ["a", {"__type__": "update"}, None]},
        {"fn_index": 99},
        {"fn_index": None},
        {"session_hash": None},
        {"session_hash": "../../etc"},
        {"session_hash": "a" * 1000},
        {"event_data": "text"},
    ],
)
def test_call_that_the_page_does_not_make_never_reaches_gradio(
    client: TestClient, change: dict[str, Any]
) -> None:
    response = client.post(JOIN, json={**call("values"), **change})

    assert response.status_code == 422
    assert "Reload the page" in response.json()["detail"]


def test_crisis_in_a_call_that_cannot_be_understood_gets_help() -> None:
    response = make_client().post(JOIN, json={"data": ["I want to kill myself"]})

    assert response.json()["urgent_help"] == "full"
    assert "116 123" in response.json()["detail"]


def test_what_is_refused_never_reaches_the_assistant() -> None:
    assistant = ScriptedAssistant([], {})
    client = TestClient(create_app(assistant, Site(protection=Protection(per_address=1))))
    client.post("/api/ask", json=VALUES)

    client.post("/api/ask", json=VALUES)

    assert len(assistant.asked) == 1


@pytest.mark.parametrize("path", ["/gradio_api/cancel", "/gradio_api/reset"])
@pytest.mark.parametrize("content", [b"", b"\xa7\x9a", b"[1]", b"{"])
def test_giving_up_without_json_is_no_server_error(
    client: TestClient, path: str, content: bytes
) -> None:
    assert client.post(path, content=content).status_code == 422


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_file_outside_the_corpus_is_served(client: TestClient, path: str) -> None:
    for method in ("GET", "POST"):
        response = client.request(method, path)

        assert response.status_code in (403, 404, 405)
        assert "root:" not in response.text
        assert "uvicorn" not in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/help%0d%0aSet-Cookie:%20a=b",
        "/documents/x%0d%0aX-Evil:%201/original",
        "/documents/about-us?v=%0d%0aX-Evil:%201",
        "/ask?about=%0d%0aX-Evil:%201",
        "/%0d%0aX-Evil:%201",
    ],
)
def test_no_header_can_be_injected(client: TestClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers

    assert "x-evil" not in headers
    assert "a=b" not in headers.get("set-cookie", "")
    assert not [value for value in headers.values() if "\r" in value or "\n" in value]

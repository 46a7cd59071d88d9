import json
import re
from html import unescape
from typing import Any

import pytest
from fakes import ScriptedAssistant, about_assistant
from fastapi.testclient import TestClient

from assistant.web.app import create_app

VALUES = "What are our values?"


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return about_assistant()


@pytest.fixture
def client(assistant: ScriptedAssistant) -> TestClient:
    return TestClient(create_app(assistant))


def kept_in(page: str) -> str:
    found = re.search(r'name="kept" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def test_form_needs_no_script_and_sends_the_question_in_the_body(client: TestClient) -> None:
    page = client.get("/ask").text

    assert '<form class="ask" method="post" action="/ask">' in page
    assert page.count("<h1") == 1


def test_question_is_answered_on_the_page_with_its_quotes(client: TestClient) -> None:
    page = client.post("/ask", data={"question": VALUES}).text

    number = '<a class="cite" href="#quote-answer-1-2" title="We champion inclusivity">'
    assert number in page
    start = '<span class="quote-start" id="quote-answer-1-2"></span>'
    assert f"{start}<mark>We champion inclusivity</mark>" in page
    assert VALUES in page


def test_follow_up_brings_the_turns_before_it(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    first = client.post("/ask", data={"question": VALUES, "who": "student"}).text

    second = client.post(
        "/ask", data={"question": "What is our vision?", "kept": kept_in(first), "who": "student"}
    ).text

    _, history, audience = assistant.asked[-1]
    assert [turn.question for turn in history] == [VALUES]
    assert history[0].citations[0].quote == "We strive for excellence"
    assert audience == "student"
    assert second.index("Our vision is") < second.index("We champion inclusivity")


def test_readers_choose_what_they_start_with(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    page = client.get("/ask?who=student").text

    assert '<a href="/ask?who=student" aria-current="true">I’m a student</a>' in page
    assert f'<button class="choice" name="question" value="{VALUES}">' in page
    assert 'name="who" value="student"' in page


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"turns": [{"question": 3}]}', "null"])
def test_conversation_that_is_broken_is_a_new_one(client: TestClient, kept: str) -> None:
    response = client.post("/ask", data={"question": VALUES, "kept": kept})

    assert response.status_code == 200
    assert "We champion inclusivity" in response.text


@pytest.mark.parametrize("place", ["start", "end"])
def test_conversation_with_a_quote_at_no_place_is_a_new_one(client: TestClient, place: str) -> None:
    kept = json.loads(kept_in(client.post("/ask", data={"question": VALUES}).text))
    kept["turns"][0]["answer"]["citations"][0][place] = -1

    response = client.post("/ask", data={"question": "suicide", "kept": json.dumps(kept)})

    assert response.status_code == 200
    assert "You are not alone." in response.text


@pytest.mark.parametrize("question", ["", "  ", "?!", "word " * 500])
def test_question_that_cannot_be_answered_is_kept_to_be_mended(
    client: TestClient, question: str
) -> None:
    response = client.post("/ask", data={"question": question})

    assert response.status_code == 422
    assert "<title>Error: Ask a question" in response.text
    assert 'aria-invalid="true"' in response.text
    assert f">\n{question.replace('&', '&amp;')}</textarea>" in response.text


@pytest.mark.parametrize("question", ["suicide", "suicide " * 3000])
def test_person_in_crisis_is_never_refused(question: str) -> None:
    client = TestClient(create_app(ScriptedAssistant([], {})))

    response = client.post("/ask", data={"question": question})

    assert response.status_code == 200
    assert "You are not alone." in response.text
    assert 'href="tel:999"' in response.text


def test_help_stays_after_a_crisis(client: TestClient) -> None:
    first = client.post("/ask", data={"question": "suicide"}).text

    second = client.post("/ask", data={"question": "no", "kept": kept_in(first)})

    assert second.status_code == 200
    assert second.text.count("You are not alone.") == 2 + 2  # shown twice, and kept twice


def test_without_an_index_the_form_says_what_to_run() -> None:
    client = TestClient(create_app(ScriptedAssistant([], {})))

    assert "<code>python ingest.py</code>" in client.get("/ask").text
    response = client.post("/ask", data={"question": VALUES})
    assert response.status_code == 503
    assert "<code>python ingest.py</code>" in response.text


class Broken(ScriptedAssistant):
    """Fails in a way that nobody foresaw, before it has looked for a crisis."""

    def answers(self, question: str, **other: Any) -> Any:
        raise RuntimeError("a bug")


def test_unforeseen_error_leaves_the_help_that_is_asked_for() -> None:
    client = TestClient(create_app(Broken([], {})))

    response = client.post("/ask", data={"question": "I want to die"})

    assert response.status_code == 500
    assert "116 123" in response.text
    assert response.headers["x-request-id"] in response.text


def test_link_about_a_passage_fills_the_box(client: TestClient) -> None:
    text = client.get("/api/documents/about-us").json()["text"]
    start = text.index("Our values")

    page = client.get(f"/ask?about=about-us&from={start}&to={start + 10}").text

    assert ">\nOur values</textarea>" in page


@pytest.mark.parametrize("query", ["about=nothing&from=0&to=5", "about=about-us&from=9", "about="])
def test_link_about_nothing_leaves_the_box_empty(client: TestClient, query: str) -> None:
    response = client.get(f"/ask?{query}")

    assert response.status_code == 200
    assert ">\n</textarea>" in response.text


def test_hostile_words_are_shown_as_words(client: TestClient) -> None:
    page = client.post("/ask", data={"question": "<img src=x> {{ 7 * 7 }}"}).text

    assert "<img" not in page
    assert "{{ 7 * 7 }}" in page


def test_choices_are_sent_with_the_conversation(client: TestClient) -> None:
    page = client.post("/ask", data={"question": "Who is the chief executive?"}).text

    form = page[page.index('<form method="post" action="/ask">') :]
    assert 'name="kept"' in form[: form.index("</form>")]
    assert f'name="question" value="{VALUES}"' in form

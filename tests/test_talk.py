"""The conversation as the chat page holds it, and through Gradio's queue on a real server."""

import asyncio
import io
import json
from typing import Any

import gradio as gr
import httpx
from fakes import ABOUT, VALUES, Script, ScriptedAssistant, about_assistant, make_document
from serving import serve

from assistant.events import observe_nothing
from assistant.help import load_help
from assistant.log import write_log
from assistant.messages import load_messages
from assistant.web.app import create_app
from assistant.web.fragments import Fragments
from assistant.web.queue import QuestionQueue
from assistant.web.render import Renderer
from assistant.web.talk import Talk


class Broken(ScriptedAssistant):
    """Fails with the question in its error, as a careless library may."""

    def answers(self, question: str, **other: Any) -> Any:
        raise RuntimeError(f"cannot make sense of {question!r}")


def answer_index(client: httpx.Client) -> int:
    config = client.get("/config").json()
    return next(one["id"] for one in config["dependencies"] if len(one["inputs"]) == 3)


def ask(client: httpx.Client, question: str, *, session: str = "abc123") -> list[dict[str, Any]]:
    """Ask as the page does, and return what the server sent until it was done."""
    call = {"data": [question, "", None], "fn_index": answer_index(client)}
    client.post("/gradio_api/queue/join", json={**call, "session_hash": session})
    told = []
    where = f"/gradio_api/queue/data?session_hash={session}"
    with client.stream("GET", where, timeout=20) as stream:
        for line in stream.iter_lines():
            if line.startswith("data:"):
                told.append(json.loads(line.removeprefix("data:")))
                if told[-1]["msg"] == "close_stream":
                    break
    return told


def contents(assistant: ScriptedAssistant, question: str) -> list[str]:
    """Return what stands in the answer's place, step by step."""
    messages, help_words = load_messages(), load_help()
    renderer = Renderer(messages, help_words, trust_name="The Trust", banner="", has_logo=False)
    fragments = Fragments(assistant, renderer, leave=True)
    queue = QuestionQueue(1)
    talk = Talk(assistant, messages, help_words, fragments, queue, observe=observe_nothing)

    async def steps() -> list[str]:
        request = gr.Request(session_hash="abc")
        asked = talk.answer(question, None, None, request)
        return [shown[-1]["content"] async for _, shown, _ in asked]

    return asyncio.run(steps())


def test_answer_grows_by_lines_and_is_whole_at_the_end() -> None:
    waiting, *parts, whole = contents(about_assistant(), "What are our values?")

    assert "waiting" in waiting
    assert len(parts) == 1 + len(VALUES.quotes)
    assert all('id="answer-' not in part for part in parts)
    assert 'id="answer-' in whole


def test_urgent_help_comes_whole_and_at_once() -> None:
    waiting, whole = contents(about_assistant(), "suicide")

    assert "waiting" in waiting
    assert "999" in whole
    assert "waiting" not in whole


def test_quotes_are_shown_until_a_language_model_has_worded_them() -> None:
    document = make_document("about", "We strive for excellence.")
    script = Script(
        "", [("about", "We strive for excellence.")], wording="You strive to excel. [1]"
    )

    _, *parts, whole = contents(ScriptedAssistant([document], {"values?": script}), "values?")

    assert "We strive for excellence." in parts[-1]
    assert "You strive to excel." not in parts[-1]
    assert "You strive to excel." in whole


def test_question_through_the_queue_is_answered_step_by_step() -> None:
    with serve(create_app(about_assistant())) as address, httpx.Client(base_url=address) as page:
        told = ask(page, "What are our values?")

    kinds = [one["msg"] for one in told]
    assert kinds.count("process_generating") > 2
    assert kinds[-2:] == ["process_completed", "close_stream"]
    assert "We strive for excellence" in json.dumps(told)


def test_unforeseen_error_is_shown_with_a_number_that_the_log_knows() -> None:
    log = io.StringIO()
    assistant = Broken([make_document("about", ABOUT)], {})
    app = create_app(assistant, observe=write_log(log))
    with serve(app) as address, httpx.Client(base_url=address) as page:
        told = json.dumps(ask(page, "What are our values?"))

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    failed = next(line for line in lines if line["event"] == "failed")
    assert f"give this number: {failed['request']}" in told
    assert "make sense" not in told

"""The conversation as the chat page holds it, and through Gradio's queue on a real server."""

import asyncio
import io
import json
import threading
from typing import Any

import gradio as gr
import httpx
import pytest
from fakes import ABOUT, VALUES, Script, ScriptedAssistant, about_assistant, make_document
from serving import serve

from assistant.errors import Unforeseen
from assistant.help import load_help
from assistant.log import write_log
from assistant.messages import load_messages
from assistant.web.app import create_app
from assistant.web.fragments import MOST_PARTS, Fragments
from assistant.web.problems import Problems
from assistant.web.queue import QuestionQueue
from assistant.web.render import Renderer
from assistant.web.site import Site
from assistant.web.talk import Talk


class Broken(ScriptedAssistant):
    """Fails with the question in its error, as a careless library may."""

    def answers(self, question: str, **other: Any) -> Any:
        raise RuntimeError(f"cannot make sense of {question!r}")


class Slow(ScriptedAssistant):
    """Answers when it is let go."""

    go_on = threading.Event()

    def answers(self, question: str, **other: Any) -> Any:
        assert self.go_on.wait(10)
        yield from super().answers(question, **other)


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


def make_talk(assistant: ScriptedAssistant) -> Talk:
    messages, help_words = load_messages(), load_help()
    renderer = Renderer(messages, help_words, trust_name="The Trust", banner="", has_logo=False)
    fragments = Fragments(assistant, renderer, leave=True)
    queue = QuestionQueue(1, messages)
    problems = Problems(messages, help_words, renderer)
    return Talk(assistant, messages, help_words, fragments, queue, problems)


async def steps(talk: Talk, question: str, *, session: str = "abc") -> list[str]:
    request = gr.Request(session_hash=session)
    asked = talk.answer(question, None, None, request)
    return [shown[-1]["content"] async for _, shown, _ in asked]


def contents(assistant: ScriptedAssistant, question: str) -> list[str]:
    """Return what stands in the answer's place, step by step."""
    return asyncio.run(steps(make_talk(assistant), question))


def test_answer_grows_in_a_few_parts_and_is_whole_at_the_end() -> None:
    waiting, *parts, whole = contents(about_assistant(), "What are our values?")

    assert "waiting" in waiting
    assert 1 < len(parts) <= MOST_PARTS < 1 + len(VALUES.quotes)
    assert sorted(parts, key=len) == parts
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
    app = create_app(assistant, Site(observe=write_log(log)))
    with serve(app) as address, httpx.Client(base_url=address) as page:
        told = json.dumps(ask(page, "What are our values?"))

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    failed = next(line for line in lines if line["event"] == "failed")
    assert f"give this number: {failed['request']}" in told
    assert "make sense" not in told


def test_answer_that_cannot_be_shown_leaves_the_help_that_is_asked_for() -> None:
    class Unshowable(Broken):
        def answers(self, question: str, **other: Any) -> Any:
            yield object()

    said: list[str] = []

    async def scene() -> None:
        request = gr.Request(session_hash="abc")
        talk = make_talk(Unshowable([], {}))
        async for _, shown, _ in talk.answer("I want to die", None, None, request):
            said.append(shown[-1]["content"])

    with pytest.raises(Unforeseen):
        asyncio.run(scene())
    assert "116 123" in said[-1]


def test_reader_who_has_to_wait_is_told_for_what_and_how_long() -> None:
    assistant = Slow([make_document("about-us", ABOUT)], {"values?": VALUES})

    async def scene() -> tuple[list[str], list[str]]:
        talk = make_talk(assistant)
        first = asyncio.create_task(steps(talk, "values?", session="one"))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(steps(talk, "values?", session="two"))
        await asyncio.sleep(0.6)
        assistant.go_on.set()
        return await first, await second

    first, second = asyncio.run(scene())

    assert not [step for step in first if "before yours" in step]
    looking, waiting, *_, whole = second
    assert "Looking in the documents" in looking
    assert "Questions before yours: 0. This takes about 5 seconds" in waiting
    assert "waiting" not in whole


def test_reader_who_leaves_the_queue_leaves_it_to_others() -> None:
    assistant = Slow([make_document("about-us", ABOUT)], {"values?": VALUES})
    assistant.go_on.clear()

    async def scene() -> list[str]:
        talk = make_talk(assistant)
        first = asyncio.create_task(steps(talk, "values?", session="one"))
        await asyncio.sleep(0.1)
        gone = asyncio.create_task(steps(talk, "values?", session="two"))
        last = asyncio.create_task(steps(talk, "values?", session="three"))
        await asyncio.sleep(0.6)
        gone.cancel()
        assistant.go_on.set()
        await first
        return await last

    assert "We strive for excellence" in asyncio.run(scene())[-1]
    assert len(assistant.asked) == 2

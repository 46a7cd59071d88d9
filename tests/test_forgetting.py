import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import gradio as gr
import httpx
from fakes import ABOUT, VALUES, ScriptedAssistant, make_document
from serving import serve

from assistant.answers import Answer
from assistant.web.app import create_app
from assistant.web.forgetting import NoMemory

CANARY = "zqxjcanary"
CALL = "/gradio_api/queue/join"


class Forgetful(ScriptedAssistant):
    """Does not remember what it was asked."""

    def answers(self, question: str, **others: Any) -> Iterator[Answer]:
        yield from super().answers(question, **others)
        self.asked.clear()


def converse(client: httpx.Client, session: str, question: str) -> str:
    """Ask as the conversation page does, and return all that comes back."""
    call = {"data": [question, "", None], "fn_index": 3, "session_hash": session}
    client.post(CALL, json=call).raise_for_status()
    said = []
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}") as stream:
        for line in stream.iter_lines():
            said.append(line)
            if "process_completed" in line:
                break
    return "".join(said)


def texts_in_memory() -> Iterator[str]:
    """Yield the texts in every collection, by type, since some objects warn of `isinstance`."""
    for held in gc.get_objects():
        if issubclass(type(held), dict | list | tuple):
            for inside in list(dict.values(held) if issubclass(type(held), dict) else held):
                texts = inside if issubclass(type(inside), tuple) else (inside,)
                yield from (text for text in texts if issubclass(type(text), str))


async def make_memory() -> tuple[NoMemory, gr.Textbox, gr.State]:
    """Return the memory of a page with a box and a state; Gradio wants a loop to make one."""
    with gr.Blocks() as chat:
        box, kept = gr.Textbox(), gr.State("")
    return NoMemory(chat), box, kept


def test_what_one_state_is_told_no_other_knows() -> None:
    memory, box, kept = asyncio.run(make_memory())

    state = memory["one"]
    state[kept._id] = CANARY
    state[box._id] = gr.Textbox(value=CANARY, render=False)
    state._update_value_in_config(box._id, CANARY)

    other = memory["one"]
    assert other[kept._id] == ""
    assert other[box._id] is box
    assert CANARY not in repr(other.config_values)
    assert CANARY in repr(state.config_values)


def test_no_question_of_the_conversation_stays_in_memory() -> None:
    assistant = Forgetful([make_document("about-us", ABOUT)], {"What are our values?": VALUES})
    with serve(create_app(assistant)) as address, httpx.Client(base_url=address) as client:
        for number in range(5):
            assert CANARY in converse(client, f"s{number}", f"{CANARY}{number} is it here?")
        converse(client, "last", "What are our values?")

        gc.collect()
        found = {text for text in texts_in_memory() if f"{CANARY}0 is" in text}

    assert found == set()

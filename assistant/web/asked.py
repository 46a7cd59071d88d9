"""What a request asks: its question and those before it, from the API, the form or the chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.web.ask import AUDIENCES, read_form
from assistant.web.bodies import Body, texts_in
from assistant.web.kept import read_kept

API = "/api/ask"
FORM = "/ask"
CALL = "/gradio_api/queue/join"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, empty where nothing is asked, and what was typed before, oldest first."""

    typed: str
    earlier: Sequence[str] = ()


def read_asked(path: str, body: Body) -> Asked:
    """Read what a request asks; of one that cannot be understood, everything in it."""
    if path.endswith(API):
        return Asked(body.typed(), body.typed_before())
    if path.endswith(FORM):
        return _read_form(body)
    call = body.json if isinstance(body.json, dict) else {}
    return _read_call(call) if isinstance(call.get("data"), list) else Asked(body.typed())


def _read_form(body: Body) -> Asked:
    form = read_form(body.content)
    typed = form.question if b"question=" in body.content else body.typed()
    return Asked(typed, form.earlier)


def _read_call(call: dict[str, Any]) -> Asked:
    """Read a call of the chat page: a question, the conversation and who asks, or some of them."""
    texts = [text for text in call["data"] if isinstance(text, str)]
    kept = [text for text in texts[-2:] if text.startswith("{")]
    typed = [text for text in texts if text not in kept and text not in AUDIENCES]
    chosen = texts_in(call.get("event_data"))
    turns = read_kept(kept[0]).turns if kept else ()
    return Asked("\n".join([*typed, *chosen]).strip(), [turn.question for turn in turns])

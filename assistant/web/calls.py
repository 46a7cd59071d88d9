"""Calls of the conversation page to Gradio's queue, read strictly before it sees them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

Inputs = Mapping[int, Sequence[Collection[str] | None]]
"""By function, what each input may be, or None where it may be any text."""

SESSION = r"[0-9a-z]{1,32}"


class Call(BaseModel):
    """What the page sends for a question, a choice, or to start again; anything else is dropped.

    Gradio repeats what it cannot take in its log, so that it must never see anything else.
    """

    data: list[str | None]
    event_data: dict[str, Any] | None = None
    fn_index: int
    trigger_id: int | None = None
    session_hash: Annotated[str, Field(pattern=f"^{SESSION}$")]


def read_call(content: bytes, inputs: Inputs) -> bytes | None:
    """Return a call as Gradio may have it, or None for one that the page does not make."""
    try:
        call = Call.model_validate_json(content)
    except ValidationError:
        return None
    wanted = inputs.get(call.fn_index)
    if wanted is None or len(wanted) != len(call.data):
        return None
    for value, allowed in zip(call.data, wanted, strict=True):
        if allowed is not None and value is not None and value not in allowed:
            return None
    return call.model_dump_json().encode()

"""The log: a line of JSON for each event, with the number of its request."""

import secrets
import sys
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import TextIO

import structlog
from structlog.contextvars import bound_contextvars, get_contextvars, merge_contextvars

from assistant.events import Event, Failed, Observer

NUMBER = "request"
"""The name of a request's number in the log."""


def write_log(stream: TextIO = sys.stderr) -> Observer:
    """Return an observer that writes events to `stream`."""
    log = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[
            merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
    )

    def write(event: Event) -> None:
        level = "error" if isinstance(event, Failed) else "info"
        getattr(log, level)(type(event).__name__.lower(), **_rounded(asdict(event)))

    return write


def new_number() -> str:
    """Return a number for a request, which a person can quote from the page."""
    return secrets.token_hex(8)


def numbered(number: str) -> AbstractContextManager[None]:
    """Give every event inside, in whatever thread, the number of its request."""
    return bound_contextvars(**{NUMBER: number})


def number_here() -> str:
    """Return the number of the request that this is part of, empty outside of any."""
    return str(get_contextvars().get(NUMBER, ""))


def _rounded(values: dict[str, object]) -> dict[str, object]:
    return {name: _round(value) for name, value in values.items()}


def _round(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return _rounded(value)
    return value

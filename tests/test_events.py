import io
import json
import time

import pytest

from assistant.events import Answered, Failed, Served, Stages, failure_of, unforeseen
from assistant.log import numbered, write_log

SECRET = "my secret question"


def rise(message: str) -> Exception:
    try:
        raise RuntimeError(message)
    except RuntimeError as error:
        return error


def test_failure_names_kind_and_place_and_not_the_message() -> None:
    failed = failure_of(rise(SECRET))

    assert failed.error == "RuntimeError"
    line = rise.__code__.co_firstlineno + 2
    assert failed.where.endswith(f"test_events.py:{line}")
    assert SECRET not in repr(failed) + str(unforeseen(rise(SECRET)))


def test_stages_are_timed_in_the_order_they_ran_even_when_they_fail() -> None:
    stages = Stages()
    with stages.time("route"):
        time.sleep(0.01)
    with pytest.raises(ValueError, match="no"), stages.time("find"):
        raise ValueError("no")

    assert list(stages.seconds) == ["route", "find"]
    assert 0.01 <= stages.seconds["route"] < 5


def test_log_is_a_line_of_json_an_event_with_the_number_of_its_request() -> None:
    stream = io.StringIO()
    write = write_log(stream)

    with numbered("abc"):
        write(Answered("documents", "answered", None, {"find": 0.123456}))
        write(Served("POST", "/api/ask", 200, 0.2))
    write(Failed("RuntimeError", "picking.py:12"))

    answered, served, failed = (json.loads(line) for line in stream.getvalue().splitlines())
    assert answered.pop("timestamp").endswith("Z")
    assert answered == {
        "event": "answered",
        "level": "info",
        "request": "abc",
        "route": "documents",
        "status": "answered",
        "urgent_help": None,
        "seconds": {"find": 0.1235},
    }
    assert (served["request"], served["route"], served["status"]) == ("abc", "/api/ask", 200)
    assert failed["level"] == "error"
    assert "request" not in failed

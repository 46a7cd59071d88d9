"""People who ask: half of them on the chat page, half through the API. Locust runs this file."""

import json
import random
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from locust import HttpUser, task

SECONDS_BETWEEN = 5.0
"""On average, as people ask: at any moment as likely as at any other."""
QUESTIONS = [
    json.loads(line)["question"]
    for line in (Path(__file__).parent.parent / "trust.jsonl").read_text("utf-8").splitlines()
]
QUEUE = "/gradio_api/queue"


def pause(_: HttpUser) -> float:
    """Return for how long somebody asks nothing, in seconds."""
    return random.expovariate(1 / SECONDS_BETWEEN)


class Caller(HttpUser):
    """Asks through the API."""

    wait_time = pause

    @task
    def ask(self) -> None:
        """Ask one question of its own conversation."""
        self.client.post("/api/ask", json={"question": random.choice(QUESTIONS)}, name="api")


class Reader(HttpUser):
    """Asks on the chat page, and reads the answer as it grows until it is whole."""

    wait_time = pause

    def on_start(self) -> None:
        """Open the page and find by which number it asks."""
        self.client.get("/", name="page")
        calls = self.client.get("/config", name="config").json()["dependencies"]
        self._ask = next(one["id"] for one in calls if len(one["inputs"]) == 3)

    @task
    def ask(self) -> None:
        """Ask one question; its time ends when the answer is whole."""
        session = uuid4().hex[:12]
        data = [random.choice(QUESTIONS), "", None]
        call = {"data": data, "fn_index": self._ask, "session_hash": session}
        began = time.perf_counter()
        fault: Exception | None = None
        with self.client.post(f"{QUEUE}/join", json=call, name="join", catch_response=True) as sent:
            if not sent.ok:
                fault = RuntimeError(f"The queue answered {sent.status_code}.")
        where = f"{QUEUE}/data?session_hash={session}"
        if fault is None:
            with self.client.get(where, name="stream", stream=True, catch_response=True) as sent:
                told = [json.loads(line[5:]) for line in sent.iter_lines() if line[:5] == b"data:"]
            if not _is_answered(told):
                fault = RuntimeError("The page was told of no answer.")
        self.environment.events.request.fire(
            request_type="PAGE",
            name="chat",
            response_time=1000 * (time.perf_counter() - began),
            response_length=0,
            exception=fault,
            context={},
        )


def _is_answered(told: list[dict[str, Any]]) -> bool:
    ends = [one for one in told if one["msg"] == "process_completed"]
    return bool(ends) and all(one["success"] for one in ends)

import datetime
from typing import Any

import pytest
from fakes import ScriptedAssistant, about_assistant
from fastapi.testclient import TestClient

from assistant.catalogue import CatalogueEntry
from assistant.events import Answered, Failed, Served, Worded
from assistant.manifest import Manifest, Record, UnreadFile
from assistant.metrics import Metrics
from assistant.web.app import create_app
from assistant.web.gate import Protection
from assistant.web.site import Site

SECRET = "xyzzycanary"
HERE = ("127.0.0.1", 5000)


def shown(metrics: Metrics) -> dict[str, float]:
    """Return each sample by its name and labels."""
    lines = metrics.text().decode().splitlines()
    samples = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {name: float(value) for name, _, value in samples}


def client(
    *, metrics: Metrics | None = None, at: tuple[str, int] = HERE, **protection: Any
) -> TestClient:
    metrics = metrics or Metrics()
    app = create_app(
        about_assistant(),
        Site(
            metrics=metrics,
            observe=metrics.observe,
            protection=Protection(**protection),
        ),
    )
    return TestClient(app, client=at)


def test_questions_are_counted_by_route_and_status_and_their_stages_timed() -> None:
    metrics = Metrics()

    metrics.observe(Answered("documents", "answered", None, {"route": 0.0004, "answer": 0.08}))
    metrics.observe(Answered("documents", "answered", None, {"route": 0.0004, "answer": 0.2}))
    metrics.observe(Answered("crisis", "signposted", "full", {"route": 0.0004}))

    samples = shown(metrics)
    assert samples['assistant_questions_total{route="documents",status="answered"}'] == 2
    assert samples['assistant_questions_total{route="crisis",status="signposted"}'] == 1
    assert samples['assistant_stage_seconds_bucket{le="0.1",stage="answer"}'] == 1
    assert samples['assistant_stage_seconds_sum{stage="answer"}'] == pytest.approx(0.28)


def test_what_the_language_model_took_and_gave_is_counted() -> None:
    metrics = Metrics()

    metrics.observe(Worded("worded", 3, 1, 2, 400, 60, 0.5, 2.5, ""))

    samples = shown(metrics)
    assert samples['assistant_model_tokens_total{direction="in"}'] == 400
    assert samples['assistant_model_tokens_total{direction="out"}'] == 60
    assert samples['assistant_model_sentences_total{fate="shown"}'] == 3
    assert samples['assistant_model_sentences_total{fate="replaced"}'] == 1
    assert samples['assistant_model_sentences_total{fate="dropped"}'] == 2
    assert samples['assistant_model_seconds_sum{outcome="worded"}'] == 2.5


def test_requests_and_failures_are_counted() -> None:
    metrics = Metrics()

    metrics.observe(Served("POST", "/api/ask", 200, 0.2))
    metrics.observe(Failed("RuntimeError", "picking.py:12"))

    samples = shown(metrics)
    labels = 'method="POST",route="/api/ask",status="200"'
    assert samples[f"assistant_request_seconds_count{{{labels}}}"] == 1
    assert samples['assistant_failures_total{error="RuntimeError"}'] == 1


def test_index_is_shown_with_its_version_age_and_what_was_not_read() -> None:
    made = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    record = Record("about", "about.md", "0", "About", 0, 7, CatalogueEntry())
    unread = (UnreadFile("old.doc", "Not a kind of file we read."),)
    manifest = Manifest("v1", made, 5, "model", "f", 256, None, (record, record), unread)
    metrics = Metrics()
    metrics.watch_index(lambda: manifest)

    samples = shown(metrics)

    assert samples['assistant_index_info{version="v1"}'] == 1
    assert samples["assistant_index_age_seconds"] == pytest.approx(3600, abs=60)
    assert samples["assistant_index_documents"] == 2
    assert samples["assistant_index_chunks"] == 14
    assert samples["assistant_index_unread_files"] == 1


def test_without_an_index_the_rest_is_shown() -> None:
    metrics = Metrics()
    app = create_app(ScriptedAssistant([], {}), Site(metrics=metrics))

    response = TestClient(app, client=HERE).get("/metrics")

    assert response.status_code == 200
    assert "assistant_ready 0.0" in response.text
    assert "assistant_questions_waiting 0.0" in response.text
    assert "assistant_index" not in response.text


def test_nothing_that_was_sent_is_a_label() -> None:
    caller = client()
    for path in (f"/{SECRET}", f"/documents/{SECRET}", f"/api/{SECRET}?q={SECRET}"):
        caller.get(path)
    caller.post("/api/ask", json={"question": SECRET})
    caller.request(SECRET.upper(), "/", headers={"host": SECRET})

    text = caller.get("/metrics").text

    assert 'route="/api/ask"' in text
    assert SECRET not in text.lower()


@pytest.mark.parametrize(
    ("at", "networks", "status"),
    [
        ("127.0.0.1", ("127.0.0.0/8", "::1"), 200),
        ("::1", ("127.0.0.0/8", "::1"), 200),
        ("192.0.2.7", ("127.0.0.0/8", "::1"), 403),
        ("192.0.2.7", ("192.0.2.0/24",), 200),
        ("127.0.0.1", (), 403),
        ("nowhere", ("127.0.0.0/8",), 403),
    ],
)
def test_metrics_are_for_the_networks_that_are_named(
    at: str, networks: tuple[str, ...], status: int
) -> None:
    caller = client(at=(at, 5000), metrics_from=networks)

    assert caller.get("/metrics").status_code == status


@pytest.mark.parametrize("trusted", [(), ("127.0.0.1",)])
def test_metrics_are_for_nobody_behind_a_proxy(trusted: tuple[str, ...]) -> None:
    caller = client(trusted_proxies=trusted)

    refused = caller.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"})

    assert refused.status_code == 403
    assert "ASSISTANT_METRICS_FROM" in refused.text


def test_metrics_need_no_sign_in() -> None:
    caller = client(trusted_proxies=("192.0.2.1",), sign_in_header="x-user")

    assert caller.get("/help").status_code == 200
    assert caller.get("/").status_code == 401
    assert caller.get("/metrics").status_code == 200

"""Metrics: what happened, counted for Prometheus; labels are fixed words, never what was typed."""

import datetime
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
)
from prometheus_client import generate_latest as write_registry
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from assistant.events import Answered, Event, Failed, Served, Worded

if TYPE_CHECKING:
    from assistant.manifest import Manifest

CONTENT_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Upper bounds of the histograms, in seconds: from one stage to a slow language model."""


class Metrics:
    """Counts events, each by words that the code itself chose, so that there are only so many."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._questions = Counter(
            "assistant_questions",
            "Questions answered.",
            ["route", "status"],
            registry=registry,
        )
        self._stages = Histogram(
            "assistant_stage_seconds",
            "Time that each stage of an answer took.",
            ["stage"],
            buckets=BUCKETS,
            registry=registry,
        )
        self._requests = Histogram(
            "assistant_request_seconds",
            "Time to respond to requests, by the pattern of their address.",
            ["method", "route", "status"],
            buckets=BUCKETS,
            registry=registry,
        )
        self._failures = Counter(
            "assistant_failures",
            "Unforeseen errors, by kind.",
            ["error"],
            registry=registry,
        )
        self._wordings = Histogram(
            "assistant_model_seconds",
            "Time that the language model took, by what came of it.",
            ["outcome"],
            buckets=BUCKETS,
            registry=registry,
        )
        self._tokens = Counter(
            "assistant_model_tokens",
            "Tokens that the language model read and wrote.",
            ["direction"],
            registry=registry,
        )
        self._sentences = Counter(
            "assistant_model_sentences",
            "Sentences of the language model: shown, replaced by a quote, or dropped.",
            ["fate"],
            registry=registry,
        )

    def observe(self, event: Event) -> None:
        """Count an event; may be called in any thread."""
        if isinstance(event, Answered):
            self._questions.labels(event.route, event.status).inc()
            for stage, seconds in event.seconds.items():
                self._stages.labels(stage).observe(seconds)
        elif isinstance(event, Served):
            labels = event.method, event.route, str(event.status)
            self._requests.labels(*labels).observe(event.seconds)
        elif isinstance(event, Failed):
            self._failures.labels(event.error).inc()
        else:
            self._count_wording(event)

    def watch(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Show what `read` returns, as it is whenever the metrics are read."""
        self._registry.register(_Read(lambda: [GaugeMetricFamily(name, meaning, value=read())]))

    def watch_index(self, read: Callable[[], "Manifest | None"]) -> None:
        """Show the index that answers come from: nothing of it where `read` returns None."""
        self._registry.register(_Read(lambda: list(_of_index(read()))))

    def text(self) -> bytes:
        """Return the metrics in Prometheus's text format."""
        return write_registry(self._registry)

    def _count_wording(self, event: Worded) -> None:
        self._wordings.labels(event.outcome).observe(event.seconds)
        self._tokens.labels("in").inc(event.tokens_in)
        self._tokens.labels("out").inc(event.tokens_out)
        for fate in ("shown", "replaced", "dropped"):
            self._sentences.labels(fate).inc(getattr(event, fate))


class _Read(Collector):
    """Metrics that are read when they are asked for."""

    def __init__(self, read: Callable[[], list[GaugeMetricFamily | InfoMetricFamily]]) -> None:
        self._read = read

    def collect(self) -> list[GaugeMetricFamily | InfoMetricFamily]:
        return self._read()

    def describe(self) -> list[GaugeMetricFamily]:
        """Say nothing beforehand, so that registering reads nothing."""
        return []


def _of_index(manifest: "Manifest | None") -> Iterator[GaugeMetricFamily | InfoMetricFamily]:
    if manifest is None:
        return
    version = {"version": manifest.id}
    yield InfoMetricFamily("assistant_index", "The index that answers come from.", value=version)
    age = datetime.datetime.now(datetime.UTC) - manifest.created
    figures = {
        "age_seconds": ("Time since the index was made.", age.total_seconds()),
        "documents": ("Documents in the index.", len(manifest.records)),
        "chunks": ("Chunks in the index.", sum(record.chunks for record in manifest.records)),
        "unread_files": ("Files of the corpus that were not read.", len(manifest.unread)),
    }
    for name, (meaning, value) in figures.items():
        yield GaugeMetricFamily(f"assistant_index_{name}", meaning, value=value)

"""Similar messages: what a message is by those it is most like, where the phrases find nothing."""

import tomllib
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.routing.route_rules import WORRYING, Found, Kind

NEAREST = 3
"""How many examples of each group a message is compared with."""

CRISIS_FROM = 0.111
"""How much nearer to crises than to all else: 5 in 100 of the other examples are above it."""

WORRYING_FROM = 0.091
"""How much nearer to crises or to wanting support than to harmless messages, likewise.

Both are differences of cosines of all-MiniLM-L6-v2, each example left out in turn. Another model
needs its own; docs/safety/measures.md says how they were found.
"""

Embed = Callable[[list[str]], list[list[float]]]
Vectors = NDArray[np.float64]


class SimilarMessages:
    """Example messages: crises by kind, people who want support, and harmless ones."""

    def __init__(
        self,
        crises: Sequence[tuple[Kind, str]],
        support: Sequence[str],
        harmless: Sequence[str],
        embed: Embed,
    ) -> None:
        self._kinds = [kind for kind, _ in crises]
        self._crises: Vectors = np.array(embed([text for _, text in crises]))
        self._support: Vectors = np.array(embed(list(support)))
        self._harmless: Vectors = np.array(embed(list(harmless)))

    def find(self, vector: Sequence[float]) -> Found | None:
        """Return what a message with this unit vector is like, or None if nothing of note."""
        message = np.array(vector)
        to_crises = self._crises @ message
        crisis, support, harmless = (
            float(np.sort(cosines)[-NEAREST:].mean())
            for cosines in (to_crises, self._support @ message, self._harmless @ message)
        )
        if crisis - max(support, harmless) >= CRISIS_FROM:
            return Found("crisis", "full", self._kinds[int(to_crises.argmax())])
        return WORRYING if max(crisis, support) - harmless >= WORRYING_FROM else None


def load_similar_messages(embed: Embed) -> SimilarMessages:
    """Return the examples that ship with the package, as vectors of a model."""
    content = (files("assistant.routing") / "similar_messages.toml").read_text("utf-8")
    tables: dict[str, Any] = tomllib.loads(content)
    crises = [(kind, text) for kind, texts in tables["crisis"].items() for text in _lines(texts)]
    return SimilarMessages(crises, _lines(tables["support"]), _lines(tables["harmless"]), embed)


def _lines(texts: str) -> list[str]:
    return texts.strip().splitlines()

"""Message model: how likely a message needs help, by its words and, if there is one, its vector.

Where the phrases look for what somebody thought of, this has been fitted on messages: each kind of
message weighs words, pairs of words and directions of the vector (multinomial regression).
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from assistant.routing.message_words import Sentence
from assistant.routing.route_rules import CRISIS_KINDS, CrisisKind, Route

WINDOW = 6
"""Sentences that are judged together; a longer message is judged by windows of so many."""

WINDOWS_AT_EACH_END = 20
"""Windows that are judged at the start and at the end of a message with more than both."""

EMBEDDED_WINDOWS = 3
"""Windows of a long message that are embedded: those whose words weigh most."""

SHORTEST = 3
"""Words in a sentence that is also judged by itself."""

LEAST_SHARE = 1e-9

WEIGHTS_SCALE = 100
"""The file holds whole numbers, this many times the weights."""

Embed = Callable[[list[str]], list[list[float]]]
Vectors = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a message is like: log odds of a crisis and of any need, and the likeliest of each."""

    crisis: float
    need: float
    kind: CrisisKind
    route: Route


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Log odds from which a message is a crisis or worries.

    Below `doubtful` not even the phrases are believed: they may have caught a figure of speech.
    """

    crisis: float
    doubtful: float
    worrying: float
    route: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What words, (t, c), and the vector, (d, c) or (0, c), say for each of c kinds of message."""

    words: Vectors
    vector: Vectors
    bias: Vectors
    thresholds: Thresholds


class MessageModel:
    """The weights of `message_model.json`, with and without a vector.

    `terms` are words and pairs of words, each with its place and its rareness; `kinds` are the
    kinds of crisis, the routes and the harmless. `fingerprint` is of the embedding model.
    """

    def __init__(
        self,
        terms: Mapping[str, tuple[int, float]],
        kinds: Sequence[str],
        by_words: Weights,
        by_both: Weights,
        fingerprint: str,
    ) -> None:
        self.fingerprint = fingerprint
        self.kinds = tuple(kinds)
        self._terms = terms
        self._by_words = by_words
        self._by_both = by_both
        crisis = np.isin(kinds, CRISIS_KINDS)
        need = np.array(kinds) != "harmless"
        self._groups = np.stack([crisis, ~crisis, need, ~need], axis=1).astype(float)
        self._at_kinds, self._at_routes = np.flatnonzero(crisis), np.flatnonzero(need & ~crisis)
        self._crisis_kinds = [cast("CrisisKind", kinds[i]) for i in self._at_kinds.tolist()]
        self._routes = [_route(kinds[i]) for i in self._at_routes.tolist()]

    def terms(self) -> Mapping[str, tuple[int, float]]:
        """Return the words and pairs that are weighed, in order of place."""
        return self._terms

    def weights(self) -> tuple[Weights, Weights]:
        """Return the weights by words alone, and by words and vector."""
        return self._by_words, self._by_both

    def thresholds(self, *, with_vector: bool) -> Thresholds:
        """Return the thresholds of judging with or without a vector."""
        return (self._by_both if with_vector else self._by_words).thresholds

    def knows(self, sentences: Sequence[Sentence]) -> bool:
        """Return whether any word of a message is one that is weighed."""
        return any(word in self._terms for sentence in sentences for word in sentence.words)

    def judge(self, sentences: Sequence[Sentence], embed: Embed | None = None) -> Judged:
        """Judge a message that was read, by its words alone where there is nothing to embed it."""
        pieces = [_pieces(window) for window in _windows(sentences)]
        found = [self._judged(self._scores(window, self._by_words, None)) for window in pieces]
        if embed is not None:
            likeliest = sorted(range(len(found)), key=lambda i: -found[i].crisis)
            found = [
                self._judged(self._scores(pieces[i], self._by_both, embed))
                for i in likeliest[:EMBEDDED_WINDOWS]
            ]
        return max(found, key=lambda judged: (judged.crisis, judged.need))

    def _scores(
        self, pieces: Sequence[Sequence[Sentence]], weights: Weights, embed: Embed | None
    ) -> Vectors:
        scores = np.array([self._by_terms(piece, weights) for piece in pieces])
        if embed is not None:
            scores += np.array(embed([typed(piece) for piece in pieces])) @ weights.vector
        return cast("Vectors", scores)

    def _by_terms(self, piece: Sequence[Sentence], weights: Weights) -> Vectors:
        known = [self._terms[term] for term in terms_of(piece) if term in self._terms]
        if not known:
            return weights.bias
        places, rareness = zip(*known, strict=True)
        values = np.array(rareness)
        values /= math.sqrt(values @ values)
        return values @ weights.words[list(places)] + weights.bias

    def _judged(self, scores: Vectors) -> Judged:
        """Judge by the whole, halfway to the sentence that weighs most by itself."""
        shares = np.exp(scores - scores.max()) @ self._groups
        odds = [(_log_odds(row[0], row[1]), _log_odds(row[2], row[3])) for row in shares.tolist()]
        crises, needs = [crisis for crisis, _ in odds], [need for _, need in odds]
        strongest = scores[crises.index(max(crises))]
        return Judged(
            crisis=(crises[0] + max(crises)) / 2,
            need=(needs[0] + max(needs)) / 2,
            kind=self._crisis_kinds[int(strongest[self._at_kinds].argmax())],
            route=self._routes[int(scores[0][self._at_routes].argmax())],
        )


def terms_of(sentences: Sequence[Sentence]) -> set[str]:
    """Return the words of sentences in plain spelling and their pairs, a stop between sentences."""
    words = " . ".join(sentence.text.strip() for sentence in sentences).split()
    return {*words, *(f"{one} {other}" for one, other in pairwise(words))}


def typed(sentences: Sequence[Sentence]) -> str:
    """Return sentences as they were typed, for the embedding model."""
    return " ".join(sentence.typed for sentence in sentences)


@cache
def load_message_model() -> MessageModel:
    """Return the model that ships with the package."""
    content = (files("assistant.routing") / "message_model.json").read_text("utf-8")
    table: dict[str, Any] = json.loads(content)
    terms = {term: (place, row[0]) for place, (term, row) in enumerate(table["terms"].items())}
    kinds = table["kinds"]
    rows = np.array([row[1:] for row in table["terms"].values()]) / WEIGHTS_SCALE
    vector = np.array(table["by_both"]["vector"]) / WEIGHTS_SCALE
    by_words = _read_weights(table["by_words"], rows[:, : len(kinds)], np.zeros((0, len(kinds))))
    by_both = _read_weights(table["by_both"], rows[:, len(kinds) :], vector)
    return MessageModel(terms, kinds, by_words, by_both, table["fingerprint"])


def _read_weights(table: Mapping[str, Any], words: Vectors, vector: Vectors) -> Weights:
    return Weights(words, vector, np.array(table["bias"]), Thresholds(**table["thresholds"]))


def _windows(sentences: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """Return the windows of a message, of a very long one those at its two ends; at least one."""
    windows = [sentences[at : at + WINDOW] for at in range(0, len(sentences), WINDOW)]
    if len(windows) > 2 * WINDOWS_AT_EACH_END:
        return windows[:WINDOWS_AT_EACH_END] + windows[-WINDOWS_AT_EACH_END:]
    return windows or [[]]


def _pieces(window: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """Return a window as a whole, then its sentences that can stand by themselves."""
    longer = [[sentence] for sentence in window if len(sentence.text.split()) >= SHORTEST]
    return [window, *longer] if len(window) > 1 else [window]


def _route(kind: str) -> Route:
    return "documents" if kind == "worrying" else cast("Route", kind)


def _log_odds(share: float, rest: float) -> float:
    return math.log(max(share, LEAST_SHARE) / max(rest, LEAST_SHARE))

"""Message model: how likely a message needs help, by its words and, if there is one, its vector.

Where the phrases look for what somebody thought of, this has been fitted on messages. Two
multinomial regressions judge: one weighs words, pairs of words and pieces of rare words, the other
these and the directions of the vector. With a vector their mean counts.
"""

import json
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, cast

import numpy as np

from assistant.routing.message_weights import Thresholds, Vectors, Weights
from assistant.routing.message_words import Sentence
from assistant.routing.route_rules import CRISIS_KINDS, CrisisKind, Route

WINDOW, PAIR = 4, 2
"""Sentences that are judged together; of a longer message also two at a time."""

WINDOWS_AT_EACH_END = 20
"""Windows that are judged at the start and at the end of a message with more than both."""

EMBEDDED_WINDOWS = 3
"""Windows of a long message that are embedded: those whose words weigh most."""

PIECE_SIZES = (3, 4)
"""Letters in a piece of a word that is not known, its ends counted."""

LEAST_SHARE = 1e-9

WEIGHTS_SCALE = 100
"""The file holds whole numbers, this many times the weights."""

Embed = Callable[[list[str]], list[list[float]]]
Terms = Sequence[int]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a message is like: log odds of a crisis and of any need, and the likeliest of each."""

    crisis: float
    need: float
    kind: CrisisKind
    route: Route


class MessageModel:
    """The two regressions of `message_model.json`, and the thresholds with a vector and without.

    `rareness` is of words, pairs of words and pieces of rare words, in the order of the weights;
    `kinds` are the kinds of crisis, the routes and the harmless. `fingerprint` is of the
    embedding model.
    """

    def __init__(
        self,
        rareness: Mapping[str, float],
        kinds: Sequence[str],
        by_words: Weights,
        by_both: Weights,
        thresholds: Mapping[bool, Thresholds],
        fingerprint: str,
    ) -> None:
        self.fingerprint = fingerprint
        self.kinds = tuple(kinds)
        self.rareness = rareness
        self.by_words = by_words
        self.by_both = by_both
        self._thresholds = thresholds
        self._places = {term: place for place, term in enumerate(rareness)}
        self._rareness = np.array([*rareness.values(), 0.0])
        crisis = np.isin(kinds, CRISIS_KINDS)
        need = np.array(kinds) != "harmless"
        self._groups = np.stack([crisis, ~crisis, need, ~need], axis=1).astype(float)
        self._at_kinds, self._at_routes = np.flatnonzero(crisis), np.flatnonzero(need & ~crisis)
        self._crisis_kinds = [cast("CrisisKind", kinds[i]) for i in self._at_kinds.tolist()]
        self._routes = [_route(kinds[i]) for i in self._at_routes.tolist()]

    def thresholds(self, *, with_vector: bool) -> Thresholds:
        """Return the thresholds of judging with or without a vector."""
        return self._thresholds[with_vector]

    def knows(self, sentences: Sequence[Sentence]) -> bool:
        """Return whether any word of a message is one that is weighed."""
        return any(word in self._places for sentence in sentences for word in sentence.words)

    def judge(self, sentences: Sequence[Sentence], embed: Embed | None = None) -> Judged:
        """Judge a message that was read: by its words, and halfway with its vector if there is one.

        Of a long message the window counts that weighs most.
        """
        windows = _windows(sentences)
        known = [self._known(window) for window in windows]
        found = [self._judged(scores) for scores in self._weigh(known, self.by_words)]
        if embed is not None:
            likeliest = sorted(range(len(found)), key=lambda i: -found[i].crisis)
            likeliest = likeliest[:EMBEDDED_WINDOWS]
            vectors = np.array(embed([typed(windows[i]) for i in likeliest]))
            scores = self._weigh([known[i] for i in likeliest], self.by_both)
            by_both = map(self._judged, scores + vectors @ self.by_both.vector)
            found = [_between(found[i], both) for i, both in zip(likeliest, by_both, strict=True)]
        return max(found, key=lambda judged: (judged.crisis, judged.need))

    def strongest(self, sentences: Sequence[Sentence]) -> float:
        """Return the log odds of a crisis in the likeliest sentence, by its words alone."""
        known = [self._known([sentence]) for sentence in sentences]
        return max(self._judged(scores).crisis for scores in self._weigh(known, self.by_words))

    def _known(self, window: Sequence[Sentence]) -> Terms:
        """Return the places of the terms of a window that are weighed."""
        places = self._places
        return [places[term] for term in terms_of(window, places) if term in places]

    def _weigh(self, windows: Sequence[Terms], weights: Weights) -> Vectors:
        """Return what the terms of each window say for each kind of message, all at once.

        Each window begins with a term of no weight, since none may be empty.
        """
        places: list[int] = []
        starts: list[int] = []
        for terms in windows:
            starts.append(len(places))
            places += [-1, *terms]
        at = np.array(places)
        values = self._rareness[at]
        lengths = np.sqrt(np.add.reduceat(values * values, starts))
        sums = np.add.reduceat(weights.terms[at] * values[:, None], starts)
        return sums / np.maximum(lengths, LEAST_SHARE)[:, None] + weights.bias

    def _judged(self, scores: Vectors) -> Judged:
        crisis, no_crisis, need, no_need = (np.exp(scores - scores.max()) @ self._groups).tolist()
        return Judged(
            _log_odds(crisis, no_crisis),
            _log_odds(need, no_need),
            self._crisis_kinds[int(scores[self._at_kinds].argmax())],
            self._routes[int(scores[self._at_routes].argmax())],
        )


def terms_of(sentences: Sequence[Sentence], known: Collection[str]) -> set[str]:
    """Return the words of sentences in plain spelling and their pairs, a stop between sentences.

    Of words that are not `known` also the pieces, so that a spelling nobody has seen still counts.
    """
    words = " . ".join(sentence.text.strip() for sentence in sentences).split()
    pieces = (piece for word in words if word not in known for piece in _pieces_of_word(word))
    return {*words, *(f"{one} {other}" for one, other in pairwise(words)), *pieces}


def _pieces_of_word(word: str) -> Iterator[str]:
    marked = f"<{word}>"
    for size in PIECE_SIZES:
        for start in range(len(marked) - size + 1):
            yield f"~{marked[start : start + size]}"


def typed(sentences: Sequence[Sentence]) -> str:
    """Return sentences as they were typed, for the embedding model."""
    return " ".join(sentence.typed for sentence in sentences)


@cache
def load_message_model() -> MessageModel:
    """Return the model that ships with the package."""
    content = (files("assistant.routing") / "message_model.json").read_text("utf-8")
    table: dict[str, Any] = json.loads(content)
    kinds, terms = table["kinds"], table["terms"]
    rows = np.array([row[1:] for row in terms.values()]) / WEIGHTS_SCALE
    vector = np.array(table["vector"]) / WEIGHTS_SCALE
    bias_by_words, bias_by_both = np.array(table["bias"])
    return MessageModel(
        {term: row[0] for term, row in terms.items()},
        kinds,
        Weights(rows[:, : len(kinds)], vector[:0], bias_by_words),
        Weights(rows[:, len(kinds) :], vector, bias_by_both),
        {name == "with_vector": Thresholds(**row) for name, row in table["thresholds"].items()},
        table["fingerprint"],
    )


def _windows(sentences: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """Return the windows of a message, of a very long one those at its two ends; at least one."""
    if len(sentences) <= WINDOW:
        return [sentences]
    windows = [
        sentences[start : start + size]
        for start in range(0, len(sentences) - 1, PAIR)
        for size in (WINDOW, PAIR)
    ]
    if len(windows) > 2 * WINDOWS_AT_EACH_END:
        return windows[:WINDOWS_AT_EACH_END] + windows[-WINDOWS_AT_EACH_END:]
    return windows


def _between(by_words: Judged, by_both: Judged) -> Judged:
    return replace(
        by_both,
        crisis=(by_words.crisis + by_both.crisis) / 2,
        need=(by_words.need + by_both.need) / 2,
    )


def _route(kind: str) -> Route:
    return "documents" if kind == "worrying" else cast("Route", kind)


def _log_odds(share: float, rest: float) -> float:
    return math.log(max(share, LEAST_SHARE) / max(rest, LEAST_SHARE))

"""Picking: the sentences to quote, best first, and how likely it is that they are enough."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.answer_types import MEASURED, asked_type, lacks, names
from assistant.definitions import defines
from assistant.features import (
    FEATURES,
    LEXICAL_FEATURES,
    Candidate,
    sentence_candidates,
)
from assistant.generation import Generation
from assistant.naming import names_heading, names_section, names_table_in_place
from assistant.questions import Question
from assistant.rareness import Rareness
from assistant.retrieval import retrieve
from assistant.ruling_out import is_ruled_out
from assistant.scoring import SmallModel, read_model, sigmoid
from assistant.terms import terms
from assistant.units import unit

if TYPE_CHECKING:
    from assistant.reranking import Reranker

PASSAGES = 8
"""How many passages are searched for sentences."""

RERANKED = 30
"""How many passages a cross-encoder, where there is one, puts in order."""

MOST_QUOTES = 4

NAMED_BONUS = 3.0
"""Added to the score of a definition of what is asked for, or in a section that is named so."""
NAMED_CHANCE = 0.9
"""The least chance of an answer where there is such a one; a heading names what follows."""
NO_ANSWER_CHANCE = 0.1
"""The most where another year than is asked for is told of, no time where it is asked when, or
nothing but what the question says itself."""
LEAST_SHARE = 0.12
"""A sentence whose share is less than this part of the best one's is not quoted beside it."""

KINDS_OF_TEXT = ("row", "item")
"""Features that tell documents of a trust from other texts, and so nothing to the gate."""

GATE_FEATURES = (
    *(f"best_{name}" for name in FEATURES if name not in KINDS_OF_TEXT),
    "best_score",
    "margin",  # of the best sentence's score over the next one's
    "share",  # of the best, by softmax over all
    "share_of_four",
    "top_cosine",  # the best sentence cosine of all
    "top_coverage",
    "top_passage_coverage",
    "top_passage_cosine",
    "four_coverage",  # share of the question's terms, by weight, in the best four together
    "unknown",  # share of the question's terms, by weight, that the corpus does not have
    "terms",  # log(1 + how many)
    "top_match",
    "cosine_lead",  # of the best sentence cosine over the mean
    "match_lead",
    *(f"lacks_{kind}" for kind in MEASURED),  # asked for, and none in the best four
    "lacks_unit",  # asked how many of it there are, and no number stands beside it in the four
    "kind_coverage_gap",  # of the best that holds what is asked for, to the best of the four
    "contact_elsewhere",  # asked for, and none stands with the name in the four
    "number_not_there",  # one that the question names is not in the best sentence's passage
    "name_not_there",
)

LEXICAL_GATE_FEATURES = tuple(
    name
    for name in GATE_FEATURES
    if not any(part in name for part in ("cosine", "match", "passage_score"))
)


@dataclass(frozen=True, slots=True)
class Picked:
    """The candidates best first with their shares, and the chances that they are enough.

    `shares` are softmax over the picker's scores. `answerable` is the chance that the corpus
    holds the answer, `enough` whether that suffices to give one; `right` is the chance that
    the best four quotes hold it.
    """

    candidates: tuple[Candidate, ...]
    shares: NDArray[np.float64]
    answerable: float
    enough: bool
    right: float


class Picker:
    """Ranks the sentences of the passages found for a question."""

    def __init__(
        self,
        picker: SmallModel,
        gate: SmallModel,
        confidence: SmallModel,
        reranker: "Reranker | None" = None,
        *,
        lexical: bool = False,
    ) -> None:
        """With `lexical`, the models were fitted on words alone, whatever the embeddings."""
        self.lexical = lexical
        self._reranker = reranker
        self._picker = picker
        self._gate = gate
        self._confidence = confidence

    def pick(self, question: Question, generation: Generation) -> Picked | None:
        """Return the ranked candidates for a question, or None if there are none at all."""
        depth = RERANKED if self._reranker else PASSAGES
        passages = retrieve(
            question.terms,
            question.vector,
            generation,
            top_k=depth,
            leave_out=question.leave_out,
        )
        if self._reranker:
            passages = self._reranker.rerank(question.search_text, passages)[:PASSAGES]
        found = sentence_candidates(question, passages, generation)
        if not found:
            return None
        named = np.array([_is_named(question, c) for c in found])
        scores = self._picker.score(np.stack([c.features for c in found]))
        scores += NAMED_BONUS * named
        order = np.argsort(-scores, kind="stable")
        ranked = [found[i] for i in order]
        rareness = generation.inverse_document_frequency
        row = gate_features(question, ranked, scores[order], rareness)[np.newaxis]
        least = NAMED_CHANCE if named.any() else 0.0
        answerable = max(least, sigmoid(self._gate.score(row)[0]))
        shares = softmax(scores[order])
        likely = [c for c, s in zip(ranked, shares, strict=True) if s >= LEAST_SHARE * shares[0]]
        likely = likely[:MOST_QUOTES]
        if is_ruled_out(question, likely, generation):
            answerable = min(answerable, NO_ANSWER_CHANCE)
        return Picked(
            tuple(ranked),
            shares,
            answerable,
            answerable >= (self._gate.threshold or 0.5),
            max(least, sigmoid(self._confidence.score(row)[0])),
        )


def _is_named(question: Question, candidate: Candidate) -> bool:
    """Return whether a question that asks what something is names what a sentence says it of.

    The sentence defines it, or its section is named so; where a list is asked for, a section above
    or the first column of the table that it is a row of.
    """
    chunk = candidate.passage.chunk
    if not question.asks_what_is:
        return False
    above = range(2, len(chunk.section)) if question.wants_list else ()
    return (
        names_section(question.terms, chunk)
        or (candidate.terms.issuperset(question.terms) and defines(question.terms, candidate.text))
        or any(
            names_heading(question.terms, chunk.section[:depth], chunk.heading) for depth in above
        )
        or (question.wants_list and names_table_in_place(question.terms, candidate))
    )


def load_picker(fingerprint: str, reranker: "Reranker | None" = None) -> Picker:
    """Return the picker that ships with the package, for one embedding model.

    With a model that it was not fitted with, it judges by words alone. Raises ModelError.
    """
    picker = read_model("picker.json", FEATURES, FEATURES)
    if picker.fingerprint == fingerprint:
        gate = read_model("gate.json", GATE_FEATURES, GATE_FEATURES)
        confidence = read_model("confidence.json", GATE_FEATURES, GATE_FEATURES)
        return Picker(picker, gate, confidence, reranker)
    return Picker(
        read_model("lexical_picker.json", LEXICAL_FEATURES, FEATURES),
        read_model("lexical_gate.json", LEXICAL_GATE_FEATURES, GATE_FEATURES),
        read_model("lexical_confidence.json", LEXICAL_GATE_FEATURES, GATE_FEATURES),
        reranker,
        lexical=True,
    )


def gate_features(
    question: Question,
    ranked: Sequence[Candidate],
    scores: NDArray[np.float64],
    rareness: Rareness,
) -> NDArray[np.float64]:
    """Return the features of a whole ranking in the order of GATE_FEATURES, (G,).

    `rareness` is that of the corpus's terms.
    """
    weights = {term: rareness[term] for term in question.terms}
    total = sum(weights.values()) or 1.0
    shares = softmax(scores)
    matrix = np.stack([c.features for c in ranked])
    column = {name: matrix[:, i] for i, name in enumerate(FEATURES)}
    best = ranked[:MOST_QUOTES]
    four: frozenset[str] = frozenset().union(*(c.terms for c in best))
    asked = question.search_text
    kind, named = asked_type(asked), names(asked)
    covered = (column["coverage"] + column["heading_coverage"])[:MOST_QUOTES]
    of_kind = np.array([not lacks(kind, c.text, asked) for c in best])
    there = frozenset(terms(ranked[0].passage.chunk.embedded_text))
    return np.array(
        [
            *(matrix[0, i] for i, name in enumerate(FEATURES) if name not in KINDS_OF_TEXT),
            scores[0],
            scores[0] - scores[1] if len(scores) > 1 else 5.0,
            shares[0],
            shares[:MOST_QUOTES].sum(),
            column["cosine"].max(),
            column["coverage"].max(),
            column["passage_coverage"].max(),
            column["passage_cosine"].max(),
            sum(w for term, w in weights.items() if term in four) / total,
            sum(w for term, w in weights.items() if term not in rareness) / total,
            np.log1p(len(weights)),
            column["match"].max(),
            column["cosine"].max() - column["cosine"].mean(),
            column["match"].max() - column["match"].mean(),
            *(kind == measured and not of_kind.any() for measured in MEASURED),
            unit(asked) is not None and not column["unit"][:MOST_QUOTES].any(),
            covered.max() - (covered * of_kind).max(),
            kind == "contact" and not any(_names_all(named, c) for c in compress(best, of_kind)),
            any(term not in there for term in weights if term[:1].isdigit()),
            any(term not in there for term in named),
        ]
    )


def _names_all(named: Collection[str], candidate: Candidate) -> bool:
    """Return whether a sentence, with what it stands under, has all the terms of a name."""
    heading = terms(candidate.passage.chunk.heading)
    return candidate.terms.union(candidate.list_terms, heading).issuperset(named)


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares that sum to 1, in the order of the scores."""
    raised = np.exp(scores - scores.max())
    shares: NDArray[np.float64] = raised / raised.sum()
    return shares

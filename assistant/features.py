"""Features: what can be measured of a sentence as the answer to a question."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.answer_types import MEASURED, AnswerType, asked_type, holds
from assistant.chunks import Chunk
from assistant.generation import Generation
from assistant.late_interaction import meet
from assistant.questions import Question
from assistant.retrieval import Passage
from assistant.sentences import Sentence
from assistant.terms import terms, words
from assistant.units import holds_unit, unit

FEATURES = (
    "cosine",  # of question and sentence
    "cosine_gap",  # to the best sentence's
    "passage_cosine",  # of question and passage
    "passage_cosine_gap",  # to the best passage's
    "passage_score_gap",  # of the fused score, to the best passage's
    "bm25",  # of the sentence, as a share of what the question's terms could score
    "bm25_gap",  # to the best sentence's
    "passage_bm25",  # likewise of the passage
    "passage_bm25_gap",  # to the best passage's
    "coverage",  # share of the question's terms, by weight, in the sentence
    "heading_coverage",  # of those it lacks, in the heading path
    "previous_coverage",  # of those it lacks, in the sentence before
    "passage_coverage",  # share of the question's terms, by weight, in the passage
    "neighbours",  # share of the question's pairs of neighbouring terms found here
    "match",  # how well the question's word pieces are met, as they count
    "match_gap",  # to the best sentence's
    "worst_match",  # of the term that is met least
    "contact",  # asked for, and there is one
    "clock",
    "duration",
    "frequency",
    "date",
    "money",
    "share",
    "number",
    "unit",  # asked how many of it there are, and a number stands beside it
    "name",
    "reason",
    "instruction",
    "permission",
    "row",  # of a table
    "item",  # of a list
    "length",  # log(1 + terms)
    "very_short",
    "first_in_passage",
    "best_passage",
)
"""The columns, in order; each at most some 5 in size. A list item counts with its list's name."""

LEXICAL_FEATURES = tuple(
    name
    for name in FEATURES
    if not any(part in name for part in ("cosine", "match", "passage_score"))
)
"""Those that no embedding model has a part in."""

ANSWERS: tuple[AnswerType, ...] = (*MEASURED, "reason", "instruction", "permission")
BM25_K1 = 1.2
BM25_B = 0.75
USUAL_LENGTH = 13.0
"""Content words in a sentence of usual length, for BM25's length norm."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted, the passage it stands in, and its features, (F,).

    `terms` are its own; `list_terms` those of what it is read under, mostly a list.
    """

    passage: Passage
    sentence: Sentence
    text: str
    terms: frozenset[str]
    list_terms: frozenset[str]
    features: NDArray[np.float32]


def sentence_candidates(
    question: Question, passages: Sequence[Passage], generation: Generation
) -> list[Candidate]:
    """Return every sentence of the passages with its features, in the passages' order."""
    rareness = generation.inverse_document_frequency
    weights = {term: rareness[term] for term in question.terms}
    asked, counted = asked_type(question.search_text), unit(question.search_text)
    most, pairs = _most(weights), set(pairwise(weights))
    found: list[tuple[Passage, Sentence, str, frozenset[str], frozenset[str]]] = []
    no_answer: dict[str, float] = dict.fromkeys(ANSWERS, 0.0)
    rows: list[dict[str, float]] = []
    for rank, passage in enumerate(passages):
        cosines = generation.sentence_vectors(passage.row) @ question.vector
        matches, worst = meet(question.pieces, generation.piece_vectors(passage.row))
        texts = [passage.chunk.sentence_text(sentence) for sentence in passage.chunk.sentences]
        unders = [read_under(passage.chunk, number) for number in range(len(texts))]
        own_terms = [
            (*_terms(under), *_terms(text)) for under, text in zip(unders, texts, strict=True)
        ]
        heading = frozenset(_terms(passage.chunk.heading))
        passage_coverage = _share(weights, heading.union(*own_terms))
        before: frozenset[str] = frozenset()
        for number, sentence in enumerate(passage.chunk.sentences):
            text, under, own = texts[number], unders[number], own_terms[number]
            own_set = frozenset(own)
            row = {
                "cosine": float(cosines[number]),
                "passage_cosine": passage.cosine,
                "bm25": _bm25(weights, own) / most,
                "passage_bm25": passage.bm25 / most,
                "coverage": _share(weights, own_set),
                "heading_coverage": _share(weights, heading - own_set),
                "previous_coverage": _share(weights, before - own_set),
                "passage_coverage": passage_coverage,
                "neighbours": _neighbours(pairs, own),
                "length": math.log1p(len(own)),
                "row": float(sentence.kind == "row"),
                "item": float(sentence.kind == "item"),
                "very_short": float(len(own) < 3),
                "first_in_passage": float(number == 0),
                "best_passage": float(rank == 0),
                "match": float(matches[number]),
                "worst_match": float(worst[number]),
                "unit": float(
                    counted is not None
                    and holds_unit(counted, words(text), in_row=sentence.kind == "row")
                ),
                **no_answer,
            }
            if asked in no_answer:
                row[asked] = float(holds(asked, text, question.search_text))
            rows.append(row)
            found.append(
                (passage, sentence, text, frozenset(_terms(text)), frozenset(_terms(under)))
            )
            before = own_set
    if not found:
        return []
    matrix = _with_gaps(rows, np.array([passage.score for passage, *_ in found]))
    return [Candidate(*parts, matrix[i]) for i, parts in enumerate(found)]


def read_under(chunk: Chunk, number: int) -> str:
    """Return what a chunk's sentence is read under.

    Of a list item its heading and the line that introduces it, as far as that is in the chunk;
    of a reported statement the words that report it ("The poster says").
    """
    sentence = chunk.sentences[number]
    if sentence.list_start is None or sentence.kind != "item":
        before = chunk.sentences[number - 1].end if number else chunk.start
        return chunk.text[before - chunk.start : sentence.start - chunk.start].strip()
    lead_in = [
        chunk.sentence_text(other)
        for other in chunk.sentences
        if other.list_start == sentence.list_start and other.kind == "sentence"
    ]
    return " ".join([*chunk.section[-1:], *lead_in])


@lru_cache(maxsize=20_000)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(terms(text))


def _most(weights: Mapping[str, float]) -> float:
    return sum(weights.values()) * (BM25_K1 + 1) or 1.0


def _bm25(weights: Mapping[str, float], own: Sequence[str]) -> float:
    norm = BM25_K1 * (1 - BM25_B + BM25_B * len(own) / USUAL_LENGTH)
    return sum(
        weight * count * (BM25_K1 + 1) / (count + norm)
        for term, weight in weights.items()
        if (count := own.count(term))
    )


def _share(weights: Mapping[str, float], found: Collection[str]) -> float:
    total = sum(weights.values())
    return sum(w for term, w in weights.items() if term in found) / total if total else 0.0


def _neighbours(pairs: set[tuple[str, str]], own: Sequence[str]) -> float:
    return len(pairs.intersection(pairwise(own))) / len(pairs) if pairs else 0.0


def _with_gaps(
    rows: Sequence[Mapping[str, float]], passage_scores: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return rows as columns in order, those named `_gap` as the distance to the best."""
    values = np.array([[*row.values()] for row in rows])
    full = dict(zip(rows[0], values.T, strict=True))
    for name in ("cosine", "passage_cosine", "bm25", "passage_bm25", "match"):
        full[f"{name}_gap"] = full[name] - full[name].max()
    full["passage_score_gap"] = passage_scores - passage_scores.max()
    return np.column_stack([full[name] for name in FEATURES]).astype(np.float32)

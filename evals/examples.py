"""Examples: questions asked of an index, with the sentences found and which hold the answer."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import SentenceTransformerEmbeddings
from assistant.features import Candidate, sentence_candidates
from assistant.picking import PASSAGES
from assistant.questions import Question, QuestionReader
from assistant.retrieval import retrieve
from assistant.spelling import Speller
from assistant.terms import words
from evals.datasets import Dataset, SourcePassage, SourceQuestion, index_passages

SMALL_CORPUS = 12
"""Passages in each of the small corpora that the models are also fitted on."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of an index: its candidates, which of them hold the answer, its group.

    `frequency` is the index's inverse document frequency, `chunks` its size.
    """

    question: SourceQuestion
    asked: Question
    group: str
    candidates: tuple[Candidate, ...]
    holds: NDArray[np.bool_]
    answerable: bool
    frequency: Mapping[str, float]
    chunks: int

    @property
    def rows(self) -> NDArray[np.float32]:
        """The candidates' features, (n, F)."""
        return np.stack([c.features for c in self.candidates])


def ask_all(
    questions: Sequence[SourceQuestion],
    passages: Sequence[SourcePassage],
    embeddings: SentenceTransformerEmbeddings,
) -> list[Example]:
    """Index passages in a temporary folder and ask each question of them."""
    documents = {passage.id: passage.document for passage in passages}
    examples: list[Example] = []
    with tempfile.TemporaryDirectory() as folder:
        generation = index_passages(passages, Path(folder), embeddings).generation()
        frequency = generation.inverse_document_frequency
        reader = QuestionReader("", Speller(generation.word_counts, embeddings.knows), embeddings)
        for question in questions:
            read = reader.read(question.text)
            found = retrieve(read.terms, read.vector, generation, top_k=PASSAGES)
            candidates = sentence_candidates(read, found, generation)
            gold = {documents[id_] for id_ in question.gold if id_ in documents}
            examples.append(
                Example(
                    question,
                    read,
                    question.article,
                    tuple(candidates),
                    np.array([holds_answer(c, question, gold) for c in candidates], dtype=bool),
                    bool(question.answerable and gold),
                    frequency,
                    len(generation.chunks),
                )
            )
    return [example for example in examples if example.candidates]


def holds_answer(candidate: Candidate, question: SourceQuestion, gold: set[str]) -> bool:
    """Return whether a sentence of a gold document holds the answer.

    That is one of the gold sentences, by most of its words, where the question names some;
    else one of the short answers, word for word.
    """
    if candidate.passage.chunk.document not in gold:
        return False
    own = words(candidate.text)
    if question.gold_sentences:
        return any(_overlap(own, words(sentence)) > 0.7 for sentence in question.gold_sentences)
    return any(f" {' '.join(words(a))} " in f" {' '.join(own)} " for a in question.answers)


def small_corpora(
    dataset: Dataset, *, seed: int
) -> Iterator[tuple[list[SourcePassage], list[SourceQuestion]]]:
    """Yield small corpora with a third of their passages taken out, and questions to ask them.

    Asked are the questions of all their passages, and as many again far ones by a quarter.
    """
    chooser = np.random.default_rng(seed)
    answerable = [q for q in dataset.questions if q.answerable and q.gold]
    by_source: dict[str, list[SourcePassage]] = {}
    for passage in dataset.passages:
        by_source.setdefault(passage.source, []).append(passage)
    for source in sorted(by_source):
        for first in range(0, len(by_source[source]), SMALL_CORPUS):
            members = by_source[source][first : first + SMALL_CORPUS]
            if len(members) < SMALL_CORPUS // 2:
                continue
            ids = {passage.id for passage in members}
            own = [q for q in answerable if q.gold[0] in ids]
            others = [q for q in answerable if q.article != source]
            far = [others[i] for i in chooser.integers(len(others), size=len(own) // 4)]
            kept = [p for p in members if chooser.random() > 1 / 3] or members[:1]
            yield kept, own + far


def folds(groups: Sequence[str], count: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the places of examples to fit on and to test on, no group on both sides."""
    part = {group: number % count for number, group in enumerate(sorted(set(groups)))}
    for fold in range(count):
        test = [place for place, group in enumerate(groups) if part[group] == fold]
        train = [place for place, group in enumerate(groups) if part[group] != fold]
        yield train, test


def _overlap(own: Sequence[str], wanted: Sequence[str]) -> float:
    return len(set(own) & set(wanted)) / max(len(set(own) | set(wanted)), 1)

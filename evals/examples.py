"""Examples: questions asked of an index, with the sentences found and which hold the answer."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedded, SentenceTransformerEmbeddings
from assistant.features import Candidate, sentence_candidates
from assistant.generation import Generation
from assistant.picking import PASSAGES
from assistant.questions import Question, QuestionReader
from assistant.rareness import Rareness
from assistant.retrieval import retrieve
from assistant.spelling import Speller
from assistant.terms import words
from evals.datasets import Dataset, SourcePassage, SourceQuestion, index_passages

SMALL_CORPUS = 12
"""Passages in each of the small corpora that the models are also fitted on."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of an index: its candidates, which of them hold the answer, its group."""

    question: SourceQuestion
    asked: Question
    group: str
    candidates: tuple[Candidate, ...]
    holds: NDArray[np.bool_]
    answerable: bool
    rareness: Rareness

    @property
    def rows(self) -> NDArray[np.float32]:
        """The candidates' features, (n, F)."""
        return np.stack([c.features for c in self.candidates])


class RememberingEmbeddings(SentenceTransformerEmbeddings):
    """Embeds as another model does, and each question once, however many indexes it is asked of."""

    def __init__(self, embeddings: SentenceTransformerEmbeddings) -> None:
        self.__dict__.update(vars(embeddings))
        self._embeddings = embeddings
        self._embedded: dict[str, Embedded] = {}

    def embed(self, texts: Sequence[str]) -> list[Embedded]:
        """Return each text's vectors, in order; a text alone is remembered."""
        if len(texts) != 1:
            return self._embeddings.embed(texts)
        if texts[0] not in self._embedded:
            self._embedded[texts[0]] = self._embeddings.embed(texts)[0]
        return [self._embedded[texts[0]]]


def ask_all(
    questions: Sequence[SourceQuestion],
    passages: Sequence[SourcePassage],
    embeddings: SentenceTransformerEmbeddings,
) -> list[Example]:
    """Index passages in a temporary folder and ask each question of them."""
    return ask_each([questions], passages, embeddings)[0]


def ask_each(
    pools: Sequence[Sequence[SourceQuestion]],
    passages: Sequence[SourcePassage],
    embeddings: SentenceTransformerEmbeddings,
) -> list[list[Example]]:
    """Index passages in a temporary folder and ask each question of each pool of them."""
    documents = {passage.id: passage.document for passage in passages}
    with tempfile.TemporaryDirectory() as folder:
        generation = index_passages(passages, Path(folder), embeddings).generation()
        speller = Speller(generation.word_counts, embeddings.knows)
        reader = QuestionReader("", speller, embeddings)
        return [
            [
                example
                for question in pool
                if (example := _ask(question, documents, generation, reader)).candidates
            ]
            for pool in pools
        ]


def _ask(
    question: SourceQuestion,
    documents: Mapping[str, str],
    generation: Generation,
    reader: QuestionReader,
) -> Example:
    asked = reader.read(question.text)
    found = retrieve(asked.terms, asked.vector, generation, top_k=PASSAGES)
    candidates = sentence_candidates(asked, found, generation)
    gold = {documents[id_] for id_ in question.gold if id_ in documents}
    answerable = bool(question.answerable and gold)
    holds = [answerable and holds_answer(c, question, gold) for c in candidates]
    return Example(
        question,
        asked,
        question.article,
        tuple(candidates),
        np.array(holds, dtype=bool),
        answerable,
        generation.inverse_document_frequency,
    )


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

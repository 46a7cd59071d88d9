"""Fit: the picker, the gate and the confidence, from questions whose answers are known."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.embedding import SentenceTransformerEmbeddings
from assistant.features import FEATURES, Candidate, sentence_candidates
from assistant.picking import GATE_FEATURES, PASSAGES, gate_features
from assistant.questions import QuestionReader
from assistant.retrieval import retrieve
from assistant.scoring import SmallModel
from assistant.spelling import Speller
from assistant.terms import words
from evals.datasets import Dataset, SourcePassage, SourceQuestion, index_passages

FloatArray = NDArray[np.float64]
FOLDS = 8
SMALL_CORPUS = 12
"""Passages in each of the small corpora that the models are also fitted on."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of an index: its candidates, which of them hold the answer, its group."""

    question: SourceQuestion
    terms: tuple[str, ...]
    group: str
    candidates: tuple[Candidate, ...]
    holds: NDArray[np.bool_]
    answerable: bool
    frequency: Mapping[str, float]

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
                    read.terms,
                    question.article,
                    tuple(candidates),
                    np.array([holds_answer(c, question, gold) for c in candidates], dtype=bool),
                    bool(question.answerable and gold),
                    frequency,
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


def fit_ranker(
    examples: Sequence[Example], *, hidden: int, fingerprint: str, steps: int = 300
) -> SmallModel:
    """Fit a model that ranks a sentence that holds the answer above the others (softmax loss)."""
    usable = [e for e in examples if e.holds.any()]
    stacked = np.concatenate([e.rows for e in usable]).astype(np.float64)
    mean, scale = stacked.mean(axis=0), stacked.std(axis=0) + 1e-6
    longest = max(len(e.candidates) for e in usable)
    rows = torch.zeros(len(usable), longest, len(FEATURES))
    empty = torch.full((len(usable), longest), -1e9)
    wanted = torch.full((len(usable), longest), -1e9)
    for i, example in enumerate(usable):
        count = len(example.candidates)
        rows[i, :count] = torch.tensor((example.rows - mean) / scale)
        empty[i, :count] = 0
        wanted[i, :count][torch.tensor(example.holds)] = 0

    def loss(score: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        chances = (score(rows) + empty).log_softmax(1)
        return -torch.logsumexp(chances + wanted, 1).mean()

    return _fit(FEATURES, fingerprint, mean, scale, hidden, loss, steps)


def fit_probability(
    rows: FloatArray, labels: NDArray[np.bool_], *, hidden: int, fingerprint: str, steps: int = 300
) -> SmallModel:
    """Fit a model whose score is the log odds of the label."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = torch.tensor((rows - mean) / scale, dtype=torch.float32)
    target = torch.tensor(labels, dtype=torch.float32)

    def loss(score: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(score(standard), target)

    return _fit(GATE_FEATURES, fingerprint, mean, scale, hidden, loss, steps)


def _fit(
    features: tuple[str, ...],
    fingerprint: str,
    mean: FloatArray,
    scale: FloatArray,
    hidden: int,
    loss: Callable[[Callable[[torch.Tensor], torch.Tensor]], torch.Tensor],
    steps: int,
) -> SmallModel:
    torch.manual_seed(0)
    width = hidden or len(features)
    first = torch.nn.Linear(len(features), max(hidden, 1))
    last = torch.nn.Linear(width, 1)

    def score(rows: torch.Tensor) -> torch.Tensor:
        values = torch.tanh(first(rows)) if hidden else rows
        found: torch.Tensor = last(values).squeeze(-1)
        return found

    parameters = [*(first.parameters() if hidden else ()), *last.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=0.02, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        optimiser.zero_grad()
        loss(score).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    empty = np.zeros((0,))
    return SmallModel(
        features,
        fingerprint,
        mean,
        scale,
        first.weight.detach().numpy().T.astype(float) if hidden else empty,
        first.bias.detach().numpy().astype(float) if hidden else empty,
        last.weight.detach().numpy()[0].astype(float),
        float(last.bias.detach()[0]),
    )


def write_model(model: SmallModel, path: Path, origin: str) -> None:
    """Write a model as readable JSON with its origin."""
    table = {
        "origin": origin,
        "fingerprint": model.fingerprint,
        "features": list(model.features),
        "mean": _plain(model.mean),
        "scale": _plain(model.scale),
        "hidden": _plain(model.hidden),
        "hidden_bias": _plain(model.hidden_bias),
        "weights": _plain(model.weights),
        "bias": round(model.bias, 6),
    }
    lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in table.items())
    path.write_text("{\n" + lines + "\n}\n")


def folds(examples: Sequence[Example], count: int = FOLDS) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the places of examples to fit on and to test on, no group on both sides."""
    groups = sorted({e.group for e in examples})
    part = {group: number % count for number, group in enumerate(groups)}
    for fold in range(count):
        test = [i for i, e in enumerate(examples) if part[e.group] == fold]
        train = [i for i, e in enumerate(examples) if part[e.group] != fold]
        yield train, test


def gate_row(example: Example, ranker: SmallModel) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return the gate's features of an example, (G,), and which ranked sentences hold it."""
    scores = ranker.score(example.rows)
    order = np.argsort(-scores, kind="stable")
    ranked = [example.candidates[i] for i in order]
    row = gate_features(example.terms, ranked, scores[order], example.frequency)
    return row, example.holds[order]


def balanced_accuracy(chances: FloatArray, labels: NDArray[np.bool_], threshold: float) -> float:
    """Return the mean of the shares answered of what is there and refused of what is not."""
    answered = chances >= threshold
    return float((answered[labels].mean() + (~answered[~labels]).mean()) / 2)


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


def _overlap(own: Sequence[str], wanted: Sequence[str]) -> float:
    return len(set(own) & set(wanted)) / max(len(set(own) | set(wanted)), 1)


def _plain(values: FloatArray) -> list[object]:
    plain: list[object] = np.round(values, 5).tolist()
    return plain

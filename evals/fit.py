"""Fit: the picker, the gate and the confidence, from questions whose answers are known."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.embedding import SentenceTransformerEmbeddings, load_embeddings
from assistant.picking import MOST_QUOTES, gate_features
from assistant.scoring import SmallModel
from evals.datasets import read_dataset
from evals.examples import Example, ask_all, folds, small_corpora
from evals.metrics import expected_calibration_error
from evals.small_models import FloatArray, fit_probability, fit_ranker, write_model

FOLDS = 5
HIDDEN = 16
"""Units of the picker's hidden layer."""
LEAST_ANSWERED = 0.84
"""Of what is there, this share is to be answered where the threshold is chosen."""


@dataclass(frozen=True, slots=True)
class Pools:
    """The questions that the models are fitted on and checked on.

    `whole` is squad2_part with every passage there, `thirds` with every third one out, `small`
    its small corpora; `other_fit` and `other_test` are halves of clapnq_dev.
    """

    whole: list[Example]
    thirds: list[Example]
    small: list[Example]
    other_fit: list[Example]
    other_test: list[Example]


@dataclass(frozen=True, slots=True)
class Judged:
    """Rankings as the gate sees them: features (n, G), answer there, answer in the quotes."""

    rows: FloatArray
    answerable: NDArray[np.bool_]
    right: NDArray[np.bool_]
    first: NDArray[np.bool_]
    groups: tuple[str, ...]


def fit_all(dev_data: Path) -> None:
    """Fit the models, print what they reach out of fold, and write them into the product."""
    torch.set_num_threads(1)
    embeddings = load_embeddings()
    pools = gather(dev_data, embeddings)
    report = fit_pools(pools, embeddings.fingerprint, Path(str(files("assistant"))))
    print("\n".join(report))


def gather(dev_data: Path, embeddings: SentenceTransformerEmbeddings) -> Pools:
    """Ask every question of every corpus that the models are fitted and checked on."""
    squad = read_dataset(dev_data / "squad2_part")
    clapnq = read_dataset(dev_data / "clapnq_dev")
    asked = [q for q in squad.questions if q.answerable]
    thirds: list[Example] = []
    for part in range(3):
        kept = [p for number, p in enumerate(squad.passages) if number % 3 != part]
        thirds += ask_all(asked, kept, embeddings)
    small: list[Example] = []
    for kept, questions in small_corpora(squad, seed=1):
        small += ask_all(questions, kept, embeddings)
    other = ask_all(clapnq.questions, clapnq.passages, embeddings)
    return Pools(
        whole=ask_all(asked, squad.passages, embeddings),
        thirds=thirds,
        small=small,
        other_fit=[e for e in other if _half(e) == 0],
        other_test=[e for e in other if _half(e) == 1],
    )


def fit_pools(pools: Pools, fingerprint: str, target: Path) -> list[str]:
    """Fit on pools, write the three models into `target`, and return lines of what they reach.

    What is reported comes from models, and thresholds, that have not seen the article.
    """
    everything = pools.whole + pools.small + pools.other_fit
    rankers: dict[str, SmallModel] = {}
    for train, test in folds([e.group for e in everything], FOLDS):
        ranker = fit_ranker([everything[i] for i in train], hidden=HIDDEN, fingerprint=fingerprint)
        rankers |= {everything[i].group: ranker for i in test}
    whole = judge(pools.whole, rankers)
    thirds = judge(pools.thirds, rankers)
    gated = join(thirds, judge(pools.small, rankers), judge(pools.other_fit, rankers))
    final = fit_ranker(everything, hidden=HIDDEN, fingerprint=fingerprint)
    other = judge(pools.other_test, {e.group: final for e in pools.other_test})

    unseen = _out_of_fold(gated, fingerprint)
    gate = fit_probability(gated.rows, gated.answerable, hidden=0, fingerprint=fingerprint)
    confidence = fit_probability(gated.rows, gated.right, hidden=0, fingerprint=fingerprint)
    origin = "python -m evals fit: squad2_part and half of clapnq_dev, see evals/fit.py"
    write_model(final, target / "picker.json", origin)
    threshold = best_threshold(_chances(gate, gated.rows), gated.answerable)
    write_model(gate, target / "gate.json", origin, threshold=threshold)
    write_model(confidence, target / "confidence.json", origin)

    part = slice(0, len(thirds.rows))
    return [
        f"squad2_part, all there: first quote {whole.first.mean():.3f}, "
        f"one of four {whole.right.mean():.3f}",
        "squad2_part, every third passage out: "
        + describe(unseen.answered[part], thirds.answerable),
        f"clapnq_dev, the half kept apart, at the threshold {threshold:.2f}: "
        + describe(_chances(gate, other.rows) >= threshold, other.answerable),
        "confidence: expected calibration error "
        f"{expected_calibration_error(unseen.confidence, gated.right.astype(float)):.3f}",
    ]


def judge(pool: Sequence[Example], rankers: Mapping[str, SmallModel]) -> Judged:
    """Rank each example's candidates with its group's ranker and measure the ranking."""
    rows, right, first = [], [], []
    for example in pool:
        ranker = rankers[example.group]
        scores = ranker.score(example.rows)
        order = np.argsort(-scores, kind="stable")
        ranked = [example.candidates[i] for i in order]
        rows.append(gate_features(example.terms, ranked, scores[order], example.frequency))
        holds = example.holds[order]
        right.append(holds[:MOST_QUOTES].any())
        first.append(holds[0])
    return Judged(
        np.array(rows),
        np.array([e.answerable for e in pool]),
        np.array(right),
        np.array(first),
        tuple(e.group for e in pool),
    )


def join(*parts: Judged) -> Judged:
    """Return several judged pools as one, in order."""
    return Judged(
        np.concatenate([p.rows for p in parts]),
        np.concatenate([p.answerable for p in parts]),
        np.concatenate([p.right for p in parts]),
        np.concatenate([p.first for p in parts]),
        tuple(group for p in parts for group in p.groups),
    )


@dataclass(frozen=True, slots=True)
class _Unseen:
    """What models that have not seen the article say: whether it is answered, how sure."""

    answered: NDArray[np.bool_]
    confidence: FloatArray


def _out_of_fold(judged: Judged, fingerprint: str) -> _Unseen:
    answered = np.zeros(len(judged.rows), dtype=bool)
    confidence = np.zeros(len(judged.rows))
    for train, test in folds(judged.groups, FOLDS):
        rows, there = judged.rows[train], judged.answerable[train]
        gate = fit_probability(rows, there, hidden=0, fingerprint=fingerprint)
        threshold = best_threshold(_chances(gate, rows), there)
        answered[test] = _chances(gate, judged.rows[test]) >= threshold
        sure = fit_probability(rows, judged.right[train], hidden=0, fingerprint=fingerprint)
        confidence[test] = _chances(sure, judged.rows[test])
    return _Unseen(answered, confidence)


def best_threshold(chances: FloatArray, answerable: NDArray[np.bool_]) -> float:
    """Return the threshold of the best balanced accuracy that answers LEAST_ANSWERED of all."""
    best, best_accuracy = 0.0, 0.0
    for threshold in np.arange(0.2, 0.9, 0.01):
        answered = chances >= threshold
        accuracy = (answered[answerable].mean() + (~answered[~answerable]).mean()) / 2
        if answered[answerable].mean() >= LEAST_ANSWERED and accuracy > best_accuracy:
            best, best_accuracy = float(threshold), float(accuracy)
    return best


def describe(answered: NDArray[np.bool_], answerable: NDArray[np.bool_]) -> str:
    """Return balanced accuracy in words, with its two sides."""
    kept, refused = answered[answerable].mean(), (~answered[~answerable]).mean()
    return f"balanced {(kept + refused) / 2:.3f}, answered {kept:.3f}, refused {refused:.3f}"


def _chances(model: SmallModel, rows: FloatArray) -> FloatArray:
    chances: FloatArray = 1 / (1 + np.exp(-model.score(rows)))
    return chances


def _half(example: Example) -> int:
    """Return 0 or 1, fixed by the question's id."""
    return hashlib.sha256(example.question.id.encode()).digest()[0] % 2

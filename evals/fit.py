"""Fit: the picker, the gate and the confidence, from questions whose answers are known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.embedding import SentenceTransformerEmbeddings
from assistant.features import FEATURES, LEXICAL_FEATURES
from assistant.late_interaction import Projection
from assistant.picking import GATE_FEATURES, LEXICAL_GATE_FEATURES, MOST_QUOTES, gate_features
from assistant.scoring import SmallModel
from evals.examples import Example, RememberingEmbeddings, folds
from evals.metrics import (
    balanced_accuracy,
    brier_score,
    estimate,
    expected_calibration_error,
    mean,
    reliability_curve,
)
from evals.pools import (
    AS_ASKED,
    CUT,
    FEW_WORDS,
    NEAR_WORDS,
    SOMETHING_ELSE,
    Pools,
    gather,
)
from evals.projection import Comparer, Pieces, fit_projection, write_projection
from evals.small_models import FloatArray, fit_probability, fit_ranker, write_model

FOLDS = 5
LEAST_ANSWERED = 0.82
"""Of what is there in squad2_part, this share is to be answered where the threshold is chosen.

It is the best for three sets alike, each of questions as people wrote them, by chances from models
that have not seen them.
"""
SEARCHED_WEIGHT = 3.0
"""A question typed into a search engine counts as so many written beside the passage."""
SMALL_WEIGHTS = {AS_ASKED: 1.0, NEAR_WORDS: 1.0, FEW_WORDS: 0.5, SOMETHING_ELSE: 0.3, CUT: 1.0}
"""Of the variants of squad2_part's questions that small corpora are asked, in the gate."""
TRUSTS_WEIGHT, WITHOUT_WEIGHT = 3.0, 0.75
"""Of a question to a made-up trust in the gate, and of one asked without what answers it."""
THIRDS, SEARCHED = "squad2_part, each third of the passages out in turn", "clapnq_dev, half"
TRUSTS, WITHOUT = "made-up trusts", "made-up trusts, without the passages that hold the answer"
ORIGIN = "python -m evals fit: squad2_part, half of clapnq_dev and made-up trusts, see evals/fit.py"


@dataclass(frozen=True, slots=True)
class Kind:
    """A set of models: by all features, or by words alone for any other embedding model."""

    prefix: str
    features: tuple[str, ...]
    gate_features: tuple[str, ...]


BESIDE_PIECES = tuple(name for name in FEATURES if "match" not in name)
"""What the projection has no part in."""

KINDS = (
    Kind("", FEATURES, GATE_FEATURES),
    Kind("lexical_", LEXICAL_FEATURES, LEXICAL_GATE_FEATURES),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """Rankings as the gate sees them: features (n, G), answer there, answer in the quotes."""

    rows: FloatArray
    answerable: NDArray[np.bool_]
    right: NDArray[np.bool_]
    first: NDArray[np.bool_]
    weights: FloatArray
    groups: tuple[str, ...]


def fit_all(dev_data: Path, embeddings: SentenceTransformerEmbeddings) -> None:
    """Fit the models, print what they reach out of fold, and write them into the product."""
    torch.set_num_threads(1)
    target = Path(str(files("assistant")))
    remembering = RememberingEmbeddings(embeddings)
    pools = with_projection(gather(dev_data, remembering), Pieces(remembering), target)
    for kind in KINDS:
        for line in fit_pools(pools, kind, embeddings.fingerprint, target):
            print(line, flush=True)


def with_projection(pools: Pools, pieces: Pieces, target: Path) -> Pools:
    """Fit the projection, write it into `target`, and return the pools as it makes them.

    Each example is as a projection makes it that has not seen its article, so that what is fitted
    on them next meets what it will meet in use.
    """
    seen = [e for e in pools.whole + pools.other_fit + pools.trusts if e.holds.any()]
    of_group: dict[str, Comparer] = {}
    for train, test in folds([e.group for e in seen], FOLDS):
        unseeing = Comparer(_fit_projection([seen[i] for i in train], pieces), pieces)
        of_group |= {seen[i].group: unseeing for i in test}
    final = _fit_projection(seen, pieces)
    write_projection(final, pieces.fingerprint, target / "projection.json")
    seeing = Comparer(final, pieces)

    def anew(pool: Sequence[Example]) -> list[Example]:
        return [of_group.get(e.group, seeing).compare(e) for e in pool]

    return Pools(
        whole=anew(pools.whole),
        thirds=anew(pools.thirds),
        small={name: anew(pool) for name, pool in pools.small.items()},
        other_fit=anew(pools.other_fit),
        other_test=anew(pools.other_test),
        trusts=anew(pools.trusts),
        trusts_without=anew(pools.trusts_without),
    )


def _fit_projection(examples: Sequence[Example], pieces: Pieces) -> Projection:
    ranker = fit_ranker(examples, features=BESIDE_PIECES, fingerprint=pieces.fingerprint)
    return fit_projection(examples, ranker, pieces)


def fit_pools(pools: Pools, kind: Kind, fingerprint: str, target: Path) -> Iterator[str]:
    """Fit on pools, write the three models into `target`, and yield lines of what they reach.

    What is reported comes from models that have not seen the article, at the threshold that
    ships.
    """
    everything = pools.whole + pools.small[AS_ASKED] + pools.other_fit + pools.trusts
    rankers: dict[str, SmallModel] = {}
    for train, test in folds([e.group for e in everything], FOLDS):
        seen = [everything[i] for i in train]
        ranker = fit_ranker(seen, features=kind.features, fingerprint=fingerprint)
        rankers |= {everything[i].group: ranker for i in test}
    whole = judge(pools.whole, rankers)
    parts = {
        THIRDS: judge(pools.thirds, rankers),
        **{n: judge(pools.small[n], rankers, weight=SMALL_WEIGHTS[n]) for n in pools.small},
        SEARCHED: judge(pools.other_fit, rankers, weight=SEARCHED_WEIGHT),
        TRUSTS: judge(pools.trusts, rankers, weight=TRUSTS_WEIGHT),
        WITHOUT: judge(pools.trusts_without, rankers, weight=WITHOUT_WEIGHT),
    }
    gated = join(*parts.values())
    ends = np.cumsum([len(part.rows) for part in parts.values()]).tolist()
    places = dict(zip(parts, map(np.arange, [0, *ends[:-1]], ends), strict=True))
    final = fit_ranker(everything, features=kind.features, fingerprint=fingerprint)
    other = judge(pools.other_test, {e.group: final for e in pools.other_test})

    unseen = _out_of_fold(gated, kind, fingerprint)
    gate = _fit_on(gated, gated.answerable, kind, fingerprint)
    confidence = _fit_on(gated, gated.right, kind, fingerprint)
    written = [places[name] for name in (THIRDS, SEARCHED, TRUSTS)]
    threshold = best_threshold([(unseen.chances[p], gated.answerable[p]) for p in written])
    write_model(final, target / f"{kind.prefix}picker.json", ORIGIN)
    write_model(gate, target / f"{kind.prefix}gate.json", ORIGIN, threshold=threshold)
    write_model(confidence, target / f"{kind.prefix}confidence.json", ORIGIN)

    yield f"{kind.prefix}models, threshold {threshold:.2f}"
    yield f"squad2_part, all there: first quote {_interval(whole.first)}"
    yield f"squad2_part, all there: one of four {_interval(whole.right)}"
    trusts = parts[TRUSTS]
    yield f"made-up trusts: first quote {_interval(trusts.first[trusts.answerable])}"
    yield f"made-up trusts: one of four {_interval(trusts.right[trusts.answerable])}"
    for name, part in places.items():
        yield f"{name}: " + describe(unseen.chances[part] >= threshold, gated.answerable[part])
    yield "clapnq_dev, the half kept apart: " + describe(
        _chances(gate, other.rows) >= threshold, other.answerable
    )
    yield "confidence on squad2_part, every third passage out: "
    yield from _calibration(unseen.confidence[places[THIRDS]], parts[THIRDS].right)


def judge(
    pool: Sequence[Example], rankers: Mapping[str, SmallModel], *, weight: float = 1.0
) -> Judged:
    """Rank each example's candidates with its group's ranker and measure the ranking."""
    rows, right, first = [], [], []
    for example in pool:
        ranker = rankers[example.group]
        scores = ranker.score(example.rows)
        order = np.argsort(-scores, kind="stable")
        ranked = [example.candidates[i] for i in order]
        rows.append(gate_features(example.asked, ranked, scores[order], example.rareness))
        holds = example.holds[order]
        right.append(holds[:MOST_QUOTES].any())
        first.append(holds[0])
    return Judged(
        np.array(rows),
        np.array([e.answerable for e in pool]),
        np.array(right),
        np.array(first),
        np.full(len(pool), weight),
        tuple(e.group for e in pool),
    )


def join(*parts: Judged) -> Judged:
    """Return several judged pools as one, in order."""
    return Judged(
        np.concatenate([p.rows for p in parts]),
        np.concatenate([p.answerable for p in parts]),
        np.concatenate([p.right for p in parts]),
        np.concatenate([p.first for p in parts]),
        np.concatenate([p.weights for p in parts]),
        tuple(group for p in parts for group in p.groups),
    )


@dataclass(frozen=True, slots=True)
class _Unseen:
    """What models that have not seen the article say: chance of an answer, how sure."""

    chances: FloatArray
    confidence: FloatArray


def _out_of_fold(judged: Judged, kind: Kind, fingerprint: str) -> _Unseen:
    chances = np.zeros(len(judged.rows))
    confidence = np.zeros(len(judged.rows))
    for train, test in folds(judged.groups, FOLDS):
        seen = _part(judged, train)
        gate = _fit_on(seen, seen.answerable, kind, fingerprint)
        chances[test] = _chances(gate, judged.rows[test])
        sure = _fit_on(seen, seen.right, kind, fingerprint)
        confidence[test] = _chances(sure, judged.rows[test])
    return _Unseen(chances, confidence)


def _part(judged: Judged, places: Sequence[int]) -> Judged:
    return Judged(
        judged.rows[places],
        judged.answerable[places],
        judged.right[places],
        judged.first[places],
        judged.weights[places],
        tuple(judged.groups[i] for i in places),
    )


def _fit_on(judged: Judged, labels: NDArray[np.bool_], kind: Kind, fingerprint: str) -> SmallModel:
    return fit_probability(
        judged.rows,
        labels,
        judged.weights,
        features=kind.gate_features,
        fingerprint=fingerprint,
    )


def best_threshold(pools: Sequence[tuple[FloatArray, NDArray[np.bool_]]]) -> float:
    """Return the threshold of the best mean balanced accuracy over pools.

    Of the first, LEAST_ANSWERED of what is there has to be answered. A pool is the chances that
    were given and what was answerable.
    """
    best, best_accuracy = 0.0, 0.0
    for threshold in np.arange(0.2, 0.9, 0.01):
        sides = [
            ((chances >= threshold)[there].mean(), (chances < threshold)[~there].mean())
            for chances, there in pools
        ]
        accuracy = np.mean(sides)
        if sides[0][0] >= LEAST_ANSWERED and accuracy > best_accuracy:
            best, best_accuracy = float(threshold), float(accuracy)
    return best


def describe(answered: NDArray[np.bool_], answerable: NDArray[np.bool_]) -> str:
    """Return balanced accuracy in words, with its interval and its two sides.

    Where all are to be refused, only how many are.
    """
    refused = (~answered[~answerable]).mean()
    if not answerable.any():
        return f"refused {refused:.3f}, over {len(answered)}"
    kept = answered[answerable].mean()
    found = estimate(balanced_accuracy, (~answerable).astype(float), (~answered).astype(float))
    return (
        f"balanced {found.value:.3f} ({found.low:.3f} to {found.high:.3f}), "
        f"answered {kept:.3f}, refused {refused:.3f}, over {len(answered)}"
    )


def _interval(flags: NDArray[np.bool_]) -> str:
    found = estimate(mean, flags.astype(float))
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f}), over {found.n}"


def _calibration(confidence: FloatArray, right: NDArray[np.bool_]) -> Iterator[str]:
    """Yield calibration error and Brier score, then the reliability curve, a bin a line."""
    outcome = right.astype(float)
    error = estimate(expected_calibration_error, confidence, outcome)
    brier = estimate(brier_score, confidence, outcome)
    yield (
        f"  expected calibration error {error.value:.3f} ({error.low:.3f} to {error.high:.3f}), "
        f"Brier score {brier.value:.3f}, over {error.n}, {1 - outcome.mean():.2f} not right"
    )
    for b in reliability_curve(confidence, outcome):
        yield f"  said {b.confidence:.2f}, right {b.accuracy:.2f}, {b.count} questions"


def _chances(model: SmallModel, rows: FloatArray) -> FloatArray:
    chances: FloatArray = 1 / (1 + np.exp(-model.score(rows)))
    return chances

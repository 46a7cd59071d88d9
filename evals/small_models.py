"""Small models: fitting the picker and the gate, and writing them as readable files."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.features import FEATURES
from assistant.picking import GATE_FEATURES
from assistant.scoring import HiddenUnits, SmallModel, places, standardise
from evals.examples import Example

FloatArray = NDArray[np.float64]

RIVALS = 24
"""A ranker is fitted on so many sentences a question: those that rank high by plain measures."""
BATCH = 512
STEPS = 800
MEMBERS = 3
"""A ranker is the mean of so many, which start from other random numbers."""
UNITS = 16
"""Hidden units of each."""
DROPPED = 0.1
"""The share of them left out at each step."""


def fit_ranker(
    examples: Sequence[Example],
    *,
    features: tuple[str, ...],
    fingerprint: str,
    steps: int = STEPS,
) -> SmallModel:
    """Fit a model that ranks a sentence that holds the answer above the others (softmax loss)."""
    columns = [FEATURES.index(name) for name in features]
    usable = [e for e in examples if e.holds.any()]
    stacked = np.concatenate([e.rows for e in usable])[:, columns].astype(np.float64)
    mean, scale = stacked.mean(axis=0), stacked.std(axis=0) + 1e-6
    rows = torch.zeros(len(usable), RIVALS, len(features))
    empty = torch.full((len(usable), RIVALS), -1e9)
    wanted = torch.full((len(usable), RIVALS), -1e9)
    for i, example in enumerate(usable):
        kept = rivals(example)
        own = standardise(example.rows[kept][:, columns], mean, scale)
        rows[i, : len(kept)] = torch.tensor(own)
        empty[i, : len(kept)] = 0
        wanted[i, : len(kept)][torch.tensor(example.holds[kept])] = 0
    members = [_descend(rows, empty, wanted, seed, steps) for seed in range(MEMBERS)]
    return SmallModel(
        features,
        fingerprint,
        mean,
        scale,
        np.mean([_array(m.linear.weight)[0] for m in members], axis=0),
        float(np.mean([_array(m.linear.bias)[0] for m in members])),
        columns=places(features, FEATURES),
        hidden=HiddenUnits(
            np.concatenate([_array(m.units.weight).T for m in members], axis=1),
            np.concatenate([_array(m.units.bias) for m in members]),
            np.concatenate([_array(m.adds.weight)[0] for m in members]) / MEMBERS,
        ),
    )


class _Ranker(torch.nn.Module):
    """A linear score of a sentence's features, and what hidden units add to it."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(features, 1)
        self.units = torch.nn.Linear(features, UNITS)
        self.adds = torch.nn.Linear(UNITS, 1, bias=False)
        self.drop = torch.nn.Dropout(DROPPED)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the scores of sentences, (..., F) to (...,)."""
        added = self.adds(self.drop(torch.relu(self.units(rows))))
        scores: torch.Tensor = (self.linear(rows) + added).squeeze(-1)
        return scores


def _descend(
    rows: torch.Tensor, empty: torch.Tensor, wanted: torch.Tensor, seed: int, steps: int
) -> _Ranker:
    """Return a ranker that puts what is wanted first, of rows (n, RIVALS, F)."""
    torch.manual_seed(seed)
    ranker = _Ranker(rows.shape[2])
    optimiser = torch.optim.AdamW(ranker.parameters(), lr=0.01, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        drawn = torch.randint(len(rows), (BATCH,))
        chances = (ranker(rows[drawn]) + empty[drawn]).log_softmax(1)
        loss = -torch.logsumexp(chances + wanted[drawn], 1).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return ranker


def _array(values: torch.Tensor) -> FloatArray:
    array: FloatArray = values.detach().numpy().astype(float)
    return array


def fit_probability(
    rows: FloatArray,
    labels: NDArray[np.bool_],
    weights: FloatArray,
    *,
    features: tuple[str, ...],
    fingerprint: str,
) -> SmallModel:
    """Fit a linear model whose score is the log odds of the label; rows count by weight."""
    own = rows[:, [GATE_FEATURES.index(name) for name in features]]
    mean, scale = own.mean(axis=0), own.std(axis=0) + 1e-6
    found = LogisticRegression(C=0.3, max_iter=1000).fit(
        standardise(own, mean, scale), labels, sample_weight=weights
    )
    return SmallModel(
        features,
        fingerprint,
        mean,
        scale,
        found.coef_[0].astype(float),
        float(found.intercept_[0]),
        columns=places(features, GATE_FEATURES),
    )


def rivals(example: Example) -> NDArray[np.intp]:
    """Return the sentences that hold the answer and the others most like one."""
    plain = [FEATURES.index(name) for name in ("coverage", "cosine", "bm25")]
    likely = example.rows[:, plain].sum(axis=1) + 10 * example.holds
    return np.argsort(-likely, kind="stable")[:RIVALS]


def write_model(
    model: SmallModel, path: Path, origin: str, *, threshold: float | None = None
) -> None:
    """Write a model as readable JSON with its origin, and a threshold if it decides by one."""
    table = {
        "origin": origin,
        "fingerprint": model.fingerprint,
        "features": list(model.features),
        "mean": _plain(model.mean),
        "scale": _plain(model.scale),
        "weights": _plain(model.weights),
        "bias": round(model.bias, 6),
        "threshold": None if threshold is None else round(threshold, 3),
    }
    lines = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in table.items()]
    if model.hidden is not None:
        weights = ",\n".join(f"      {json.dumps(_plain(row))}" for row in model.hidden.weights)
        lines.append(
            f'  "hidden": {{\n    "weights": [\n{weights}\n    ],\n'
            f'    "bias": {json.dumps(_plain(model.hidden.bias))},\n'
            f'    "adds": {json.dumps(_plain(model.hidden.adds))}\n  }}'
        )
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _plain(values: FloatArray) -> list[object]:
    plain: list[object] = np.round(values, 5).tolist()
    return plain

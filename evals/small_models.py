"""Small models: fitting the picker and the gate, and writing them as readable files."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.features import FEATURES
from assistant.picking import GATE_FEATURES
from assistant.scoring import SmallModel, standardise
from evals.examples import Example

FloatArray = NDArray[np.float64]


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
        rows[i, :count] = torch.tensor(standardise(example.rows, mean, scale))
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
    standard = torch.tensor(standardise(rows, mean, scale), dtype=torch.float32)
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
        "hidden": _plain(model.hidden),
        "hidden_bias": _plain(model.hidden_bias),
        "weights": _plain(model.weights),
        "bias": round(model.bias, 6),
        "threshold": None if threshold is None else round(threshold, 3),
    }
    lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in table.items())
    path.write_text("{\n" + lines + "\n}\n")


def _plain(values: FloatArray) -> list[object]:
    plain: list[object] = np.round(values, 5).tolist()
    return plain

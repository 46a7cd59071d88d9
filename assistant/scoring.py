"""Scoring: the small fitted models that rank sentences and judge whether they are enough."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

FARTHEST = 4.0
"""Standard deviations beyond which a feature counts no further: what is rare says little."""


@dataclass(frozen=True, slots=True)
class HiddenUnits:
    """Rectified linear units: `weights` (F, H), `bias` and what each adds to a score, both (H,)."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    adds: NDArray[np.float64]

    def added(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the units add to the score of each row of standardised features, (n,)."""
        added: NDArray[np.float64] = np.maximum(rows @ self.weights + self.bias, 0) @ self.adds
        return added


@dataclass(frozen=True, slots=True)
class SmallModel:
    """A linear model over standardised features, with or without units for what is not linear.

    `mean`, `scale` and `weights` are (F,). `fingerprint` is of the embedding model it was fitted
    with. `columns` are the places of its features among those that the code computes, if it does
    not use them all.
    """

    features: tuple[str, ...]
    fingerprint: str
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float
    threshold: float | None = None
    """The least chance at which a model that decides says yes; None for one that only scores."""
    columns: tuple[int, ...] | None = None
    hidden: HiddenUnits | None = None

    def score(self, rows: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return the score of each row of all that the code computes, to (n,)."""
        own = rows if self.columns is None else rows[:, self.columns]
        standard = standardise(own, self.mean, self.scale)
        scores: NDArray[np.float64] = standard @ self.weights + self.bias
        return scores if self.hidden is None else scores + self.hidden.added(standard)


def standardise(
    rows: NDArray[np.floating[Any]], mean: NDArray[np.float64], scale: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return features as standard deviations from their mean, at most FARTHEST of them."""
    values: NDArray[np.float64] = np.clip((rows - mean) / scale, -FARTHEST, FARTHEST)
    return values


def places(features: Sequence[str], among: Sequence[str]) -> tuple[int, ...] | None:
    """Return where features stand among others, or None if they are those, in order."""
    if tuple(features) == tuple(among):
        return None
    return tuple(among.index(name) for name in features)


def read_model(name: str, features: tuple[str, ...], computed: tuple[str, ...]) -> SmallModel:
    """Read a model that ships with the package, as `evals fit` wrote it.

    `features` are those it uses of what the code has `computed`. Raises ModelError if it was
    fitted on others.
    """
    table = json.loads((files("assistant") / name).read_text())
    if tuple(table["features"]) != features:
        raise ModelError(f"{name} was fitted on other features. Run `python -m evals fit`.")
    return SmallModel(
        features=features,
        fingerprint=table["fingerprint"],
        mean=np.array(table["mean"]),
        scale=np.array(table["scale"]),
        weights=np.array(table["weights"]),
        bias=table["bias"],
        threshold=table["threshold"],
        columns=places(features, computed),
        hidden=_read_hidden(table.get("hidden")),
    )


def _read_hidden(table: Mapping[str, Any] | None) -> HiddenUnits | None:
    if table is None:
        return None
    return HiddenUnits(*(np.array(table[name]) for name in ("weights", "bias", "adds")))


def sigmoid(score: float) -> float:
    """Return the probability whose log odds are `score`."""
    return float(1 / (1 + np.exp(-np.clip(score, -40, 40))))

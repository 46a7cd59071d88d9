"""Scoring: the small fitted models that rank sentences and judge whether they are enough."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

FARTHEST = 4.0
"""Standard deviations beyond which a feature counts no further: what is rare says little."""


@dataclass(frozen=True, slots=True)
class SmallModel:
    """A linear model over standardised features, with one hidden tanh layer if it has one.

    `mean` and `scale` are (F,); `hidden` is (F, H) with `hidden_bias` (H,), or both empty;
    `weights` is (H,) or (F,). `fingerprint` is of the embedding model it was fitted with.
    """

    features: tuple[str, ...]
    fingerprint: str
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    hidden: NDArray[np.float64]
    hidden_bias: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float
    threshold: float | None = None
    """The least chance at which a model that decides says yes; None for one that only scores."""

    def score(self, rows: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return the score of each row of features, (n, F) to (n,)."""
        values = standardise(rows, self.mean, self.scale)
        if self.hidden.size:
            values = np.tanh(values @ self.hidden + self.hidden_bias)
        scores: NDArray[np.float64] = values @ self.weights + self.bias
        return scores


def standardise(
    rows: NDArray[np.floating[Any]], mean: NDArray[np.float64], scale: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return features as standard deviations from their mean, at most FARTHEST of them."""
    values: NDArray[np.float64] = np.clip((rows - mean) / scale, -FARTHEST, FARTHEST)
    return values


def read_model(name: str, features: tuple[str, ...]) -> SmallModel:
    """Read a model that ships with the package, as `evals fit` wrote it.

    Raises ModelError if it was fitted on other features than the code computes.
    """
    table = json.loads((files("assistant") / name).read_text())
    if tuple(table["features"]) != features:
        raise ModelError(f"{name} was fitted on other features. Run `python -m evals fit`.")
    return SmallModel(
        features=features,
        fingerprint=table["fingerprint"],
        mean=np.array(table["mean"]),
        scale=np.array(table["scale"]),
        hidden=np.array(table["hidden"]),
        hidden_bias=np.array(table["hidden_bias"]),
        weights=np.array(table["weights"]),
        bias=table["bias"],
        threshold=table["threshold"],
    )


def sigmoid(score: float) -> float:
    """Return the probability whose log odds are `score`."""
    return float(1 / (1 + np.exp(-np.clip(score, -40, 40))))

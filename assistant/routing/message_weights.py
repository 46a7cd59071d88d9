"""Message weights: what terms and the vector say for each kind of message, and from when."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Log odds from which a message is a crisis or worries.

    Below `doubtful` and `calm` not even the phrases are believed, that found a crisis or a worry:
    they may have caught a figure of speech.
    """

    crisis: float
    doubtful: float
    worrying: float
    route: float
    calm: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What terms, (t, c), and the vector, (d, c) or (0, c), say for each of c kinds of message."""

    terms: Vectors
    vector: Vectors
    bias: Vectors

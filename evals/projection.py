"""Projection: the directions in which an embedding model's word pieces differ most."""

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import (
    PROJECTED,
    PROJECTION_SCALE,
    SentenceTransformerEmbeddings,
    load_embeddings,
)
from evals.datasets import read_dataset

MOST_TEXTS = 400
ORIGIN = "python -m evals fit: principal directions of word-piece vectors, times 1000"


def load_with_projection(name: str, dev_data: Path) -> SentenceTransformerEmbeddings:
    """Load an embedding model, and fit and write its projection first if it has none."""
    embeddings = load_embeddings(name)
    if embeddings.has_projection:
        return embeddings
    texts = [p.text for p in read_dataset(dev_data / "squad2_part").passages[:MOST_TEXTS]]
    pieces = np.concatenate([embedded.pieces for embedded in embeddings.embed(texts)])
    path = Path(str(files("assistant"))) / "projection.json"
    write_projection(principal_directions(pieces), embeddings.fingerprint, path)
    return load_embeddings(name)


def principal_directions(pieces: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the directions, (d, PROJECTED), that keep most of the pieces' inner products."""
    values, directions = np.linalg.eigh(pieces.T.astype(float) @ pieces)
    return directions[:, np.argsort(-values)[:PROJECTED]]


def write_projection(directions: NDArray[np.float64], fingerprint: str, path: Path) -> None:
    """Write directions as whole numbers, a row a line, with their origin and their model."""
    rows = np.rint(directions * PROJECTION_SCALE).astype(int).tolist()
    lines = ",\n".join(f"    {json.dumps(row, separators=(',', ':'))}" for row in rows)
    path.write_text(
        f'{{\n  "origin": {json.dumps(ORIGIN)},\n  "fingerprint": {json.dumps(fingerprint)},\n'
        f'  "rows": [\n{lines}\n  ]\n}}\n'
    )

"""Projection: fitting the directions in which word pieces are compared, and what each counts.

The embedding model stays as it is. A sentence's score is what the picker gives it without them and,
weighed, how well the question's pieces meet its own; the projection is fitted so that sentences
that hold the answer come first, and where none does, a score of its own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import normalize, softplus

from assistant.chunks import Chunk
from assistant.embedding import SentenceTransformerEmbeddings
from assistant.features import FEATURES, Candidate
from assistant.late_interaction import PROJECTED, SCALE, Projection, QuestionPieces, meet
from assistant.scoring import SmallModel
from evals.examples import Example
from evals.small_models import rivals

LONGEST = 64
"""Word pieces of a sentence that are looked at while fitting."""
BATCH = 16
ROUNDS = 2
HIDDEN = 0.1
"""The share of word pieces hidden each time, so that no single one is relied on."""
RATE = 1e-3
ORIGIN = "python -m evals fit: see evals/projection.py; times 10,000"

_MATCH, _MATCH_GAP, _WORST = (FEATURES.index(n) for n in ("match", "match_gap", "worst_match"))


class Pieces:
    """The word pieces of questions and chunks as the embedding model gives them; each asked once.

    They are kept in half precision, since all of them are held at a time.
    """

    def __init__(self, embeddings: SentenceTransformerEmbeddings) -> None:
        self.fingerprint = embeddings.fingerprint
        self._embeddings = embeddings
        self._questions: dict[str, NDArray[np.float16]] = {}
        self._chunks: dict[str, list[NDArray[np.float16]]] = {}

    def of_question(self, text: str) -> NDArray[np.float32]:
        """Return the word pieces of a question, (n, d)."""
        if text not in self._questions:
            self._questions[text] = self._embeddings.embed([text])[0].pieces.astype(np.float16)
        return self._questions[text].astype(np.float32)

    def of_sentences(self, chunk: Chunk) -> list[NDArray[np.float16]]:
        """Return the word pieces of each sentence of a chunk, (n, d)."""
        text = chunk.embedded_text
        if text not in self._chunks:
            embedded = self._embeddings.embed([text])[0]
            self._chunks[text] = [
                embedded.within(*span).astype(np.float16) for span in chunk.sentence_spans
            ]
        return self._chunks[text]


class _Scorer(nn.Module):
    """Scores sentences by how well a question's pieces meet theirs, and by what else is known."""

    def __init__(self, start: Tensor) -> None:
        super().__init__()
        self.question = nn.Parameter(start.clone())
        self.document = nn.Parameter(start.clone())
        self.importance = nn.Linear(len(start), 1)
        nn.init.zeros_(self.importance.weight)
        nn.init.zeros_(self.importance.bias)
        self.weights = nn.Parameter(torch.tensor([10.0, 1.0, 0.0]))
        """Of what is met, of what else is known, and the score where nothing answers."""

    def forward(
        self, asked: Tensor, is_asked: Tensor, told: Tensor, is_told: Tensor, known: Tensor
    ) -> Tensor:
        """Return the scores of sentences, and last that of none of them, (b, s + 1).

        `asked` is (b, n, d) and `told` (b, s, m, d), with masks of which are real; `known` (b, s).
        """
        asked_directions = normalize(asked @ self.question, dim=-1)
        told_directions = normalize(told @ self.document, dim=-1)
        likeness = torch.einsum("bnp,bsmp->bnsm", asked_directions, told_directions)
        best = likeness.masked_fill(~is_told[:, None], -1).amax(-1)
        counts = softplus(self.importance(asked).squeeze(-1)) * is_asked
        met = (counts[:, :, None] * best).sum(1) / counts.sum(1, keepdim=True)
        of_met, of_known, none = self.weights
        scores = of_met * met + of_known * known
        return torch.cat([scores, none.expand(len(scores), 1)], dim=1)

    def projection(self) -> Projection:
        """Return what was fitted."""
        question, document, importance = (
            values.detach().numpy()
            for values in (self.question, self.document, self.importance.weight[0])
        )
        return Projection(question, document, importance, float(self.importance.bias.detach()))


@dataclass(frozen=True, slots=True)
class _Known:
    """An example with what is known of its rivals but for their pieces, and which hold."""

    example: Example
    rivals: NDArray[np.intp]
    scores: NDArray[np.float64]


def fit_projection(examples: Sequence[Example], ranker: SmallModel, pieces: Pieces) -> Projection:
    """Fit a projection on examples; `ranker` says what is known of a sentence beside its pieces."""
    torch.manual_seed(0)
    known = [_Known(e, (own := rivals(e)), ranker.score(e.rows[own])) for e in examples]
    scorer = _Scorer(_principal_directions(examples, pieces))
    slow, fast = [scorer.question, scorer.document], [*scorer.importance.parameters()]
    optimiser = torch.optim.AdamW(
        [
            {"params": slow, "lr": RATE, "weight_decay": 0.0},
            {"params": fast, "lr": 10 * RATE},
            {"params": [scorer.weights], "lr": 50 * RATE},
        ]
    )
    steps = ROUNDS * (len(known) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    chooser = np.random.default_rng(0)
    for _ in range(ROUNDS):
        order = chooser.permutation(len(known))
        for first in range(0, len(known) - BATCH + 1, BATCH):
            loss = _loss(scorer, [known[i] for i in order[first : first + BATCH]], pieces)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return scorer.projection()


def _loss(scorer: _Scorer, batch: Sequence[_Known], pieces: Pieces) -> Tensor:
    asked = [torch.from_numpy(pieces.of_question(k.example.asked.search_text)) for k in batch]
    told = [
        [torch.from_numpy(_sentence(k.example.candidates[i], pieces)) for i in k.rivals]
        for k in batch
    ]
    most = max(len(own) for own in told)
    absent = torch.full((len(batch), most + 1), -1e9)
    wanted = torch.full((len(batch), most + 1), -1e9)
    scores = torch.zeros(len(batch), most)
    flat = nn.utils.rnn.pad_sequence([one for own in told for one in own], batch_first=True).float()
    lines, line = torch.zeros(len(batch), most, *flat.shape[1:]), 0
    real = torch.zeros(len(batch), most, flat.shape[1], dtype=torch.bool)
    for row, (own, one) in enumerate(zip(told, batch, strict=True)):
        lines[row, : len(own)] = flat[line : line + len(own)]
        line += len(own)
        for place, sentence in enumerate(own):
            real[row, place, : len(sentence)] = _shown(len(sentence))
        scores[row, : len(own)] = torch.from_numpy(one.scores).float()
        absent[row, [*range(len(own)), -1]] = 0
        holds = one.example.holds[one.rivals]
        wanted[row, [*np.flatnonzero(holds).tolist()] if holds.any() else [most]] = 0
    is_asked = nn.utils.rnn.pad_sequence([_shown(len(own)) for own in asked], batch_first=True)
    questions = nn.utils.rnn.pad_sequence(asked, batch_first=True)
    chances = (scorer(questions, is_asked, lines, real, scores) + absent).log_softmax(1)
    return -torch.logsumexp(chances + wanted, 1).mean()


def _shown(count: int) -> Tensor:
    """Return which of so many word pieces are not hidden this time; of few, none is."""
    shown = torch.rand(count) > HIDDEN
    return shown if shown.sum() > 2 else torch.ones(count, dtype=torch.bool)


def _sentence(candidate: Candidate, pieces: Pieces) -> NDArray[np.float16]:
    chunk = candidate.passage.chunk
    return pieces.of_sentences(chunk)[chunk.sentences.index(candidate.sentence)][:LONGEST]


def _principal_directions(examples: Sequence[Example], pieces: Pieces) -> Tensor:
    """Return the directions, (d, PROJECTED), in which the pieces of the best sentences differ."""
    own = [_sentence(e.candidates[0], pieces).astype(np.float32) for e in examples]
    stacked = np.concatenate(own)
    return torch.from_numpy(principal_directions(stacked)).float()


def principal_directions(pieces: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the directions, (d, PROJECTED), that keep most of the pieces' inner products."""
    values, directions = np.linalg.eigh(pieces.T.astype(float) @ pieces)
    return directions[:, np.argsort(-values)[:PROJECTED]].copy()


class Comparer:
    """Compares examples' questions and sentences anew, word piece by word piece."""

    def __init__(self, projection: Projection, pieces: Pieces) -> None:
        self._projection = projection
        self._pieces = pieces
        self._projected: dict[str, list[NDArray[np.float32]]] = {}

    def compare(self, example: Example) -> Example:
        """Return an example with the features that come of word pieces as the projection does."""
        question = self._question(example)
        rows = example.rows.copy()
        met: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
        for row, candidate in zip(rows, example.candidates, strict=True):
            chunk = candidate.passage.chunk
            if chunk.id not in met:
                met[chunk.id] = meet(question, self._sentences(chunk))
            place = chunk.sentences.index(candidate.sentence)
            row[_MATCH], row[_WORST] = (measured[place] for measured in met[chunk.id])
        rows[:, _MATCH_GAP] = rows[:, _MATCH] - rows[:, _MATCH].max()
        candidates = [
            replace(candidate, features=row)
            for candidate, row in zip(example.candidates, rows, strict=True)
        ]
        asked = replace(example.asked, pieces=question)
        return replace(example, asked=asked, candidates=tuple(candidates))

    def _question(self, example: Example) -> QuestionPieces:
        own = self._pieces.of_question(example.asked.search_text)
        weights = np.logaddexp(0, own @ self._projection.importance + self._projection.bias)
        vectors = _unit(own @ self._projection.question)
        return QuestionPieces(vectors, weights, example.asked.pieces.terms)

    def _sentences(self, chunk: Chunk) -> list[NDArray[np.float32]]:
        if chunk.embedded_text not in self._projected:
            self._projected[chunk.embedded_text] = [
                _unit(sentence.astype(np.float32) @ self._projection.document)
                for sentence in self._pieces.of_sentences(chunk)
            ]
        return self._projected[chunk.embedded_text]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.maximum(
        np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9
    )
    return unit


def write_projection(projection: Projection, fingerprint: str, path: Path) -> None:
    """Write a projection as whole numbers, a row a line, with its origin and its model."""
    table: Mapping[str, object] = {
        "origin": ORIGIN,
        "fingerprint": fingerprint,
        "bias": round(projection.bias * SCALE),
        "importance": _whole(projection.importance),
    }
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in table.items()]
    for name, rows in (("question", projection.question), ("document", projection.document)):
        inner = ",\n".join(f"    {json.dumps(_whole(row), separators=(',', ':'))}" for row in rows)
        lines.append(f'  "{name}": [\n{inner}\n  ]')
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _whole(values: NDArray[np.float32]) -> list[int]:
    whole: list[int] = np.rint(values * SCALE).astype(int).tolist()
    return whole

"""Fit the message model: `python -m evals.fit_messages`, from the messages to tune on.

Prints what it reaches on messages that it has not seen, a fifth at a time, and writes
`assistant/routing/message_model.json`. With `--questions FOLDER` it also takes the questions of
public sets for harmless ones.
"""

import dataclasses
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import StratifiedKFold

from assistant.embedding import load_embeddings
from assistant.routing.message_model import (
    WEIGHTS_SCALE,
    Embed,
    Judged,
    MessageModel,
    Thresholds,
    Weights,
    terms_of,
    typed,
)
from assistant.routing.message_words import Sentence
from assistant.routing.route_rules import load_rules
from assistant.routing.routes import ROUTED_BY_WORDS_ALONE, route_by_words

MESSAGES = Path(__file__).parent.parent / "tests" / "data" / "messages"
FOLDS = 4
LEAST_USES = 3
"""Messages that a word or a pair has to be in, to be weighed."""

PENALTY = 6.0
"""The inverse of the strength with which weights are held small."""

QUESTION_WEIGHT = 0.2
"""What a public question counts, beside a message of ours."""

STEPS = {"maxiter": 150}
MOST_QUESTIONS = 1500
FALSE_FULL = {True: 0.02, False: 0.04}
"""Of the harmless messages, this share may get the full reply; without a vector, more of them."""

FALSE_LINE = 0.06
"""Of the harmless messages, this share may get the line."""

FALSE_ROUTE = 0.01
"""Of the harmless messages, this share may get a signpost."""

MOST_DOUBTED = 0.02
"""Of the crises that the phrases find, this share may be doubted."""

FloatArray = NDArray[np.float64]
UNSET = Thresholds(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Examples:
    """Messages as read, with their kinds, what they count, and what the phrases said of them."""

    texts: list[str]
    read: list[list[Sentence]]
    kinds: NDArray[np.str_]
    counts: FloatArray
    vectors: FloatArray
    needs: list[str | None]


def fit_messages(
    questions: Annotated[Path | None, typer.Option(help="A folder of public sets.")] = None,
) -> None:
    """Fit on the messages to tune on, print what is reached out of fold, write the model."""
    embeddings = load_embeddings()
    vectors: dict[str, list[float]] = {}

    def embed(texts: list[str]) -> list[list[float]]:
        new = [text for text in dict.fromkeys(texts) if text not in vectors]
        for at in range(0, len(new), 256):
            batch = new[at : at + 256]
            vectors.update(zip(batch, embeddings.embed_documents(batch), strict=True))
        return [vectors[text] for text in texts]

    examples = read_examples(questions, embed)
    own = np.flatnonzero(examples.counts == 1)
    judged: dict[bool, list[Judged | None]] = {both: [None] * len(own) for both in (False, True)}
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(own, examples.kinds[own])
    others = np.flatnonzero(examples.counts < 1)
    for number, (train, test) in enumerate(folds, 1):
        print(f"fold {number} of {FOLDS}", flush=True)
        model = fit(examples, np.r_[own[train], others], embeddings.fingerprint)
        for i in test:
            read = examples.read[own[i]]
            judged[False][i] = model.judge(read)
            judged[True][i] = model.judge(read, embed)
    final = fit(examples, np.arange(len(examples.texts)), embeddings.fingerprint)
    chosen = {
        both: choose(examples, own, [j for j in found if j], both) for both, found in judged.items()
    }
    write(final, chosen, Path(str(files("assistant.routing"))) / "message_model.json")


def read_examples(questions: Path | None, embed: Embed) -> Examples:
    """Read the messages to tune on, and public questions as harmless ones."""
    rows = [
        json.loads(line)
        for path in sorted(MESSAGES.glob("tuning*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    rows = [row for row in rows if row["style"] != "not_english"]
    texts = [row["text"] for row in rows]
    kinds = [_kind(row["kind"]) for row in rows]
    needs = [row["urgent_help"] for row in rows]
    more = _questions(questions) if questions else []
    read = [load_rules().read(text) for text in texts + more]
    return Examples(
        texts + more,
        read,
        np.array(kinds + ["harmless"] * len(more)),
        np.r_[np.ones(len(texts)), np.full(len(more), QUESTION_WEIGHT)],
        np.array(embed([typed(sentences) for sentences in read])),
        needs + [None] * len(more),
    )


def _kind(kind: str) -> str:
    return "harmless" if kind in {"about", "small_talk"} else kind


def _questions(folder: Path) -> list[str]:
    found = {
        json.loads(line)["question"]
        for path in sorted(folder.glob("*/questions.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    }
    return sorted(found, key=lambda text: hashlib.sha256(text.encode()).digest())[:MOST_QUESTIONS]


def fit(examples: Examples, rows: NDArray[np.int_], fingerprint: str) -> MessageModel:
    """Fit both models on some of the examples, without thresholds."""
    read = [examples.read[i] for i in rows]
    counter = CountVectorizer(
        analyzer=lambda s: sorted(terms_of(s)), min_df=LEAST_USES, binary=True
    )
    counted = counter.fit_transform(read).astype(float)
    uses = np.asarray(counted.sum(axis=0)).ravel()
    rareness = np.log((1 + len(rows)) / (1 + uses)) + 1
    weighed = counted @ sparse.diags(rareness)
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    weighed = (sparse.diags(1 / np.maximum(lengths, 1e-9)) @ weighed).tocsr()
    kinds, labels = np.unique(examples.kinds[rows], return_inverse=True)
    vectors, counts = examples.vectors[rows], examples.counts[rows]
    by_words, by_both = (
        regress(weighed, seen, labels, counts) for seen in (vectors[:, :0], vectors)
    )
    terms = counter.get_feature_names_out()
    places = {term: (place, float(rareness[place])) for place, term in enumerate(terms)}
    return MessageModel(places, kinds.tolist(), by_words, by_both, fingerprint)


def regress(
    words: sparse.csr_matrix,
    vectors: FloatArray,
    labels: NDArray[np.int_],
    counts: FloatArray,
) -> Weights:
    """Return the weights of a multinomial regression, held small by PENALTY."""
    kinds = labels.max() + 1
    rows = np.arange(len(labels))
    shapes = [(words.shape[1], kinds), (vectors.shape[1], kinds), (1, kinds)]
    ends = np.cumsum([height * kinds for height, _ in shapes])

    def parted(flat: FloatArray) -> list[FloatArray]:
        parts = np.split(flat, ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        of_words, of_vector, bias = parted(flat)
        chances = log_softmax(words @ of_words + vectors @ of_vector + bias, axis=1)
        held = flat[: ends[1]]
        value = -PENALTY * (counts * chances[rows, labels]).sum() + held @ held / 2
        wrong = np.exp(chances)
        wrong[rows, labels] -= 1
        wrong *= PENALTY * counts[:, None]
        slope = [words.T @ wrong + of_words, vectors.T @ wrong + of_vector, wrong.sum(axis=0)]
        return float(value), np.concatenate([part.ravel() for part in slope])

    found = minimize(loss, np.zeros(ends[-1]), jac=True, method="L-BFGS-B", options=STEPS)
    of_words, of_vector, bias = parted(found.x)
    return Weights(of_words, of_vector, bias[0], UNSET)


def choose(
    examples: Examples, own: NDArray[np.int_], judged: Sequence[Judged], both: bool
) -> Thresholds:
    """Choose thresholds by what was judged out of fold, and print what they reach."""
    needs = np.array([str(examples.needs[i]) for i in own])
    said = [route_by_words(examples.texts[i]) for i in own]
    phrases = np.array([routed.urgent_help == "full" for routed in said])
    judged_too = np.array([routed.route not in ROUTED_BY_WORDS_ALONE for routed in said])
    crisis = np.array([j.crisis for j in judged])
    need = np.array([j.need for j in judged])
    full, harmless = needs == "full", needs == "None"
    best = (0.0, 0.0, 0.0)
    for share in np.linspace(0, MOST_DOUBTED, 9):
        doubtful = float(np.quantile(crisis[full & phrases], share))
        believed = phrases & (crisis >= doubtful)
        left = int(FALSE_FULL[both] * harmless.sum() - (believed & harmless).sum())
        others = np.sort(crisis[harmless & ~believed & judged_too])[::-1]
        threshold = float(others[left]) + 1e-3 if left >= 0 else math.inf
        reached = (believed | (judged_too & (crisis >= threshold)))[full].mean()
        best = max(best, (float(reached), threshold, doubtful))
    _, threshold, doubtful = best
    believed = phrases & (crisis >= doubtful)
    helped = believed | (judged_too & (crisis >= threshold))
    line = float(np.quantile(need[harmless], 1 - FALSE_LINE))
    route = float(np.quantile(need[harmless], 1 - FALSE_ROUTE))
    lined = np.array([routed.urgent_help is not None for routed in said])
    some = helped | lined | (judged_too & (need >= line))
    print(
        f"{'words and vector' if both else 'words'}: {threshold=:.2f} {doubtful=:.2f} {line=:.2f}"
    )
    groups = {"crises": full, "harmless": harmless, "others in need": needs == "line"}
    for name, group in groups.items():
        print(f"  {name}: full {helped[group].mean():.3f}, by phrases {phrases[group].mean():.3f}")
        print(f"    some help {some[group].mean():.3f}")
    doubted = (phrases & ~believed & full).sum()
    print(f"  crises that the phrases found and that are doubted: {doubted}")
    return Thresholds(round(threshold, 2), round(doubtful, 2), round(line, 2), round(route, 2))


def write(model: MessageModel, chosen: dict[bool, Thresholds], path: Path) -> None:
    """Write the model as readable JSON, a line a term: its rareness and what it weighs."""
    by_words, by_both = model.weights()
    kinds = json.dumps(list(model.kinds))
    rows = np.hstack([by_words.words, by_both.words])
    terms = ",\n".join(
        f"  {json.dumps(term)}: {json.dumps([round(rareness, 2), *_whole(rows[place])])}"
        for term, (place, rareness) in model.terms().items()
    )
    parts = [
        '"origin": "python -m evals.fit_messages: tests/data/messages/tuning*.jsonl and public '
        'questions, see docs/safety/measures.md"',
        f'"messages": "{messages_hash()}"',
        f'"fingerprint": "{model.fingerprint}"',
        f'"kinds": {kinds}',
        f'"by_words": {json.dumps(_table(by_words, chosen[False]))}',
        f'"by_both": {json.dumps(_table(by_both, chosen[True]))}',
        f'"terms": {{\n{terms}\n}}',
    ]
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


def messages_hash() -> str:
    """Return a short hash of the messages to tune on."""
    found = hashlib.sha256()
    for path in sorted(MESSAGES.glob("tuning*.jsonl")):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _table(weights: Weights, thresholds: Thresholds) -> dict[str, object]:
    return {
        "thresholds": dataclasses.asdict(thresholds),
        "bias": np.round(weights.bias, 3).tolist(),
        "vector": [_whole(row) for row in weights.vector],
    }


def _whole(row: FloatArray) -> list[int]:
    return [round(value) for value in (row * WEIGHTS_SCALE).tolist()]


if __name__ == "__main__":
    typer.run(fit_messages)

"""Fit the message model: `python -m evals.fit_messages`, from the messages to tune on.

Leaves out one independent writer at a time, chooses the thresholds on what is then judged of that
writer's messages, prints what they reach, and writes `assistant/routing/message_model.json`, fitted
on all. The questions to made-up trusts count with them, as what people type who need no help, but
for the few that say so. With `--questions FOLDER` it also takes the questions of public sets for
harmless ones.
"""

import dataclasses
import hashlib
import json
import math
from collections import Counter
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

from assistant.embedding import load_embeddings
from assistant.routing.message_model import (
    WEIGHTS_SCALE,
    Embed,
    Judged,
    MessageModel,
    terms_of,
    typed,
)
from assistant.routing.message_weights import Thresholds, Weights
from assistant.routing.message_words import Sentence
from assistant.routing.route_rules import load_rules
from evals.datasets import read_lines
from evals.message_thresholds import Unseen, choose
from evals.trusts import list_trusts

MESSAGES = Path(__file__).parent.parent / "tests" / "data" / "messages"
INDEPENDENT = "tuning_*_writer.jsonl"
"""Messages of those who had seen neither phrases nor model; each file is of one writer."""

LEAST_USES = 3
"""Messages that a word or a pair has to be in, to be weighed."""

PENALTY = 6.0
"""The inverse of the strength with which weights are held small."""

QUESTION_WEIGHT = 0.2
"""What a public question counts, beside a message of ours."""

TRUST_WEIGHT = 0.5
"""What a question to a made-up trust counts."""

STEPS = {"maxiter": 80}
MOST_QUESTIONS = 1500
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Examples:
    """Messages as read, with their kinds, what they count, and what the phrases said of them."""

    texts: list[str]
    read: list[list[Sentence]]
    kinds: NDArray[np.str_]
    counts: FloatArray
    vectors: FloatArray
    needs: list[str | None]
    writers: NDArray[np.str_]

    def row(self, i: int) -> Unseen:
        """Return what is needed of a message to choose thresholds by."""
        return Unseen(self.texts[i], str(self.kinds[i]), self.needs[i], str(self.writers[i]))


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
    unseen: list[int] = []
    judged: dict[bool, list[Judged]] = {False: [], True: []}
    for writer in sorted(path.stem for path in MESSAGES.glob(INDEPENDENT)):
        print(f"without {writer}", flush=True)
        model = fit(examples, np.flatnonzero(examples.writers != writer), embeddings.fingerprint)
        for i in np.flatnonzero(examples.writers == writer).tolist():
            unseen.append(i)
            judged[False].append(model.judge(examples.read[i]))
            judged[True].append(model.judge(examples.read[i], embed))
    final = fit(examples, np.arange(len(examples.texts)), embeddings.fingerprint)
    rows = [examples.row(i) for i in unseen]
    chosen = {both: choose(rows, found, with_vector=both) for both, found in judged.items()}
    write(final, chosen, Path(str(files("assistant.routing"))) / "message_model.json")


def read_examples(questions: Path | None, embed: Embed) -> Examples:
    """Read the messages to tune on, questions to made-up trusts, and public ones as harmless."""
    rows = [
        json.loads(line) | {"writer": path.stem}
        for path in sorted(MESSAGES.glob("tuning*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    rows = [row for row in rows if row["style"] != "not_english"]
    asked = _asked_of_trusts()
    texts = [row["text"] for row in rows] + [text for text, _ in asked]
    kinds = [_kind(row["kind"]) for row in rows] + [kind for _, kind in asked]
    writers = [row["writer"] for row in rows] + ["trusts"] * len(asked)
    needs = [row["urgent_help"] for row in rows] + [None] * len(asked)
    more = _questions(questions) if questions else []
    read = [load_rules().read(text) for text in texts + more]
    return Examples(
        texts + more,
        read,
        np.array(kinds + ["harmless"] * len(more)),
        np.array(
            [TRUST_WEIGHT if w == "trusts" else 1.0 for w in writers]
            + [QUESTION_WEIGHT] * len(more)
        ),
        np.array(embed([typed(sentences) for sentences in read])),
        needs + [None] * len(more),
        np.array(writers + ["public"] * len(more)),
    )


def _kind(kind: str) -> str:
    return "harmless" if kind in {"about", "small_talk"} else kind


def _asked_of_trusts() -> list[tuple[str, str]]:
    """Return the questions to made-up trusts, with the kind of need of the few that show one."""
    return [
        (row["question"], row.get("need", "harmless"))
        for trust in list_trusts()
        for row in read_lines(trust / "questions.jsonl", ("question",))
    ]


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
    known = common_words(read)
    counter = CountVectorizer(
        analyzer=lambda s: sorted(terms_of(s, known)), min_df=LEAST_USES, binary=True
    )
    counted = counter.fit_transform(read).astype(float)
    uses = np.asarray(counted.sum(axis=0)).ravel()
    rareness = np.log((1 + len(rows)) / (1 + uses)) + 1
    weighed = counted @ sparse.diags(rareness)
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    weighed = (sparse.diags(1 / np.maximum(lengths, 1e-9)) @ weighed).tocsr()
    kinds, labels = np.unique(examples.kinds[rows], return_inverse=True)
    counts = examples.counts[rows]
    return MessageModel(
        dict(zip(counter.get_feature_names_out(), rareness.tolist(), strict=True)),
        kinds.tolist(),
        regress(weighed, examples.vectors[rows, :0], labels, counts),
        regress(weighed, examples.vectors[rows], labels, counts),
        {},
        fingerprint,
    )


def common_words(read: Sequence[Sequence[Sentence]]) -> frozenset[str]:
    """Return the words that are in enough messages to be weighed by themselves."""
    uses = Counter(word for sentences in read for word in {w for s in sentences for w in s.words})
    return frozenset({".", *(word for word, number in uses.items() if number >= LEAST_USES)})


def regress(
    terms: sparse.csr_matrix,
    vectors: FloatArray,
    labels: NDArray[np.int_],
    counts: FloatArray,
) -> Weights:
    """Return the weights of a multinomial regression, held small by PENALTY."""
    features = sparse.hstack([terms, vectors]).tocsr()
    kinds = labels.max() + 1
    rows = np.arange(len(labels))
    shape = (features.shape[1], kinds)

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        weights, bias = flat[:-kinds].reshape(shape), flat[-kinds:]
        chances = log_softmax(features @ weights + bias, axis=1)
        value = -PENALTY * (counts * chances[rows, labels]).sum() + (weights * weights).sum() / 2
        wrong = np.exp(chances)
        wrong[rows, labels] -= 1
        wrong *= PENALTY * counts[:, None]
        slope = features.T @ wrong + weights
        return float(value), np.concatenate([slope.ravel(), wrong.sum(axis=0)])

    start = np.zeros(math.prod(shape) + kinds)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=STEPS).x
    weights = found[:-kinds].reshape(shape)
    return Weights(weights[: terms.shape[1]], weights[terms.shape[1] :], found[-kinds:])


def write(model: MessageModel, chosen: dict[bool, Thresholds], path: Path) -> None:
    """Write the model as readable JSON, a line a term: its rareness and what it weighs."""
    by_words, by_both = model.by_words, model.by_both
    rows = np.hstack([by_words.terms, by_both.terms])
    terms = ",\n".join(
        f"  {json.dumps(term)}: {json.dumps([round(rareness, 2), *row])}"
        for (term, rareness), row in zip(model.rareness.items(), _whole(rows), strict=True)
    )
    parts = [
        '"origin": "python -m evals.fit_messages: tests/data/messages/tuning*.jsonl and public '
        'questions, see docs/safety/measures.md"',
        f'"messages": "{messages_hash()}"',
        f'"fingerprint": "{model.fingerprint}"',
        f'"kinds": {json.dumps(list(model.kinds))}',
        f'"thresholds": {json.dumps(_table(chosen))}',
        f'"bias": {np.round([by_words.bias, by_both.bias], 3).tolist()}',
        f'"vector": {_whole(by_both.vector)}',
        f'"terms": {{\n{terms}\n}}',
    ]
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


def messages_hash() -> str:
    """Return a short hash of what is tuned on but for public questions."""
    found = hashlib.sha256()
    for path in sorted(MESSAGES.glob("tuning*.jsonl")):
        found.update(path.read_bytes())
    found.update(repr(_asked_of_trusts()).encode())
    return found.hexdigest()[:12]


def _table(chosen: dict[bool, Thresholds]) -> dict[str, dict[str, float]]:
    names = {True: "with_vector", False: "words_alone"}
    return {names[both]: dataclasses.asdict(found) for both, found in chosen.items()}


def _whole(rows: FloatArray) -> list[list[int]]:
    return [[round(value) for value in row] for row in (rows * WEIGHTS_SCALE).tolist()]


if __name__ == "__main__":
    typer.run(fit_messages)

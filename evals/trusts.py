"""Trusts: made-up trusts' documents, in the formats that trusts use, and questions about them.

A folder of `data/trusts` each: `corpus/`, the trust's name, and `questions.jsonl` with the facts of
a right answer, each by the wordings that show it; none where the documents do not hold the answer.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.embedding import SentenceTransformerEmbeddings
from assistant.features import sentence_candidates
from assistant.generation import Generation
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import ingest
from assistant.picking import PASSAGES
from assistant.questions import Question, QuestionReader
from assistant.retrieval import Passage, retrieve
from assistant.spelling import Speller
from evals.datasets import SourceQuestion, read_lines
from evals.examples import Example

TRUSTS = Path(__file__).parent / "data" / "trusts"
KEPT_APART = Path(__file__).parent / "data" / "kept_apart"
"""Nothing is fitted on those of the second folder."""

Facts = Sequence[Sequence[str]]
_PIECE = re.compile(r"£?\d+(?:[.,:]\d+)*%?|[^\W\d]+")


@dataclass(frozen=True, slots=True)
class TrustQuestion:
    """A question to a trust; each fact of the answer by the wordings that show it.

    `before` are the questions that it follows.
    """

    source: SourceQuestion
    facts: Facts
    kind: str
    before: tuple[str, ...] = ()


def list_trusts(folder: Path = TRUSTS) -> list[Path]:
    """Return the folders of the trusts, in order."""
    return sorted(path.parent for path in folder.glob("*/questions.jsonl"))


def trust_name(trust: Path) -> str:
    """Return the name of a trust."""
    return (trust / "trust").read_text("utf-8").strip()


def read_trust_questions(trust: Path, *, follow_ups: bool = False) -> list[TrustQuestion]:
    """Return the questions of a trust; those that follow others only if they are wanted.

    Raises MalformedDataset.
    """
    return [
        TrustQuestion(
            SourceQuestion(
                id=f"{trust.name}-{row['id']}",
                text=row["question"],
                article=trust.name,
                answers=(),
                gold=(),
                gold_sentences=(),
                answerable=bool(row["gold"]),
            ),
            row["gold"],
            row["kind"],
            tuple(row.get("history") or ()),
        )
        for row in read_lines(trust / "questions.jsonl", ("id", "question", "gold", "kind"))
        if follow_ups or not row.get("history")
    ]


def ask_trust(
    trust: Path, embeddings: SentenceTransformerEmbeddings
) -> tuple[list[Example], list[Example]]:
    """Ask a trust's questions, and once more those it answers without the passages that do so."""
    asked: list[Example] = []
    without: list[Example] = []
    with tempfile.TemporaryDirectory() as folder:
        index = IndexFolder(Path(folder))
        ingest(trust / "corpus", index, embeddings)
        generation = LiveIndex(index).generation()
        speller = Speller(generation.word_counts, embeddings.knows)
        reader = QuestionReader(trust_name(trust), speller, embeddings)
        for question in read_trust_questions(trust):
            examples = list(_ask(question, generation, reader))
            asked += examples[:1]
            without += examples[1:]
    return asked, without


def shows(text: str, fact: Sequence[str]) -> bool:
    """Return whether a text shows a fact in one of its wordings."""
    plain = _plain(text)
    return any(_plain(wording) in plain for wording in fact)


def _plain(text: str) -> str:
    return f" {' '.join(_PIECE.findall(text.lower()))} "


def _ask(
    question: TrustQuestion, generation: Generation, reader: QuestionReader
) -> Iterator[Example]:
    """Yield a question as asked; and, if it is answered, asked without what answers it."""
    asked = reader.read(question.source.text)
    found = retrieve(asked.terms, asked.vector, generation, top_k=2 * PASSAGES)
    others = [p for p in found if not _holds_any(p, question.facts)]
    yield _example(question, asked, found[:PASSAGES], generation, answerable=bool(question.facts))
    if question.facts:
        yield _example(question, asked, others[:PASSAGES], generation, answerable=False)


def _example(
    question: TrustQuestion,
    asked: Question,
    passages: Sequence[Passage],
    generation: Generation,
    *,
    answerable: bool,
) -> Example:
    candidates = sentence_candidates(asked, passages, generation)
    holds = [any(shows(c.text, fact) for fact in question.facts) for c in candidates]
    return Example(
        question.source,
        asked,
        question.source.article,
        tuple(candidates),
        np.array(holds, dtype=bool),
        answerable,
        generation.inverse_document_frequency,
    )


def _holds_any(passage: Passage, facts: Facts) -> bool:
    return any(shows(passage.chunk.text, fact) for fact in facts)

"""Datasets: questions with what a right answer holds, and the passages behind them."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.embedding import SentenceTransformerEmbeddings
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import ingest


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """One passage of a dataset: it becomes one document of an index."""

    id: str
    source: str
    title: str
    text: str

    @property
    def document(self) -> str:
        """The id of its document in an index: safe as a file name, unique."""
        plain = re.sub(r"[^A-Za-z0-9]+", "-", self.id).strip("-")[:60]
        return f"{plain}-{hashlib.sha256(self.id.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class SourceQuestion:
    """One question of a dataset; `gold` are the ids of passages that hold the answer.

    `answerable` is None where the right move is to ask back. `article` groups questions that
    must stay on one side of a split.
    """

    id: str
    text: str
    article: str
    answers: tuple[str, ...]
    gold: tuple[str, ...]
    gold_sentences: tuple[str, ...]
    answerable: bool | None
    history: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Passages and questions, as `../shared/dev-data` and others in that form hold them."""

    name: str
    passages: tuple[SourcePassage, ...]
    questions: tuple[SourceQuestion, ...]


class MalformedDataset(ValueError):
    """A dataset is empty or a line of it cannot be used; the message names the line."""


def read_dataset(folder: Path) -> Dataset:
    """Read `passages.jsonl` and `questions.jsonl`; raises MalformedDataset."""
    passages = tuple(
        SourcePassage(
            row["id"], row["doc"], (row.get("title") or "").replace("_", " "), row["text"]
        )
        for row in read_lines(folder / "passages.jsonl", ("id", "doc", "text"))
    )
    by_source: dict[str, list[str]] = {}
    for passage in passages:
        by_source.setdefault(passage.source, []).append(passage.id)
    questions = read_questions(folder / "questions.jsonl", by_source)
    return Dataset(folder.name, passages, questions)


def read_questions(
    path: Path, by_source: Mapping[str, Sequence[str]]
) -> tuple[SourceQuestion, ...]:
    """Read the questions of a dataset; `by_source` are the passages of each name of a source."""
    return tuple(_question(row, by_source) for row in read_lines(path, ("id", "question")))


def read_lines(path: Path, needed: Sequence[str]) -> list[dict[str, Any]]:
    """Read a file of JSON objects, one a line; raises MalformedDataset, naming the line."""
    return [row for _, row in numbered_lines(path, needed)]


def numbered_lines(path: Path, needed: Sequence[str]) -> list[tuple[int, dict[str, Any]]]:
    """Read a file of JSON objects with their line numbers; raises MalformedDataset."""
    rows: list[tuple[int, dict[str, Any]]] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise MalformedDataset(f"{path} cannot be read: {error}.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise MalformedDataset(f"{path} line {number} is not JSON: {error.msg}.") from error
        if not isinstance(row, dict):
            raise MalformedDataset(f"{path} line {number} is not a JSON object.")
        missing = [key for key in needed if key not in row]
        if missing:
            raise MalformedDataset(f"{path} line {number} has no {missing[0]!r}.")
        rows.append((number, row))
    if not rows:
        raise MalformedDataset(f"{path} is empty.")
    return rows


def index_passages(
    passages: Sequence[SourcePassage], folder: Path, embeddings: SentenceTransformerEmbeddings
) -> LiveIndex:
    """Write passages as files below a folder, ingest them there and open the index."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for passage in passages:
        front = yaml.safe_dump({"title": passage.title}) if passage.title else "{}\n"
        (corpus / f"{passage.document}.md").write_text(f"---\n{front}---\n\n{passage.text}\n")
    index = IndexFolder(folder / "index")
    ingest(corpus, index, embeddings)
    return LiveIndex(index)


def _question(row: dict[str, Any], by_source: Mapping[str, Sequence[str]]) -> SourceQuestion:
    gold = [row["gold_passage_id"]] if row.get("gold_passage_id") else []
    if not gold:
        sources = row.get("gold_docs") or ([row["gold_doc"]] if row.get("gold_doc") else [])
        gold = [passage for source in sources for passage in by_source.get(source, ())]
    turns = row.get("history") or []
    return SourceQuestion(
        id=row["id"],
        text=row["question"],
        article=row.get("gold_doc") or row["id"],
        answers=tuple(row.get("answers") or ()),
        gold=tuple(gold),
        gold_sentences=tuple(row.get("gold_sentences") or ()),
        answerable=row.get("answerable", bool(gold)),
        history=tuple((turn["role"], turn["content"]) for turn in turns),
    )

"""External: other people's question sets as cases over an index of their documents."""

import dataclasses
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from assistant.corpus import list_corpus
from assistant.embedding import SentenceTransformerEmbeddings
from assistant.generation import Generation
from assistant.index import IndexFolder
from assistant.ingestion import ingest
from assistant.terms import words
from evals.cases import Case, Expected, ExpectedQuote, PastTurn
from evals.datasets import (
    MalformedDataset,
    SourceQuestion,
    index_passages,
    read_dataset,
    read_questions,
)

Item = TypeVar("Item")

LONG_ANSWER = 12
"""An answer of more words is someone's own sentence, not to be looked for in the documents."""
SAME_SENTENCE = 0.7
"""Sentences this alike (shared words over all words) are the same."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which documents and questions of a set to use.

    Every `take_out`th document is left out; of the questions at most `limit` are asked, drawn
    by chance with a fixed seed, and those that the whole set does not answer only on request.
    """

    take_out: int | None = None
    limit: int | None = None
    unanswerable: bool = True


@dataclass(frozen=True, slots=True)
class _Indexed:
    """An index of a set: `documents` are the ids of the documents of each gold id."""

    index: IndexFolder
    questions: Sequence[SourceQuestion]
    documents: Mapping[str, str]


def open_external(
    path: Path, folder: Path, embeddings: SentenceTransformerEmbeddings, choice: Choice
) -> tuple[IndexFolder, list[Case]]:
    """Index a set's documents below a folder; return the index and the questions as cases.

    Where the right move is to ask back, a question is left out. Raises MalformedDataset.
    """
    as_files = (path / "docs").is_dir()
    indexed = (_index_files if as_files else _index_passages)(path, folder, embeddings, choice)
    generation = Generation(indexed.index.generation_folder(indexed.index.live_id() or ""))
    sentences = _sentences(generation)
    asked = [
        question
        for question in indexed.questions
        if question.answerable or (question.answerable is False and choice.unanswerable)
    ]
    if choice.limit is not None and choice.limit < len(asked):
        drawn = np.random.default_rng(0).choice(len(asked), choice.limit, replace=False)
        asked = [asked[i] for i in sorted(drawn)]
    if not asked:
        raise MalformedDataset(f"{path / 'questions.jsonl'} has no question to ask.")
    return indexed.index, [_case(question, indexed.documents, sentences) for question in asked]


def _index_passages(
    path: Path, folder: Path, embeddings: SentenceTransformerEmbeddings, choice: Choice
) -> _Indexed:
    dataset = read_dataset(path)
    kept = list(_kept(dataset.passages, choice.take_out))
    index_passages(kept, folder, embeddings)
    documents = {passage.id: passage.document for passage in kept}
    return _Indexed(IndexFolder(folder / "index"), dataset.questions, documents)


def _index_files(
    path: Path, folder: Path, embeddings: SentenceTransformerEmbeddings, choice: Choice
) -> _Indexed:
    files = [file for file in list_corpus(path / "docs") if file.skipped is None]
    names: dict[str, list[str]] = {}
    for file in files:
        for name in {file.document, file.path, Path(file.path).name, Path(file.path).stem}:
            names.setdefault(name, []).append(file.document)
    questions = read_questions(path / "questions.jsonl", names)
    kept = list(_kept(files, choice.take_out))
    for file in kept:
        target = folder / "corpus" / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file.location, target)
    index = IndexFolder(folder / "index")
    ingest(folder / "corpus", index, embeddings)
    # Two files that shared an id may no longer do so, so the ids are read from the copy.
    ids = {file.path: file.document for file in list_corpus(folder / "corpus")}
    return _Indexed(index, questions, {file.document: ids[file.path] for file in kept})


def _kept(items: Sequence[Item], take_out: int | None) -> Iterable[Item]:
    return (item for i, item in enumerate(items, 1) if not take_out or i % take_out)


def _sentences(generation: Generation) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for chunk in generation.chunks:
        texts = [chunk.sentence_text(sentence) for sentence in chunk.sentences]
        found.setdefault(chunk.document, []).extend(texts)
    return found


def _case(
    question: SourceQuestion, documents: Mapping[str, str], sentences: Mapping[str, Sequence[str]]
) -> Case:
    gold = [documents[id_] for id_ in question.gold if id_ in documents]
    there = bool(question.answerable and gold)
    quotes = [
        ExpectedQuote(tuple(holding), document)
        for document in gold
        if (holding := [s for s in sentences.get(document, ()) if holds_answer(s, question)])
    ]
    if len(quotes) > 1:
        quotes = [ExpectedQuote(tuple(span for quote in quotes for span in quote.any))]
    kind = "unanswerable" if not question.answerable else "answerable" if there else "taken out"
    return Case(
        id=question.id,
        kind=f"{kind}, follow-up" if question.history else kind,
        audience="hr",
        must=False,
        question=question.text,
        history=tuple(_turns(question.history)),
        expected=Expected(
            status=("answered", "partial") if there else ("not_found",),
            route=("documents",),
            quotes=tuple(quotes) if there else (),
            documents=tuple(gold) if there else (),
        ),
    )


def holds_answer(text: str, question: SourceQuestion) -> bool:
    """Return whether a sentence holds the answer to a question.

    That is one of its gold sentences, by most of its words, where it names some; else one of
    the short answers, word for word.
    """
    own = words(text)
    for sentence in question.gold_sentences:
        wanted = set(words(sentence))
        if len(wanted & set(own)) > SAME_SENTENCE * len(wanted | set(own)):
            return True
    if question.gold_sentences:
        return False
    answers = [words(answer) for answer in question.answers]
    line = f" {' '.join(own)} "
    return any(f" {' '.join(a)} " in line for a in answers if 0 < len(a) <= LONG_ANSWER)


def _turns(history: Sequence[tuple[str, str]]) -> list[PastTurn]:
    """Pair what was asked with what was answered; a turn may lack either."""
    turns: list[PastTurn] = []
    for role, content in history:
        if role == "user":
            turns.append(PastTurn(content, ""))
        elif turns:
            turns[-1] = dataclasses.replace(turns[-1], answer=content)
    return turns

"""BEIR: retrieval measured on a folder in BEIR's form, with ir-measures."""

import csv
import tempfile
from collections import defaultdict
from pathlib import Path

import ir_measures
from ir_measures import RR, R, Success, nDCG

from assistant.embedding import SentenceTransformerEmbeddings
from assistant.questions import QuestionReader
from assistant.retrieval import retrieve
from assistant.spelling import Speller
from evals.datasets import MalformedDataset, SourcePassage, index_passages, read_lines
from evals.metrics import Estimate, estimate, mean
from evals.running import Progress

MEASURES = (nDCG @ 10, R @ 100, RR @ 10, Success @ 1, Success @ 5)
DEPTH = 100
CHUNKS = 3 * DEPTH
"""Chunks asked for, since several may be of one document."""

Judgements = dict[str, dict[str, int]]


def measure_beir(
    path: Path,
    split: str,
    embeddings: SentenceTransformerEmbeddings,
    limit: int | None = None,
    on_progress: Progress = lambda done, of: None,
) -> dict[str, Estimate]:
    """Return the usual measures of our retrieval; raises MalformedDataset.

    A document scores as its best chunk does.
    """
    rows = read_lines(path / "corpus.jsonl", ("_id", "text"))
    passages = [
        SourcePassage(row["_id"], row["_id"], row.get("title") or "", row["text"])
        for row in rows
        if row["text"].strip() or (row.get("title") or "").strip()
    ]
    judgements = read_judgements(path / "qrels" / f"{split}.tsv")
    queries = {
        row["_id"]: row["text"] for row in read_lines(path / "queries.jsonl", ("_id", "text"))
    }
    missing = [query for query in judgements if query not in queries]
    if missing:
        raise MalformedDataset(f"{path / 'queries.jsonl'} has no query {missing[0]!r}.")
    asked = list(judgements)[:limit]
    source = {passage.document: passage.id for passage in passages}
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        generation = index_passages(passages, Path(folder), embeddings).generation()
        reader = QuestionReader("", Speller(generation.word_counts, embeddings.knows), embeddings)
        for number, query in enumerate(asked, 1):
            read = reader.read(queries[query])
            best: dict[str, float] = {}
            for passage in retrieve(read.terms, read.vector, generation, top_k=CHUNKS):
                best.setdefault(source[passage.chunk.document], passage.score)
            found[query] = dict(list(best.items())[:DEPTH])
            on_progress(number, len(asked))
    return score_ranking({query: judgements[query] for query in asked}, found)


def read_judgements(path: Path) -> Judgements:
    """Read BEIR's relevance judgements; raises MalformedDataset, naming the line."""
    judgements: Judgements = defaultdict(dict)
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.reader(stream, delimiter="\t"), 1):
                if number == 1 and row[-1:] == ["score"]:
                    continue
                try:
                    query, document, grade = row
                    judgements[query][document] = int(grade)
                except ValueError as error:
                    raise MalformedDataset(
                        f"{path} line {number} is not query, document and grade."
                    ) from error
    except OSError as error:
        raise MalformedDataset(f"{path} cannot be read: {error.strerror}.") from error
    if not judgements:
        raise MalformedDataset(f"{path} is empty.")
    return dict(judgements)


def score_ranking(
    judgements: Judgements, found: dict[str, dict[str, float]]
) -> dict[str, Estimate]:
    """Return each measure over the queries with its interval; one that found nothing is 0."""
    values: dict[str, list[float]] = {str(measure): [] for measure in MEASURES}
    for one in ir_measures.iter_calc(list(MEASURES), judgements, found):
        values[str(one.measure)].append(float(one.value))
    return {name: estimate(mean, own) for name, own in values.items()}

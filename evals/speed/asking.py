"""Questions: retrieval and the whole answer at one size, and how the rest grows with size."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.assistant import Assistant, Models
from assistant.index import IndexFolder, LiveIndex
from assistant.ingestion import ingest
from assistant.messages import load_messages
from assistant.picking import PASSAGES
from assistant.questions import QuestionReader
from assistant.retrieval import retrieve
from assistant.spelling import Speller
from evals.speed.corpora import make_questions, write_corpus
from evals.speed.measuring import Figure, seconds_of
from evals.speed.resident import measure_alone, resident_megabytes
from evals.speed.synthetic import SyntheticEmbeddings
from evals.speed.tutorial import PlainEmbeddings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

TRUST_NAME = "The Trust"
WARM_UP = 10

Point = dict[str, float]


@dataclass(frozen=True, slots=True)
class Built:
    """An index of some size, questions about it, and how long it took to build and to open."""

    assistant: Assistant
    index: IndexFolder
    questions: list[str]
    ingest_seconds: float
    open_seconds: float


@contextmanager
def built(models: Models, chunks: int, questions: int, *, synthetic: bool) -> Iterator[Built]:
    """Build an index of so many chunks in a folder that is gone afterwards, and open it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        write_corpus(place / "corpus", chunks)
        index = IndexFolder(place / "index")
        maker = SyntheticEmbeddings.over(models.embeddings) if synthetic else models.embeddings
        taken = seconds_of(lambda: ingest(place / "corpus", index, maker))
        began = time.perf_counter()
        assistant = Assistant(index, load_messages(), lambda: models, trust_name=TRUST_NAME)
        assistant.load()
        opened = time.perf_counter() - began
        yield Built(assistant, index, make_questions(place / "corpus", questions), taken, opened)


def measure_questions(
    it: Built, models: Models, plain: "SentenceTransformer", chunks: int
) -> tuple[list[Figure], Point]:
    """Measure each question in four ways, in turn; return the ratios, and a point of the curve."""
    generation = LiveIndex(it.index).generation()
    speller = Speller(generation.word_counts, models.embeddings.knows)
    reader = QuestionReader(TRUST_NAME, speller, models.embeddings)
    store: Any = generation.vector_store(PlainEmbeddings(plain))
    chain = store.as_retriever(search_kwargs={"k": 4})

    def bare(question: str) -> None:
        vector = np.asarray(models.embeddings.embed_query(question), dtype=np.float32)
        generation.dense(vector, PASSAGES)

    def retrieval(question: str) -> None:
        asked = reader.read(question)
        retrieve(asked.terms, asked.vector, generation, top_k=PASSAGES)

    ways = {"bare": bare, "retrieval": retrieval, "answer": it.assistant.ask, "chain": chain.invoke}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number, question in enumerate(it.questions):
        for name, way in ways.items():
            seconds = seconds_of(lambda way=way, question=question: way(question))  # type: ignore[misc]
            if number >= WARM_UP:
                taken[name].append(seconds)
    ms = {name: 1000 * median(seconds) for name, seconds in taken.items()}
    point = {
        "chunks": chunks,
        "ingest_seconds": it.ingest_seconds,
        "open_seconds": it.open_seconds,
        "megabytes": measure_alone(it.index.folder, it.questions),
        **ms,
    }
    return _ratios(ms, chunks), point


def _ratios(ms: dict[str, float], chunks: int) -> list[Figure]:
    bare = f"{ms['bare']:.1f} ms for encoding and one Chroma query"
    at = f"{chunks:,} chunks"
    figures = []
    if chunks == 10_000:
        figures = [
            Figure(
                f"retrieval, to encoding and one query, {at}",
                ms["retrieval"] / ms["bare"],
                f"{ms['retrieval']:.1f} ms; {bare}",
                1.3,
            ),
            Figure(
                f"whole answer, to the same, {at}",
                ms["answer"] / ms["bare"],
                f"{ms['answer']:.1f} ms; {bare}",
                2.0,
            ),
        ]
    bound = {1_000: 1.0, 100_000: 1.2}.get(chunks)
    if bound is not None:
        of = f"{ms['retrieval']:.1f} ms; the chain's {ms['chain']:.1f} ms"
        name = f"retrieval, to the chain's, {at}"
        figures.append(Figure(name, ms["retrieval"] / ms["chain"], of, bound))
    return figures


def measure_memory(it: Built, questions: int) -> list[Figure]:
    """Measure how the process grows from 100 questions on."""
    early = 0.0
    for number, question in enumerate(it.questions[:questions], 1):
        it.assistant.ask(question)
        if number == 100:
            early = resident_megabytes()
    late = resident_megabytes()
    of = f"{early:.0f} MB after 100 questions, {late:.0f} MB after {questions:,}"
    return [Figure(f"memory after {questions:,} questions, to after 100", late / early, of, 1.1)]

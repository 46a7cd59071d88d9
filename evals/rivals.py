"""Rivals: what people would otherwise build over the same documents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from uuid import uuid4

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document as LangChainDocument
from langchain_core.runnables import RunnableLambda
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.chunks import Chunk
from assistant.documents import Document
from assistant.embedding import SentenceTransformerEmbeddings
from assistant.generation import Generation
from assistant.terms import terms
from evals.cases import Case, Place
from evals.running import Subject


@dataclass(frozen=True, slots=True)
class Shown:
    """What a system shows in answer, where it stands, best first; nothing where it refuses."""

    spans: tuple[Place, ...]
    refused: bool = False


Answering = Callable[[Case], Shown]


def ours(subject: Subject) -> Answering:
    """Return the assistant as it is."""

    def answer(case: Case) -> Shown:
        given = subject.ask(case.question, case.turns, case.asked_as).answer
        spans = tuple((c.document, c.start, c.end) for c in given.citations)
        return Shown(spans, given.status == "not_found")

    return answer


def ours_without_picking(subject: Subject) -> Answering:
    """Return the assistant with the best passage as the answer in place of picked sentences."""

    def answer(case: Case) -> Shown:
        actual = subject.ask(case.question, case.turns, case.asked_as)
        refused = actual.answer.status == "not_found"
        passages = actual.searches[0].passages[:1] if actual.searches and not refused else ()
        return Shown(tuple(_place(p.chunk) for p in passages), refused)

    return answer


def words_alone(generation: Generation) -> Answering:
    """Return BM25 over our chunks, the best as the answer."""

    def answer(case: Case) -> Shown:
        best = int(np.argmax(generation.sparse(terms(case.question))))
        return Shown((_place(generation.chunks[best]),))

    return answer


def meaning_alone(generation: Generation, embeddings: SentenceTransformerEmbeddings) -> Answering:
    """Return dense search over our chunks, the best as the answer."""

    def answer(case: Case) -> Shown:
        vector = np.asarray(embeddings.embed_query(case.question), dtype=np.float32)
        return Shown((_place(generation.chunks[generation.dense(vector, 1)[0]]),))

    return answer


def tutorial_chain(
    documents: Sequence[Document], embeddings: SentenceTransformerEmbeddings
) -> Answering:
    """Return the chain of the usual tutorial, the best of its four chunks as the answer.

    LangChain's recursive character splitter at 1,000 and 200 characters, Chroma, the same
    embedding model; it starts from text that is already read well.
    """
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=1000, chunk_overlap=200, add_start_index=True
    )
    chunks = splitter.split_documents(
        [LangChainDocument(d.text, metadata={"document": d.id}) for d in documents]
    )
    store = Chroma(
        collection_name=f"tutorial-{uuid4().hex}",
        embedding_function=embeddings,
        client=chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False)),
    )
    for first in range(0, len(chunks), 1000):
        store.add_documents(chunks[first : first + 1000])
    retriever = store.as_retriever(search_kwargs={"k": 4})
    chain = retriever | RunnableLambda(itemgetter(0))

    def answer(case: Case) -> Shown:
        best: LangChainDocument = chain.invoke(case.question)
        start = int(best.metadata["start_index"])
        return Shown(((best.metadata["document"], start, start + len(best.page_content)),))

    return answer


def _place(chunk: Chunk) -> Place:
    return chunk.document, chunk.start, chunk.end

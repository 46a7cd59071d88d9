"""The tutorial's chain: what a search for "chat with your documents" makes people build."""

from pathlib import Path
from typing import TYPE_CHECKING

import chromadb
import torch
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.processors import processors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class PlainEmbeddings(Embeddings):
    """A sentence-transformers model as `HuggingFaceEmbeddings` of LangChain calls it."""

    def __init__(self, model: "SentenceTransformer") -> None:
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text, with all processors, as torch does unless it is told."""
        torch.set_num_threads(processors())
        vectors: list[list[float]] = self._model.encode(texts, show_progress_bar=False).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self.embed_documents([text])[0]


def build_store(corpus: Path, index: Path, model: "SentenceTransformer") -> int:
    """Read, split, embed and store a folder of Markdown files; return how many chunks that made."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    texts = [path.read_text("utf-8") for path in sorted(corpus.glob("*.md"))]
    chunks = splitter.create_documents(texts)
    client = chromadb.PersistentClient(str(index), ChromaSettings(anonymized_telemetry=False))
    store = Chroma(client=client, embedding_function=PlainEmbeddings(model))
    for first in range(0, len(chunks), 1000):
        store.add_documents(chunks[first : first + 1000])
    return len(chunks)

"""Retriever: the same retrieval as LangChain takes it, for anyone's chain."""

from collections.abc import Callable, Sequence

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.generation import Generation
from assistant.retrieval import retrieve
from assistant.terms import question_terms


class TrustRetriever(BaseRetriever):
    """Finds the passages that the assistant finds."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    generation: Callable[[], Generation]
    embed_query: Callable[[str], Sequence[float]]
    top_k: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        vector = np.asarray(self.embed_query(query), dtype=np.float32)
        return [
            LangChainDocument(
                id=passage.chunk.id,
                page_content=passage.chunk.text,
                metadata={
                    "document": passage.chunk.document,
                    "section": list(passage.chunk.section),
                    "start": passage.chunk.start,
                    "end": passage.chunk.end,
                    "score": passage.score,
                },
            )
            for passage in retrieve(
                question_terms(query), vector, self.generation(), top_k=self.top_k
            )
        ]

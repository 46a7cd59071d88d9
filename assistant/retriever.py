"""Retriever: the same retrieval as LangChain takes it, for anyone's chain."""

from collections.abc import Callable, Sequence

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.generation import Generation
from assistant.retrieval import retrieve
from assistant.superseded import asks_about_the_past, superseded_by
from assistant.terms import question_terms


class TrustRetriever(BaseRetriever):
    """Finds passages by the assistant's own search, those of replaced documents left out.

    A question is searched for as it is put: its spelling, abbreviations and the trust's name are
    not understood as the assistant understands them, and one about the past is asked of all
    documents alike.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    generation: Callable[[], Generation]
    embed_query: Callable[[str], Sequence[float]]
    top_k: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        vector = np.asarray(self.embed_query(query), dtype=np.float32)
        generation = self.generation()
        past = asks_about_the_past(query)
        replaced = frozenset() if past else frozenset(superseded_by(generation.records))
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
                question_terms(query), vector, generation, top_k=self.top_k, leave_out=replaced
            )
        ]

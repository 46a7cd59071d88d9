"""The assistant: from a question to its answer, and the documents behind it."""

from collections.abc import Sequence
from pathlib import Path

from assistant.answers import Answer, Audience, Turn
from assistant.documents import Document


class Assistant:
    """Answers questions from the live generation of the index."""

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), audience: Audience | None = None
    ) -> Answer:
        """Answer a question; raises QuestionError, IndexMissing or ModelError."""
        raise NotImplementedError

    def answer_crisis(self, text: str) -> Answer | None:
        """Return the urgent-help answer if raw `text` shows a person in crisis, else None.

        Needs no index and no model.
        """
        raise NotImplementedError

    def not_ready(self) -> str | None:
        """Return why a question cannot be answered at full quality now, or None."""
        raise NotImplementedError

    def corpus_version(self) -> str | None:
        """Return the id of the live generation, or None without an index."""
        raise NotImplementedError

    def documents(self) -> Sequence[Document]:
        """Return the documents of the live generation, in order of title; raises IndexMissing."""
        raise NotImplementedError

    def document(self, document_id: str, version: str | None = None) -> Document | None:
        """Return a document at a version (the live one by default), or None if it is gone."""
        raise NotImplementedError

    def original(self, document_id: str) -> Path | None:
        """Return the file that the live document was read from, as ingest kept it."""
        raise NotImplementedError

    def starter_questions(self, audience: Audience | None = None) -> Sequence[str]:
        """Return questions to start from, which the live corpus answers."""
        raise NotImplementedError

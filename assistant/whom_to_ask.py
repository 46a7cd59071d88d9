"""Whom to ask: the contact for what the documents do not answer."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answers import Audience
from assistant.concepts import EmbedMany
from assistant.contacts import TrustContact
from assistant.questions import Question
from assistant.terms import terms

ALIKE = 0.6
"""A question of at least this cosine with an example is about the same."""


class WhomToAsk:
    """Finds the contact for a question, by the words of its topic or by its examples."""

    def __init__(self, embeddings: EmbedMany) -> None:
        self._embeddings = embeddings
        self._known: tuple[Sequence[TrustContact], NDArray[np.float32]] | None = None

    def find(
        self, question: Question, contacts: Sequence[TrustContact], audience: Audience | None
    ) -> TrustContact | None:
        """Return the contact for a question that suits the reader; None if none is near."""
        if not contacts:
            return None
        asked = set(question.terms)
        for contact in contacts:
            topic = set(terms(contact.topic))
            if topic and topic <= asked and contact.suits(audience):
                return contact
        cosines = self._vectors_of(contacts) @ question.vector
        owners: list[TrustContact] = [c for c in contacts for _ in _texts(c)]
        order: list[int] = np.argsort(-cosines, kind="stable").tolist()
        for place in order:
            if cosines[place] < ALIKE:
                return None
            owner = owners[place]
            if owner.suits(audience):
                return owner
        return None

    def _vectors_of(self, contacts: Sequence[TrustContact]) -> NDArray[np.float32]:
        """Return the vectors of all contacts' texts, made anew only when the contacts change."""
        known = self._known
        if known is None or known[0] != contacts:
            texts = [text for contact in contacts for text in _texts(contact)]
            vectors = np.array(self._embeddings.embed_documents(texts), dtype=np.float32)
            self._known = known = (contacts, vectors)
        return known[1]


def _texts(contact: TrustContact) -> tuple[str, ...]:
    return (contact.topic, *contact.examples)

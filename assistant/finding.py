"""Finding: the whole search for one question, from its words to the sentences picked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from assistant.concepts import Concepts
from assistant.generation import Generation
from assistant.picking import Picked, Picker
from assistant.questions import Question, QuestionReader
from assistant.spelling import Speller

if TYPE_CHECKING:
    from assistant.embedding import SentenceTransformerEmbeddings

STARTERS = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """What was picked for a question, None if there was nothing at all.

    `asked` is the question as it was put, `question` as it was searched for.
    """

    asked: Question
    question: Question
    picked: Picked | None

    @property
    def enough(self) -> bool:
        """Whether what was picked suffices to answer."""
        return self.picked is not None and self.picked.enough

    @property
    def chance(self) -> float:
        """The chance that the corpus holds the answer."""
        return self.picked.answerable if self.picked else 0.0


class Finder:
    """Searches one generation of the index."""

    def __init__(
        self,
        generation: Generation,
        embeddings: "SentenceTransformerEmbeddings",
        picker: Picker,
        concepts: Concepts,
        *,
        trust_name: str,
    ) -> None:
        self.generation = generation
        self._picker = picker
        self._concepts = concepts
        speller = Speller(generation.word_counts, embeddings.knows)
        self._reader = QuestionReader(trust_name, speller, embeddings)
        self._starters: list[str] | None = None

    def find(self, text: str) -> Finding:
        """Return what is found for a question.

        Where it asks for a common concept in words that find nothing, it is asked in those that
        the documents may use.
        """
        question = self._reader.read(text)
        best = Finding(question, question, self._picker.pick(question, self.generation))
        if best.enough:
            return best
        known = self.generation.inverse_document_frequency.keys()
        for other_words in self._concepts.other_words(question.vector):
            other = self._reader.reword(question.text, other_words)
            if set(other.terms) <= known:
                found = Finding(question, other, self._picker.pick(other, self.generation))
                best = max(best, found, key=lambda finding: finding.chance)
        return best

    def starter_questions(self) -> Sequence[str]:
        """Return questions about the corpus's own headings that it answers, at most STARTERS."""
        if self._starters is None:
            headings = (chunk.section[-1] for chunk in self.generation.chunks if chunk.section)
            asked = (_question_about(heading) for heading in dict.fromkeys(headings))
            answered = (question for question in asked if question and self.find(question).enough)
            self._starters = list(islice(answered, STARTERS))
        return self._starters


def _question_about(heading: str) -> str | None:
    """Return the question that a heading such as "Our values" answers, or None."""
    found = re.fullmatch(r"(?:our|the) ([\w ]{3,40})", heading, re.IGNORECASE)
    if not found:
        return None
    plural = heading.endswith("s") and not heading.endswith("ss")
    return f"What {'are' if plural else 'is'} {heading[0].lower()}{heading[1:]}?"

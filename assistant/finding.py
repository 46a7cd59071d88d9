"""Finding: what the whole search finds for a question in one generation of the index."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from assistant.abbreviations import Abbreviations
from assistant.chunks import Chunk
from assistant.concepts import TRUST, Concepts
from assistant.generation import Generation
from assistant.naming import names_section, names_table_in_place
from assistant.picking import PASSAGES, Picked, Picker
from assistant.questions import Question, QuestionReader
from assistant.spelling import Speller
from assistant.superseded import as_if_now, asks_about_the_past, superseded_by

if TYPE_CHECKING:
    from assistant.embedding import SentenceTransformerEmbeddings


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
    def names_its_place(self) -> bool:
        """Whether what was picked stands under a heading or in a table that is asked for."""
        if self.picked is None or not self.question.asks_what_is:
            return False
        asked, best = self.question.terms, self.picked.candidates[0]
        return names_section(asked, best.passage.chunk) or names_table_in_place(asked, best)

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
        self.superseded = superseded_by(generation.records)
        self._picker = picker
        self._concepts = concepts
        self._trust_name = trust_name
        self._abbreviations = Abbreviations(c.text for c in generation.chunks.holding(b"("))
        self._speller = Speller(generation.word_counts, embeddings.knows)
        self._reader = QuestionReader(trust_name, self._speller, embeddings)
        self._meanings: dict[str, Question] = {}

    def mend_shape(self, text: str) -> str:
        """Return a message with its misspelt words mended that only say what is asked."""
        return self._speller.mend_shape(text)

    def find(self, text: str) -> Finding:
        """Return what is found for a question.

        What was replaced is left out, unless the question is about the past: then it is asked of
        those documents first.
        """
        past = asks_about_the_past(text)
        if past and self.superseded:
            others = frozenset(self.generation.records.keys() - self.superseded.keys())
            found = self._search(as_if_now(text), others)
            if found.enough:
                return replace(found, asked=replace(found.asked, text=text))
        return self._search(text, frozenset() if past else frozenset(self.superseded))

    def surely_answers(self, text: str, near: Chunk) -> bool:
        """Return whether a question that a chunk's heading suggests has an answer for certain.

        It has where it names that heading and its words find the chunk; the embedding model is
        not asked, which takes ten times as long as all else.
        """
        if asks_about_the_past(text):
            return False
        wording = self._reader.read_words(text)
        asked = list(wording.terms)
        if not wording.asks_what_is or not names_section(asked, near):
            return False
        scores = self.generation.sparse(asked)
        better = np.count_nonzero(scores > scores[self.generation.row(near)])
        return bool(better < PASSAGES)

    def answers(self, text: str) -> bool:
        """Return whether there is enough to answer a question."""
        return self.find(text).enough

    def _search(self, text: str, leave_out: frozenset[str]) -> Finding:
        """Return what is found for a question in all documents but some.

        Where it finds nothing, it is asked without what the asker tells of themselves, if that
        names a section; then in other words, until some are enough.
        """
        question = self._reader.read(text)
        best = self._pick(question, question, leave_out)
        if best.enough:
            return best
        core = self._reader.core(question)
        if core is not None:
            found = self._pick(question, core, leave_out)
            if found.enough and found.names_its_place:
                return found
        for others in self._in_other_words(question):
            tried = [self._pick(question, other, leave_out) for other in others]
            best = max([best, *tried], key=lambda finding: finding.chance)
            if best.enough:
                break
        return best

    def _pick(self, asked: Question, question: Question, leave_out: frozenset[str]) -> Finding:
        """Return what is picked for a question that stands for the one `asked`."""
        asked, question = (replace(one, leave_out=leave_out) for one in (asked, question))
        return Finding(asked, question, self._picker.pick(question, self.generation))

    def _in_other_words(self, question: Question) -> Iterator[list[Question]]:
        """Yield a question in other words, the surest first.

        That is with its abbreviations written out, or in their place; for a common concept, in
        the words that documents use for it; and with theirs for everyday ones.
        """
        text = question.text
        yield [
            replace(self._reader.read(words), text=text)
            for words in self._abbreviations.other_words(text)
        ]
        yield self._as_concept(question)
        other = self._reader.without_everyday_words(question)
        yield [other, *self._as_concept(other)] if other else []

    def _as_concept(self, question: Question) -> list[Question]:
        """Return the questions of the concept that a question asks for, in words of the corpus."""
        known = self.generation.inverse_document_frequency.keys()
        meanings = self._concepts.other_words(question.search_text, question.vector)
        named = [words.replace(TRUST, self._trust_name) for words in meanings]
        return [
            replace(meaning, text=question.text)
            for meaning in map(self._meaning, named)
            if meaning.terms and set(meaning.terms) <= known
        ]

    def _meaning(self, words: str) -> Question:
        """Return the question of a concept, which is read once."""
        if words not in self._meanings:
            self._meanings[words] = self._reader.reword(words, words)
        return self._meanings[words]

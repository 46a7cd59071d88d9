"""Tracing: what was searched for and found on the way to an answer."""

from dataclasses import dataclass

from assistant.generation import Generation
from assistant.picking import Picked, Picker
from assistant.questions import Question
from assistant.retrieval import Passage


@dataclass(frozen=True, slots=True)
class Search:
    """One search: its words, the passages best first, and what was picked from them."""

    question: str
    passages: tuple[Passage, ...]
    picked: Picked | None

    @property
    def chance(self) -> float:
        """The gate's probability that the answer is there."""
        return self.picked.answerable if self.picked else 0.0


class TracingPicker(Picker):
    """Picks as another does, and keeps what each search found until it is taken."""

    def __init__(self, picker: Picker) -> None:
        self._traced = picker
        self.lexical = picker.lexical
        self._searches: list[Search] = []

    def pick(self, question: Question, generation: Generation) -> Picked | None:
        """Return what the other picks, and keep it."""
        picked = self._traced.pick(question, generation)
        by_row = {c.passage.row: c.passage for c in picked.candidates} if picked else {}
        passages = sorted(by_row.values(), key=lambda passage: -passage.score)
        self._searches.append(Search(question.search_text, tuple(passages), picked))
        return picked

    def take(self) -> tuple[Search, ...]:
        """Return the searches since the last call, likeliest first."""
        taken = sorted(self._searches, key=lambda search: -search.chance)
        self._searches = []
        return tuple(taken)

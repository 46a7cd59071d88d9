"""The writer: what a language model may do in a conversation, and what is kept from it."""

import datetime
from collections.abc import Callable, Sequence

from assistant.answers import Answer, Turn
from assistant.composing import Part
from assistant.documents import Document
from assistant.followups import is_unsure
from assistant.messages import Messages
from assistant.personal_details import find_personal_details
from assistant.rephrasing.rephraser import Rephraser
from assistant.rephrasing.requests import make_request
from assistant.rephrasing.wording import word_answer


class Writer:
    """Words quoted answers and resolves follow-ups with a language model.

    A message with personal details is not given to it, nor one before it.
    """

    def __init__(
        self, rephraser: Rephraser, messages: Messages, today: Callable[[], datetime.date]
    ) -> None:
        self._rephraser = rephraser
        self._messages = messages
        self._today = today

    def stand_alone(self, question: str, history: Sequence[Turn]) -> str:
        """Return the model's form of a follow-up that is not understood without it, or as it is."""
        said = [question, *(turn.question for turn in history)]
        if not is_unsure(question, history) or self._is_personal(said):
            return question
        return self._rephraser.stand_alone(question, history) or question

    def may_word(self, answer: Answer) -> bool:
        """Tell whether the model may be given an answer: wordings that differ stay as they are."""
        return not answer.conflicts and not self._is_personal([answer.standalone_question])

    def word(
        self, answer: Answer, parts: Sequence[Part], document: Callable[[str], Document]
    ) -> Answer:
        """Return a quoted answer in the model's words, or as it is where that may not be."""
        if not self.may_word(answer):
            return answer
        request = make_request(answer.standalone_question, parts, document)
        rewording = self._rephraser.reword(request)
        return word_answer(answer, rewording, self._rephraser.version, self._messages)

    def _is_personal(self, said: Sequence[str]) -> bool:
        return any(find_personal_details(text, self._today()) for text in said)

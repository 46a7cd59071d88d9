"""The conversation as a browser keeps it: what was asked, and the answers as the API gives them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from assistant.answers import Answer, Audience, Citation, Claim, Conflict, Turn, Versions
from assistant.web.history import MAX_CITATIONS, MAX_TURNS, CitedBefore, Text, keep_last_turns
from assistant.web.models import AskResponse


class KeptTurn(BaseModel):
    """A question and its whole answer."""

    model_config = ConfigDict(frozen=True)

    question: Text
    answer: AskResponse

    def to_answer(self) -> Answer:
        """Return the answer as it was given; addresses in it are made anew."""
        kept = self.answer
        return Answer(
            id=kept.id,
            status=kept.status,
            route=kept.route,
            text=kept.text,
            standalone_question=kept.standalone_question,
            versions=Versions(**kept.versions.model_dump()),
            urgent_help=kept.urgent_help,
            claims=tuple(
                Claim(claim.text, tuple(claim.citations)) for claim in kept.claims[:MAX_CITATIONS]
            ),
            citations=_citations(kept.citations),
            notes=tuple(kept.notes),
            conflicts=tuple(Conflict(one.topic, tuple(one.citations)) for one in kept.conflicts),
            nearest=_citations(kept.nearest),
            suggestions=tuple(kept.suggestions),
            confidence=kept.confidence,
        )

    def to_turn(self) -> Turn:
        """Return the turn as a follow-up is understood by."""
        return Turn(self.question, self.answer.text, _citations(self.answer.citations))


class Kept(BaseModel):
    """A conversation: who asks, where they said so, and its newest turns, oldest first.

    It comes back from the browser with each question; nothing of it stays here.
    """

    model_config = ConfigDict(frozen=True)

    audience: Audience | None = None
    turns: Annotated[tuple[KeptTurn, ...], BeforeValidator(keep_last_turns)] = ()

    def history(self) -> list[Turn]:
        """Return the turns before the next question, oldest first."""
        return [turn.to_turn() for turn in self.turns]

    def after(self, question: str, answer: Answer, audience: Audience | None) -> "Kept":
        """Return the conversation with one more turn."""
        turn = KeptTurn(question=question, answer=AskResponse.model_validate(answer))
        return Kept(audience=audience, turns=(*self.turns, turn)[-MAX_TURNS:])


def read_kept(text: str | None) -> Kept:
    """Return the conversation that a browser sends; a new one for what is not one."""
    try:
        return Kept.model_validate_json(text or "{}")
    except ValidationError:
        return Kept()


def _citations(kept: Sequence[BaseModel]) -> tuple[Citation, ...]:
    """Return the citations of a turn, at most MAX_CITATIONS."""
    return tuple(
        CitedBefore(**citation.model_dump()).to_citation() for citation in kept[:MAX_CITATIONS]
    )

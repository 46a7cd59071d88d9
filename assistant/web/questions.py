"""From what was typed to its answer, in the order that safety asks for."""

from collections.abc import Iterator, Sequence

from assistant.answers import MAX_CHARACTERS, Answer, Audience, Turn, UrgentHelp
from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.help import Help
from assistant.messages import Messages
from assistant.routing.routes import route_message


def answers_to(
    assistant: Assistant,
    messages: Messages,
    question: str,
    *,
    history: Sequence[Turn] = (),
    audience: Audience | None = None,
) -> Iterator[Answer]:
    """Yield what `Assistant.answers` does; what cannot be asked is looked at for a crisis.

    So nothing refuses a person in danger: the assistant itself looks for one before all else.
    Raises QuestionError, and whatever the assistant raises.
    """
    try:
        check_question(question, messages)
    except QuestionError:
        crisis = assistant.answer_crisis(question, earlier=[turn.question for turn in history])
        if crisis is None:
            raise
        yield crisis
        return
    yield from assistant.answers(question, history=history, audience=audience)


def help_beside(
    help_words: Help, question: str, earlier: Sequence[str] = ()
) -> tuple[UrgentHelp | None, tuple[str, ...]]:
    """Return the help for a message that cannot be answered, and its words, by patterns alone.

    `earlier` are the questions before it, oldest first.
    """
    routed = route_message(question, earlier=earlier)
    return routed.urgent_help, help_words.words(routed) if routed.urgent_help else ()


def is_urgent(question: str, earlier: Sequence[str] = ()) -> bool:
    """Return whether a message shows a person in danger, by patterns alone."""
    return route_message(question, earlier=earlier).route == "crisis"


def check_question(question: str, messages: Messages) -> None:
    """Raise QuestionError for a question that is blank, too long or without a word."""
    if not question.strip():
        raise QuestionError(messages.text("error.question_blank"))
    if len(question) > MAX_CHARACTERS:
        raise QuestionError(
            messages.text(
                "error.question_long", limit=f"{MAX_CHARACTERS:,}", length=f"{len(question):,}"
            )
        )
    if not any(character.isalnum() for character in question):
        raise QuestionError(messages.text("error.question_wordless"))

from collections.abc import Iterator

import pytest

from assistant.answers import Turn
from assistant.errors import ModelError
from assistant.followups import is_unsure
from assistant.rephrasing.asking import Usage
from assistant.rephrasing.follow_ups import check_follow_up
from assistant.rephrasing.prompts import Prompt, load_prompts
from assistant.rephrasing.rephraser import Rephraser

TURNS = (
    Turn("What is the bursary fund?", "The bursary fund gives £1,500 to students. [1]"),
    Turn("Who set it up?", "It was set up by Eleanor Whitby in 1987. [1]"),
)


class SayingChat:
    name = "test:says"

    def __init__(self, reply: str | ModelError) -> None:
        self.asked: list[Prompt] = []
        self._reply = reply

    def ask(self, prompt: Prompt, usage: Usage) -> Iterator[str]:
        self.asked.append(prompt)
        if isinstance(self._reply, ModelError):
            raise self._reply
        yield self._reply

    def close(self) -> None:
        """Hold nothing open."""


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Who decides on the bursary fund?", "Who decides on the bursary fund?"),
        ("  “Who decides on the bursary fund”\n", "Who decides on the bursary fund?"),
        ("Who decides on the £1,500 of the fund?", "Who decides on the £1,500 of the fund?"),
        ("Who decides on it?", None),
        ("Who decides on the parking fund?", None),
        ("Who decides on the £1,600 of the fund?", None),
        ("Who does not decide on the bursary fund?", None),
        ("What is the bursary fund?", None),
        ("Who decides on the bursary fund?\nThe Board decides.", None),
        ("Who decides on the fund? " * 30, None),
        ("", None),
    ],
)
def test_form_of_a_follow_up_holds_only_what_was_said(reply: str, expected: str | None) -> None:
    assert check_follow_up(reply, "And then, who decides?", TURNS) == expected


def test_model_is_shown_the_last_turns() -> None:
    chat = SayingChat("Who decides on the bursary fund?")

    form = Rephraser(chat, load_prompts()).stand_alone("And then, who decides?", TURNS)

    assert form == "Who decides on the bursary fund?"
    assert "Eleanor Whitby" in chat.asked[0].user


def test_model_that_fails_leaves_the_question_as_it_was_understood() -> None:
    rephraser = Rephraser(SayingChat(ModelError("down")), load_prompts())

    assert rephraser.stand_alone("And then, who decides?", TURNS) is None


@pytest.mark.parametrize(
    ("question", "unsure"),
    [
        ("So who decides there?", True),
        ("Deadline?", True),
        ("What are the values of the trust?", False),
        ("Why?", False),
        ("What about parking?", False),
    ],
)
def test_only_what_leans_and_is_not_understood_is_unsure(question: str, unsure: bool) -> None:
    assert is_unsure(question, TURNS) is unsure
    assert not is_unsure(question, ())

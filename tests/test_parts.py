"""A message may ask several questions; each is answered on its own."""

import pytest

from assistant.parts import conjoined, split_question


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "What are our values, and what do they ask of me?",
            ["What are our values?", "what do our values ask of me?"],
        ),
        (
            "What are the vision and the mission, and who are the partners?",
            ["What are the vision and the mission?", "who are the partners?"],
        ),
        ("What is the mission? And the vision?", ["What is the mission?", "What is the vision?"]),
        (
            "Hi there. I'm starting on Monday. What are the values?",
            ["What are the values?"],
        ),
        (
            "Does the trust treat children and adults?",
            ["Does the trust treat children and adults?"],
        ),
        (
            "Is our mission the same as the vision?",
            ["What is our mission?", "What is the vision?"],
        ),
        (
            "What is the difference between annual leave and study leave?",
            ["What is annual leave?", "What is study leave?"],
        ),
        (
            "How do the vision and the mission differ?",
            ["What is the vision?", "What is the mission?"],
        ),
        (
            "Who runs the ward, and for how long is the shop open?",
            ["Who runs the ward?", "for how long is the shop open?"],
        ),
        (
            "Is anyone on the desk at the weekend, what hours?",
            ["Is anyone on the desk at the weekend?", "what hours?"],
        ),
        (
            "How do I claim travel, who is the person to ask?",
            ["How do I claim travel?", "who is the person to ask?"],
        ),
        ("values", ["values"]),
        ("What is our vision??", ["What is our vision??"]),
    ],
)
def test_message_is_split_into_questions_that_stand_alone(
    message: str, expected: list[str]
) -> None:
    assert split_question(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "Are nurses like me entitled to free parking?",
        "Is there anything like a staff gym?",
        "Is annual leave the same as last year?",
        "Is it the same as the vision?",
        "Is there a law similar to this for bicycles?",
        "How do we compare with others?",
        "Can students, who are on placement, claim travel costs?",
        "Who do I call, when I am ill?",
        "When I am ill, who do I call?",
        "When a review is done, what happens?",
        "Does the policy, which was written in 2023, cover volunteers?",
    ],
)
def test_single_question_is_left_whole(message: str) -> None:
    assert split_question(message) == [message]


def test_question_at_the_end_of_a_pasted_paragraph_is_what_is_asked() -> None:
    pasted = (
        "I was told at my interview that the trust is changing. My manager mentioned a plan. "
        "There was talk of partners too. How long does the strategy run?"
    )

    assert split_question(pasted) == ["How long does the strategy run?"]


def test_list_of_many_questions_is_left_whole() -> None:
    message = "What is a? What is b? What is c? What is d? What is e?"

    assert split_question(message) == [message]


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("What are our values and mission?", ["What are our values?", "What is mission?"]),
        (
            "what is the vision, the purpose and the plan",
            ["What is the vision?", "What is the purpose?", "What is the plan?"],
        ),
        ("What is the plan for staff and students after they leave us?", []),
        ("Who are we?", []),
    ],
)
def test_things_joined_by_and_are_questions_of_their_own(text: str, each: list[str]) -> None:
    assert conjoined(text) == each


def test_things_behind_the_same_preposition_may_be_asked_for_on_their_own() -> None:
    assert conjoined("What's the policy on social media and on phishing?") == [
        "What's the policy on social media?",
        "What's the policy on phishing?",
    ]
    assert conjoined("Who decides on health and safety?") == []

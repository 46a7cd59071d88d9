"""Follow-ups are resolved against the turn before; what stands alone is left as it is."""

import time

import pytest

from assistant.answers import MAX_CHARACTERS, Turn
from assistant.followups import asks_of_something_before, in_context, read_turn, stand_alone

VALUES = Turn(
    "What are our values?",
    "Our values:\n\n- We strive for excellence [1]\n- We champion inclusivity [2]\n"
    "- We place compassion at our core [3]\n- We have respect for each other [4]",
)
MISSION = Turn("What is the trust's mission?", "Our mission is to work in partnership. [1]")
TOP = Turn("What's at the top of the pyramid?", "Patients and students. [1]")
GYM = Turn("Is there a gym?", "I could not find this.")
LETTER = Turn("Thank you. I start on Monday. Can you tell me about the library?", "It lends books.")
STRATEGY = Turn("How long does the strategy run?", "Over the next three years. [1]")


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        (VALUES, "and the second one?", "Tell me about “We champion inclusivity”"),
        (VALUES, "What does the last one mean?", "Tell me about “We have respect for each other”"),
        (
            VALUES,
            "tell me more about the third value",
            "Tell me about “We place compassion at our core”",
        ),
        (VALUES, "why?", "Why our values?"),
        (VALUES, "Who are they for?", "Who are our values for?"),
        (MISSION, "What about for students?", "What is the trust's mission for students?"),
        (MISSION, "and for students?", "What is the trust's mission for students?"),
        (MISSION, "what about the vision?", "What is the vision?"),
        (MISSION, "what about the values?", "What are the values?"),
        (GYM, "what about parking?", "Is there parking?"),
        (GYM, "how do I join one?", "how do I join a gym?"),
        (VALUES, "do I need one", "do I need one"),
        (MISSION, "and how many patients?", "and how many patients?"),
        (GYM, "and part-time staff", "Is there a gym for part-time staff?"),
        (GYM, "when?", "When is there a gym?"),
        (TOP, "and what is in the middle?", "what is in the middle – at the top of the pyramid?"),
        (GYM, "is it free?", "is a gym free?"),
        (LETTER, "who runs it?", "who runs the library?"),
        (MISSION, "tell me more about that", "Tell me about the trust's mission"),
        (
            MISSION,
            "is it the same as the vision?",
            "is the trust's mission the same as the vision?",
        ),
        (MISSION, "who decided that", "who decided the trust's mission?"),
        (MISSION, "Does that apply to students?", "Does the trust's mission apply to students?"),
        (STRATEGY, "ok and when does it end", "when does the strategy end?"),
        (STRATEGY, "does the trust publish it?", "does the trust publish the strategy?"),
        (MISSION, "who else is involved?", "who else is involved – the trust's mission?"),
        (MISSION, "students too?", "students too – the trust's mission?"),
        (STRATEGY, "who with?", "Who with – the strategy?"),
        (STRATEGY, "when does that finish?", "when does the strategy finish?"),
        (MISSION, "can you give me the exact wording", "What is the trust's mission?"),
        (VALUES, "how many are there?", "How many values are there?"),
        (VALUES, "how many are there again?", "How many values are there?"),
        (VALUES, "back to the mission, what was it?", "Tell me about the mission"),
        (VALUES, "back to the mission, what was it exactly?", "Tell me about the mission"),
        (VALUES, "go back to the mission", "Tell me about the mission"),
        (VALUES, "which one came first?", "Tell me about “We strive for excellence”"),
        (VALUES, "what's the fourth?", "Tell me about “We have respect for each other”"),
        (VALUES, "last?", "Tell me about “We have respect for each other”"),
        (VALUES, "and number 2?", "Tell me about “We champion inclusivity”"),
        (VALUES, "the second one, say it again", "Tell me about “We champion inclusivity”"),
        (VALUES, "What is our third value?", "Tell me about “We place compassion at our core”"),
        (TOP, "and at the bottom?", "What's at the bottom of the pyramid?"),
    ],
)
def test_follow_up_takes_its_subject_from_the_turn_before(
    before: Turn, asked: str, expected: str
) -> None:
    assert stand_alone(asked, [before]) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "What is the capital of France?",
        "How is this trust funded?",
        "How does the trust make sure that people are safe?",
        "Does the trust do research?",
        "What is the vision?",
        "Is it possible to work from home?",
        "How long does it take to get a badge?",
        "How does the trust look after its staff?",
        "If a nurse is ill, who do they tell?",
        "What help is there for people that work at night?",
        "Is there a gym?",
        "values",
        "How long does the Members Debate last?",
        "What is a value that is shared by all?",
        "How long did it take the trust to write the plan?",
        "When did Camden open its first clinic?",
        "Is it true that we are moving?",
        "Does it matter whether I work nights?",
        "Who do I ring in IT?",
        "To whom do I report?",
        "Can you show me a map?",
        "Can I park at the back?",
        "What do managers do for staff when they are ill?",
        "What should I do first?",
        "Who do I ring first?",
        "What paperwork do I need to have first?",
        "How long will the course last?",
        "What's the phone number for the ward first?",
        "Is the decision final?",
        "Is the first one-to-one paid?",
        "Where does the number 2 bus stop?",
        "What is number 0?",
        "Going back to work after maternity leave, how much notice do I give?",
        "Back to work after maternity leave, how much notice do I give?",
    ],
)
def test_question_that_stands_alone_is_left_exactly_as_it_is(asked: str) -> None:
    assert stand_alone(asked, [VALUES]) == asked


def test_subject_is_carried_over_several_turns() -> None:
    history = [MISSION, Turn("what about the vision?", "Our vision is to be a leader. [1]")]

    assert stand_alone("why?", history) == "Why the vision?"


def test_question_that_names_nothing_is_passed_over_for_the_one_before_it() -> None:
    for passed in ("what do I need to bring?", "can you give me an example?"):
        history = [MISSION, Turn(passed, "I could not find this.")]

        assert stand_alone("who decided it?", history) == "who decided the trust's mission?"


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        ("How much is parking?", "how do I apply?", "how do I apply – How much is parking?"),
        ("Can I work from home?", "how many days?", "how many days – Can I work from home?"),
        ("Can I work from home?", "What is the leave policy for new managers?", None),
        ("What do I do if I am ill?", "how do I apply?", None),
        (
            "How do I complain?",
            "how long will it take",
            "how long will it take – How do I complain?",
        ),
    ],
)
def test_short_question_may_be_read_with_the_one_before(
    before: str, asked: str, expected: str | None
) -> None:
    assert in_context(asked, [Turn(before, "")]) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("how long have I got?", True),
        ("who do I tell?", True),
        ("how long is the review?", False),
        ("Who are we?", False),
        ("Is that all?", False),
        ("please", False),
    ],
)
def test_question_for_a_time_or_a_name_may_name_nothing(asked: str, expected: bool) -> None:
    assert asks_of_something_before(asked) is expected


def test_pronoun_after_questions_that_name_nothing_is_left() -> None:
    history = [Turn("What do I do?", "")] * 40

    assert stand_alone("when does it end?", history) == "when does it end?"


def test_ordinal_beyond_the_list_is_no_item() -> None:
    assert "“" not in stand_alone("and the ninth one?", [VALUES])


def test_nothing_is_changed_without_a_history() -> None:
    assert stand_alone("why?", []) == "why?"


@pytest.mark.parametrize("again", [" ", "it ", "to ", "who do ", "\n", "“", "[1]", "- x [1]\n"])
def test_long_history_takes_no_time(again: str) -> None:
    text = again * (200_000 // len(again))
    started = time.perf_counter()

    turn = read_turn(Turn(f"What is {text} a plan?", f"- x {text} y\n- z"))
    stand_alone("why?", [turn] * 20)
    stand_alone("and the last one?", [turn] * 20)

    assert time.perf_counter() - started < 1


def test_turn_is_read_tidy_and_no_longer_than_a_question_may_be() -> None:
    turn = read_turn(Turn("What is\u00a0 the   mission?\n\n\n\nThanks.", "Care. [1]"))

    assert turn.question == "What is the mission?\n\nThanks."
    assert len(read_turn(Turn("plan " * 1_000, "")).question) <= MAX_CHARACTERS


FIRST_STEP = Turn("What is the first step of applying?", "Fill in the form. [1]")
TOP_SECTION = Turn("What's at the top of the pyramid?", "The first section says Patients. [1]")
SECOND = Turn("and the second one?", "We champion inclusivity. [1]")


@pytest.mark.parametrize(
    ("history", "typed", "meant"),
    [
        ([VALUES, SECOND], "and the next one?", "Tell me about “We place compassion at our core”"),
        (
            [VALUES, SECOND],
            "what comes after that?",
            "Tell me about “We place compassion at our core”",
        ),
        ([VALUES, SECOND], "the one before that", "Tell me about “We strive for excellence”"),
        ([FIRST_STEP], "What's the next step?", "What is the second step of applying?"),
        ([TOP_SECTION], "and what's the section after that called?", "What is the second section?"),
        (
            [VALUES, SECOND, Turn("and the next one?", "We place compassion at our core. [1]")],
            "the one before that",
            "Tell me about “We champion inclusivity”",
        ),
        (
            [Turn("When is the first day of term?", "On Monday. [1]")],
            "is the library open the day after that?",
            "is the library open the day after the first day of term?",
        ),
        ([Turn("What is the first aid policy?", "")], "what's next", "what's next"),
        ([TOP_SECTION], "the next meeting?", "the next meeting?"),
        ([FIRST_STEP], "when is the next board meeting", "when is the next board meeting"),
        ([STRATEGY], "what's next?", "what's next?"),
    ],
)
def test_next_one_is_the_place_after_what_was_asked_or_told_last(
    history: list[Turn], typed: str, meant: str
) -> None:
    assert stand_alone(typed, history) == meant


def test_item_that_is_no_list_of_ours_makes_no_longer_a_question() -> None:
    turn = read_turn(Turn("What are our values?", f"- {'x' * 9_000}\n- y [1][2]"))

    assert len(stand_alone("and the first one?", [turn])) < MAX_CHARACTERS + 50
    assert stand_alone("and the last one?", [turn]) == "Tell me about “y”"

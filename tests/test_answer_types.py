"""What kind of thing is asked for, and whether it is there."""

import time

import pytest

from assistant.answer_types import (
    MEASURED,
    asked_type,
    asks_which_organisation,
    holds,
    lacks,
    lacks_time,
    names,
    names_something,
)


def test_what_stands_in_the_question_is_no_answer_to_it() -> None:
    quote = "For 100 years the Ashfield clinic has been open."

    assert holds("name", f"At last, {quote}", "Who was first?")
    assert not holds("name", "the old Ashfield clinic", "Who founded the Ashfield clinic?")


@pytest.mark.parametrize(
    ("kind", "text", "missing"),
    [
        ("date", "We plan a merger.", True),
        ("date", "We plan a merger in May.", False),
        ("number", "team budgets", True),
        ("number", "two budgets", False),
        ("name", "the plan was approved", True),
        ("name", "the board approved the plan", False),
        ("reason", "nothing", False),
        ("other", "nothing", False),
    ],
)
def test_text_without_a_date_a_number_or_a_name_lacks_one_that_is_asked_for(
    kind: str, text: str, missing: bool
) -> None:
    assert lacks(kind, text, "") is missing  # type: ignore[arg-type]


def test_names_are_what_is_written_with_a_capital() -> None:
    assert names("Who leads Ashfield House?") == ["ashfield", "hous"]


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("When will the library open?", "The library will be new.", True),
        ("When will the library open?", "The library opens in May.", False),
        ("When must I call?", "Call before your shift.", False),
        ("When a book is lost, who pays?", "The reader pays.", False),
        ("and when is it", "It is planned.", True),
        ("Who opens the library?", "The porter.", False),
    ],
)
def test_text_that_names_no_time_does_not_answer_when(
    question: str, text: str, missing: bool
) -> None:
    assert lacks_time(question, text) is missing


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how do i contact hr", "contact"),
        ("who do I ring about pay", "contact"),
        ("email for the data protection officer", "contact"),
        ("What are the opening hours?", "clock"),
        ("What time of year is the review?", "other"),
        ("How far ahead do I need to ask?", "duration"),
        ("how many days can I carry over", "duration"),
        ("How often is training renewed?", "frequency"),
        ("what's the deadline for essays", "date"),
        ("What happens if I miss the deadline?", "other"),
        ("how much is the course", "money"),
        ("fees for international students", "money"),
        ("What is the annual budget?", "money"),
        ("What is the budget process?", "instruction"),
        ("Who approves costs?", "name"),
        ("who is in charge of the sewing room", "name"),
        ("Why do fees go up?", "reason"),
        ("what percentage of jobs are held by women", "share"),
        ("min length for passwords", "number"),
        ("What is the target number for intake?", "number"),
        ("Is there a limit on carry over?", "permission"),
        ("Can I contact my manager while on leave?", "permission"),
        ("how do I claim expenses", "instruction"),
        ("What are our values?", "other"),
    ],
)
def test_kind_that_is_asked_for_is_told_by_the_first_words_that_say_it(
    question: str, kind: str
) -> None:
    assert asked_type(question) == kind


@pytest.mark.parametrize(
    ("kind", "text", "there"),
    [
        ("contact", "Ring 2222 from any phone.", True),
        ("contact", "Telephone 01632 960 345.", True),
        ("contact", "The strategy for 2025-2030 has 100-200 words.", False),
        ("clock", "Tuesday; 9am to 8pm", True),
        ("clock", "Saturday; Closed", True),
        ("duration", "kept for twelve months", True),
        ("duration", "a year at most", True),
        ("duration", "The trust has a board.", False),
        ("frequency", "Every two years", True),
        ("date", "Monday is pay day.", True),
        ("date", "Today it may rain.", True),
        ("date", "You may ask.", False),
        ("money", "Free of charge to staff.", True),
        ("money", "18p a sheet", True),
        ("share", "64% of them", True),
        ("number", "The trust has a board and no shop.", False),
    ],
)
def test_kind_is_there_where_the_words_give_one(kind: str, text: str, there: bool) -> None:
    assert holds(kind, text) is there  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "text", "there"),
    [
        ("What is Ada's email address?", "Ada: 01632 960 345", False),
        ("What is Ada's email address?", "Ada: ada@trust.example", True),
        ("What is the phone number for Ada?", "Ada: ada@trust.example", False),
        ("Direct line for Ada?", "Ada: 01632 960 345", True),
        ("How do I contact Ada?", "Ada: ada@trust.example", True),
        ("Email or phone number for Ada?", "Ada: 01632 960 345", True),
    ],
)
def test_number_is_no_address_and_an_address_no_number(asked: str, text: str, there: bool) -> None:
    assert asked_type(asked) == "contact"
    assert holds("contact", text, asked) is there


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Who do I contact if I can't get into my email?", "IT desk: 020 7000 1234"),
        ("Who do I contact about my line manager?", "speakup@trust.example"),
    ],
)
def test_what_a_contact_is_wanted_for_does_not_say_its_sort(asked: str, text: str) -> None:
    assert holds("contact", text, asked)


@pytest.mark.parametrize(
    ("asked", "asks"),
    [
        ("Which trust are we merging with?", True),
        ("which other organisations do we work with", True),
        ("Which company provides the catering?", True),
        ("Which trust policy covers lone working?", False),
    ],
)
def test_organisation_is_asked_for_as_what_does_something(asked: str, asks: bool) -> None:
    assert asks_which_organisation(asked) is asks
    assert (asked_type(asked) == "name") is asks


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Sodexo provides the catering.", True),
        ("KPMG audits our accounts.", True),
        ("We merge with Ada Byron next year.", True),
        ("This is our plan. Catering is by a company.", False),
        ("", False),
    ],
)
def test_name_has_a_capital_that_no_sentence_gives_it(text: str, named: bool) -> None:
    assert names_something(text, "Which company provides catering to Byron?") is named


def test_text_made_to_be_slow_is_read_in_time() -> None:
    slow = ["1" + ".22" * 300 + " x", "a" * 8000, "a." * 4000, "1 " * 4000, "every a " * 1000]
    started = time.perf_counter()

    for text in slow:
        for kind in (*MEASURED, "reason", "instruction", "permission"):
            holds(kind, text)  # type: ignore[arg-type]
        asked_type(text[:2000])

    assert time.perf_counter() - started < 5

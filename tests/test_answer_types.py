"""What kind of thing is asked for, and whether it is there."""

import pytest

from assistant.answer_types import holds, lacks, lacks_time, names


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

import datetime

import pytest

from assistant.dates import is_of_other_years, named_years


@pytest.mark.parametrize(
    ("text", "words", "end"),
    [
        ("2023/24 objectives", "2023/24", datetime.date(2024, 3, 31)),
        ("Objectives for 2025–26", "2025/26", datetime.date(2026, 3, 31)),
        ("Our plan for 2024", "2024", datetime.date(2024, 12, 31)),
        ("Trust strategy 2024 to 2029", "2024 to 2029", datetime.date(2029, 12, 31)),
        ("Estates plan 2019-2031", "2019-2031", datetime.date(2031, 12, 31)),
        ("Estates plan 2021–25", "2021–25", datetime.date(2025, 12, 31)),
    ],
)
def test_heading_names_a_year_and_when_it_ends(text: str, words: str, end: datetime.date) -> None:
    (year,) = named_years(text, single=True)

    assert (year.words, year.end) == (words, end)


def test_single_years_and_spans_are_left_out_where_only_years_of_work_are_asked_for() -> None:
    assert named_years("Founded in 2004, strategy 2024 to 2029", single=False) == []


@pytest.mark.parametrize(
    ("question", "heading", "other"),
    [
        ("What are the objectives for 2024/25?", "2023/24 objectives", True),
        ("What are the objectives for 2023/24?", "2023/24 objectives", False),
        ("What are the objectives for 2024?", "2023/24 objectives", False),
        ("What did we spend in 2019?", "Accounts 2020", True),
        ("What is planned for 2025?", "Strategy 2023 to 2026", False),
        ("What are the objectives?", "2023/24 objectives", False),
        ("What are the objectives for 2024/25?", "Objectives", False),
    ],
)
def test_section_of_other_years_is_told_from_one_of_the_years_asked_for(
    question: str, heading: str, other: bool
) -> None:
    assert is_of_other_years(question, heading) is other

import datetime

import pytest

from assistant.dates import named_years


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

import datetime

import pytest
from fakes import make_document

from assistant.catalogue import CatalogueEntry
from assistant.dates import document_dates, is_of_other_years, named_years
from assistant.manifest import Record

RECORD = Record("policy", "policy.md", "0", "Policy", 0, 1, CatalogueEntry())
FILE_DATE = datetime.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "words", "end"),
    [
        ("2023/24 objectives", "2023/24", datetime.date(2024, 3, 31)),
        ("Objectives for 2025–26", "2025/26", datetime.date(2026, 3, 31)),
        ("Our plan for 2024", "2024", datetime.date(2024, 12, 31)),
        ("Trust strategy 2024 to 2029", "2024 to 2029", datetime.date(2029, 12, 31)),
        ("Estates plan 2019-2031", "2019-2031", datetime.date(2031, 12, 31)),
        ("Estates plan 2021–25", "2021–25", datetime.date(2025, 12, 31)),
        ("Objectives (23/24)", "2023/24", datetime.date(2024, 3, 31)),
        ("23/24 corporate objectives", "2023/24", datetime.date(2024, 3, 31)),
        ("What was done in 23/24?", "2023/24", datetime.date(2024, 3, 31)),
        ("23/24", "2023/24", datetime.date(2024, 3, 31)),
    ],
)
def test_heading_names_a_year_and_when_it_ends(text: str, words: str, end: datetime.date) -> None:
    (year,) = named_years(text, single=True)

    assert (year.words, year.end) == (words, end)


def test_single_years_and_spans_are_left_out_where_only_years_of_work_are_asked_for() -> None:
    assert named_years("Founded in 2004, strategy 2024 to 2029", single=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "Students aged 16-17",
        "Volunteers of 16/17 years",
        "A plan for 16/17 year olds",
        "24–25 September",
        "Open 10-11",
        "See rooms 10/11.",
        "Agreed on 01/12/2013",
        "Accounts of 1.12/13.2013",
        "From 1 January 2013–14 May 2014",
        "Within 24-25 hours of the report",
    ],
)
def test_ages_hours_days_and_rooms_are_no_years_of_work(text: str) -> None:
    assert named_years(text, single=False) == []


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
        ("objectives 23/24", "2023/24 objectives", False),
        ("objectives 24/25", "2023/24 objectives", True),
        ("Can 16-17 year olds volunteer?", "Volunteering strategy 2024 to 2029", False),
    ],
)
def test_section_of_other_years_is_told_from_one_of_the_years_asked_for(
    question: str, heading: str, other: bool
) -> None:
    assert is_of_other_years(question, heading) is other


@pytest.mark.parametrize(
    ("line", "published", "review_due"),
    [
        ("Approved by the Board, June 2023", datetime.date(2023, 6, 1), None),
        ("Version 2.0, April 2024. Owner: Director", datetime.date(2024, 4, 1), None),
        (
            "Version 4.0. Agreed by the Joint Negotiating Committee on 17 April 2024. "
            "Review date May 2026.",
            datetime.date(2024, 4, 17),
            datetime.date(2026, 5, 1),
        ),
        ("Approved. Review date: May 2026", FILE_DATE, datetime.date(2026, 5, 1)),
        ("We met on 3 May 2024.", FILE_DATE, None),
    ],
)
def test_dates_that_a_document_states_come_before_its_files(
    line: str, published: datetime.date, review_due: datetime.date | None
) -> None:
    document = make_document("policy", f"# Policy\n{line}\nWe pay fairly.", date=FILE_DATE)

    dates = document_dates(RECORD, document)

    assert (dates.published, dates.review_due) == (published, review_due)


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("What is the target for 2031?", True),
        ("What was agreed in 1998?", True),
        ("What is the target for 2030?", False),
        ("Can I claim more than £1500?", False),
        ("May an essay have 2000 words?", False),
        ("What is the target?", False),
    ],
)
def test_hours_ages_and_sums_are_no_years(question: str, other: bool) -> None:
    text = "Agreed in 2024. Aged 18-25. Within 24-48 hours, 09:00-17:00. The target for 2030 is 60."

    assert is_of_other_years(question, text) is other

"""What a question asks how many there are of."""

import pytest

from assistant.terms import words
from assistant.units import holds_unit, unit


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        ("How many parking spaces are there?", "space"),
        ("how many paid days off do carers get", "day"),
        ("So how many hours", "hour"),
        ("How many people work here?", "peopl"),
        ("how many hours a week do we work", "hour"),
        ("how many weeks maternity leave do I get", "week"),
        ("how many sites across London do we have", "site"),
        ("How many of them are there?", None),
        ("How long is it?", None),
    ],
)
def test_what_is_counted_is_told_by_what_is_asked_how_many_of(
    asked: str, counted: str | None
) -> None:
    assert unit(asked) == counted


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("It has 40 parking spaces.", True),
        ("There are twelve large new spaces", True),
        ("Spaces: 40", False),
        ("It has thirteen spaces", True),
        ("In 2024 the new spaces opened", False),
        ("There are 22 charge points and some spaces", False),
        ("Parking spaces are few", False),
    ],
)
def test_unit_is_counted_where_a_number_stands_shortly_before_it(text: str, there: bool) -> None:
    assert holds_unit("space", words(text)) is there


def test_row_of_a_table_names_the_unit_before_its_number() -> None:
    row = words("Service: On joining; Days: 29")

    assert holds_unit("day", row, in_row=True)
    assert not holds_unit("day", row)

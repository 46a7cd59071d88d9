import pytest

from assistant.contents_pages import contents_lines

HEADINGS = ["Contents", "1. Purpose", "2. The leave year", "Buying extra leave", "Appendix"]


@pytest.mark.parametrize(
    "entries",
    [
        ["1. Purpose 2", "2. The leave year 2", "3 Buying extra leave 4"],
        ["Foreword … 3", "Our five aims … 4", "How we pay for it … 12"],
        ["Foreword ........ iii", "Our aims ....... 4", "What it costs . . . . . 12"],
        ["Foreword .... 3 Our aims .... 4 What it costs .... 12"],
    ],
)
def test_entries_of_a_contents_page_are_told(entries: list[str]) -> None:
    lines = ["This is how we lead.", *entries, "Taking time away is good."]

    assert contents_lines(lines, HEADINGS) == [False, *[True] * len(entries), False]


@pytest.mark.parametrize(
    "lines",
    [
        ["Appendix 1", "Appendix 2"],
        ["Ward 3", "Ward 4", "Ward 5"],
        ["We have three wards.", "They have 40 beds.", "That is 12 more than in 2019."],
        ["Well … 5 of them came."],
        [],
    ],
)
def test_what_only_ends_in_a_number_is_none(lines: list[str]) -> None:
    assert not any(contents_lines(lines, HEADINGS))


def test_a_line_of_millions_of_letters_is_read_at_once() -> None:
    assert contents_lines(["a1" * 3_000_000, ". " * 1_000_000, "." * 1_000_000], HEADINGS) == [
        False,
        False,
        False,
    ]

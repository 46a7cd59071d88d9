import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.personal_details import find_personal_details

TODAY = datetime.date(2026, 11, 25)


def kinds(text: str) -> tuple[str, ...]:
    return find_personal_details(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "My NHS number is 943 476 5919",
        "9434765919 - what clinics are there?",
        "943-476-5919",
        "９４３４７６５９１９",
        "943\u200b476\u200b5919",
        "NHS no. 9434765919.",
    ],
)
def test_nhs_number_is_known_by_its_check_digit(text: str) -> None:
    assert kinds(text) == ("nhs_number",)


@pytest.mark.parametrize("text", ["943 476 5918", "94347659190", "1234567890", "A9434765919"])
def test_other_ten_digits_are_no_nhs_number(text: str) -> None:
    assert kinds(text) == ()


@given(st.integers(0, 999_999_999))
def test_every_nine_digits_have_at_most_one_check_digit(number: int) -> None:
    fits = [check for check in range(10) if "nhs_number" in kinds(f"x {number:09d}{check}")]

    assert len(fits) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "date of birth 12/03/1985",
        "DOB 12.03.85",
        "D.O.B. 3-4-2019",
        "she was born on 3rd of April 2019",
        "born April 3, 2019",
        "Tom Smith 1985-03-12",
        "Tom Smith, 12 March 1985, asks",
        "29/02/2000",
    ],
)
def test_birth_date_is_known_by_its_words_or_its_age(text: str) -> None:
    assert kinds(text) == ("birth_date",)


@pytest.mark.parametrize(
    "text",
    [
        "What changed on 1 April 2023?",
        "the policy of 01/04/2023",
        "When was the trust born?",
        "What is planned for 12/03/2030?",
        "30/02/1985",
        "31/13/1985",
        "version 1.2.3",
        "What happened in March 1985?",
        "the strategy for 2026-2029",
        "10/10",
    ],
)
def test_other_dates_are_none_of_birth(text: str) -> None:
    assert kinds(text) == ()


@pytest.mark.parametrize("text", ["ann.o'neil+x@example.nhs.uk", "write to a@b.co."])
def test_email_address_is_found(text: str) -> None:
    assert kinds(text) == ("email",)


@pytest.mark.parametrize(
    "text",
    ["020 7435 7111", "(020) 7435 7111", "07700 900123", "+44 7700 900123", "+33 1 23456789"],
)
def test_phone_number_is_found(text: str) -> None:
    assert kinds(f"call me on {text}") == ("phone",)


@pytest.mark.parametrize(
    "text",
    [
        "What are our values?",
        "call 111 or 116 123",
        "0.5 to 0.9 of 2,000",
        "@everyone",
        "we met 0 of 10 targets in 2024",
        "0000000",
        "",
    ],
)
def test_ordinary_messages_hold_none(text: str) -> None:
    assert kinds(text) == ()


def test_all_that_is_found_is_named_in_order() -> None:
    text = "Ann, born 12/03/1985, 943 476 5919, 07700 900123, ann@example.org"

    assert kinds(text) == ("nhs_number", "birth_date", "email", "phone")


@given(st.text(max_size=500))
def test_any_text_can_be_searched(text: str) -> None:
    kinds(text)


@given(st.text("0123456789-./ @+()a", max_size=2000))
def test_long_runs_of_digits_and_marks_are_searched_quickly(text: str) -> None:
    kinds(text)

"""Personal details: what in a message looks like a person's number, birth date or address."""

import calendar
import datetime
import re
import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import Literal

from assistant.normalise import normalise_question

Detail = Literal["nhs_number", "birth_date", "email", "phone"]

YOUNGEST, OLDEST = 10, 120
"""Years ago of a date that is taken for one of birth where nothing says that it is one.

A younger date is more often a document's than a child's.
"""


def find_personal_details(text: str, today: datetime.date) -> tuple[Detail, ...]:
    """Return what kinds of personal details a message seems to hold, in a fixed order."""
    plain = unicodedata.normalize("NFKC", normalise_question(text))
    holds: dict[Detail, bool] = {
        "nhs_number": any(_checks(found[0]) for found in _TEN_DIGITS.finditer(plain)),
        "birth_date": _holds_birth_date(plain, today),
        "email": _EMAIL.search(plain) is not None,
        "phone": any(_is_phone(found[0]) for found in _PHONE.finditer(plain)),
    }
    return tuple(kind for kind, found in holds.items() if found)


_TEN_DIGITS = re.compile(r"(?<![\w+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\w)", re.ASCII)
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"(?<![\w+])(?:\+|\(?0)\d[\d ().-]{6,18}\d(?!\w)", re.ASCII)


def _checks(number: str) -> bool:
    """Return whether ten digits are an NHS number by their check digit (modulus 11)."""
    *digits, check = (int(digit) for digit in number if digit.isdigit())
    total = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == check


def _is_phone(number: str) -> bool:
    digits = sum(character.isdigit() for character in number)
    return 10 <= digits <= 11 if number[0] != "+" else 9 <= digits <= 15


_BIRTH = re.compile(r"\b(born|birth|birthday|dob)\b|\bd\.o\.b\b", re.IGNORECASE)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?,?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_DATES = [
    re.compile(rf"(?<![\w/.-]){pattern}(?![\w/-])", re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"{_DAY}[/. -](?P<month>\d{{1,2}})[/. -]{_YEAR}",
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
        rf"{_DAY} (?:of )?{_MONTH} {_YEAR}",
        rf"{_MONTH} {_DAY},? {_YEAR}",
    )
]


def _holds_birth_date(text: str, today: datetime.date) -> bool:
    """Return whether a whole date is called one of birth, or lies as far back as one may."""
    youngest = 0 if _BIRTH.search(text) else YOUNGEST
    return any(youngest <= (today - date).days / 365.25 <= OLDEST for date in _dates(text, today))


def _dates(text: str, today: datetime.date) -> Iterator[datetime.date]:
    for found in chain.from_iterable(pattern.finditer(text) for pattern in _DATES):
        month = found["month"].lower()
        year = int(found["year"])
        if len(found["year"]) == 2:
            year += 2000 if 2000 + year <= today.year else 1900
        number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
        day = int(found["day"])
        if year and 1 <= number <= 12 and 1 <= day <= calendar.monthrange(year, number)[1]:
            yield datetime.date(year, number, day)

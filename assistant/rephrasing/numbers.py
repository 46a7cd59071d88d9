"""Numbers and dates in one form each: "3 May 2024" and "May 3, 2024", "30%" and "30 per cent"."""

import re

_MONTHS_TEXT = """
    january february march april may june july august september october november december
"""
_MONTHS = _MONTHS_TEXT.split()
_MONTH = "|".join(rf"{month[:3]}(?:{month[3:]})?" for month in _MONTHS)
DATE = (
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})\b(?:,? \d{{4}}\b)?"
    rf"|\b(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?"
    rf"|\b(?:{_MONTH}) \d{{4}}\b"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{4}\b"
)
"""A date with its month and a day or a year, for use without regard to case."""
NUMBER = (
    r"[£$€]?\d+(?:,\d{3})*(?:[.:/]\d+)*(?:st|nd|rd|th|am|pm|[a-z]{1,2})?\b"
    r"(?: ?%| ?per ?cent\b)?(?: (?:million|billion)\b)?"
)
"""A number in figures with its currency or share."""

_UNITS_TEXT = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen
"""
_UNITS = _UNITS_TEXT.split()
_TENS_TEXT = """
    twenty thirty forty fifty sixty seventy eighty ninety
"""
_TENS = _TENS_TEXT.split()
_ORDINALS_TEXT = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
"""
_ORDINALS = _ORDINALS_TEXT.split()
NUMBER_WORDS = (
    {word: str(value) for value, word in enumerate(_UNITS)}
    | {word: str(value * 10) for value, word in enumerate(_TENS, 2)}
    | {word: f"{value}th" for value, word in enumerate(_ORDINALS, 1)}
    | {"hundred": "hundred", "thousand": "thousand", "million": "million", "billion": "billion"}
    | {"dozen": "12"}
)
"""Numbers in words, each as its figures are read; "second" may also be a time and stays exact."""

_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SUFFIX = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")


def read_date(text: str) -> str:
    """Return a date as year-month-day, with the parts it has; day first where only figures."""
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return f"{int(found[1])}-{int(found[2])}-{int(found[3])}"
    found = _SLASHED.fullmatch(text)
    if found:
        return f"{int(found[3])}-{int(found[2])}-{int(found[1])}"
    pieces = re.findall(r"[a-z]+|\d+", re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", text.lower()))
    names = [piece for piece in pieces if piece.isalpha() and piece != "of"]
    month = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(names[0][:3]))
    figures = [int(piece) for piece in pieces if piece.isdigit()]
    year = next((figure for figure in figures if figure > 31), "")
    day = next((figure for figure in figures if figure <= 31), "")
    return f"{year}-{month}-{day}"


def read_number(text: str) -> str:
    """Return a number in figures in one form, its currency, share and scale kept."""
    plain = re.sub(r"\s*per ?cent", "%", text.lower()).replace(",", "").replace(" ", "")
    return _SUFFIX.sub("th", plain)

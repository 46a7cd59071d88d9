"""Dates: of when a document is, and the years and spans of time that a text names."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.documents import Document
from assistant.manifest import Record
from assistant.terms import fold

_NAMES = "january february march april may june july august september october november december"
_MONTHS = _NAMES.split()
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in _MONTHS)
_DATE = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)"
    rf"|(?P<day2>\d\d?)[/.](?P<month2>\d\d?)[/.](?P<year2>\d{{4}})"
    rf"|(?:(?P<day3>\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<name>{_MONTH})\.?,?\s+(?P<year3>\d{{4}})",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:published|issued|approved|ratified|agreed|adopted|revised|updated|effective|in force"
    r"|version \d[\d.]*|date of (?:issue|publication|approval)"
    r"|last (?:updated|reviewed|revised|changed)"
    r"|(?:issue|publication|version|approval|effective) date)\b",
    re.IGNORECASE,
)
_REVIEW_DUE = re.compile(
    r"\b(?:(?:next )?review (?:date|due)|due for review|next review|review by|to be reviewed"
    r"|expiry date|expires|valid until)\b",
    re.IGNORECASE,
)
_LABEL_TO_DATE = 45
"""A date starts at most so many characters after the word that says what it is."""
_EDGE_LINES = 20
"""A document states its own dates in so many of its first or last lines."""
_LABELLED_LINE = 120
"""A longer line is prose and does not state the document's own date."""

_YEARS = re.compile(
    r"(?<!\d[/.–-])\b(?P<century>20)?(?P<first>\d\d)\s?[/–-]\s?(?:20)?(?P<second>\d\d)\b"
    rf"(?![/–-]|\.\d|\s(?i:{_MONTH})\s\d{{4}}|[\s-]years?[\s-]olds?\b)"
)
_PLANNED = (
    r"(?:strateg(?:y|ies)|plans?|budgets?|objectives?|aims|priorities|targets?|reports?|accounts"
    r"|(?:financial|academic|tax) years?)"
)
_BEHIND_PLAN = re.compile(rf"\b{_PLANNED}(?:\s[\w’/-]+){{0,2}}[\s(:,–-]*$", re.IGNORECASE)
_BEFORE_PLAN = re.compile(rf"^\)?\s(?:[\w’/-]+\s){{0,2}}(?:{_PLANNED}|year)\b", re.IGNORECASE)
_LED = re.compile(r"(?:^|\b(?:and|in|for|of|during|since)\s)$", re.IGNORECASE)
_ENDS = re.compile(r"^[\s?.!]*$")
_BESIDE = 60
"""Characters on each side of two figures that tell whether they are years."""
_SPAN = re.compile(
    r"\b20(?P<first>\d\d)\s?(?:[/–-]|to|until)\s?(?:20)?(?P<second>\d\d)\b(?![/–-])", re.IGNORECASE
)
_ONE_YEAR = re.compile(r"\b20(?P<year>\d\d)\b")
_ANY_YEAR = re.compile(
    r"(?<![£$€.,:\d])(?<!extension )(?<!ext )(?<!bleep )\b(?:1[5-9]|20)\d\d\b"
    r"(?![.,:]\d|\s*(?:words|hours|hrs|people|pounds|staff)\b)",
    re.IGNORECASE,
)
_UP_TO_TEN = "one two three four five six seven eight nine ten"
_COUNTS = _UP_TO_TEN.split()
_COMING = re.compile(
    rf"\b(?:over|in|for|within|during|across) (?P<words>the (?:next|coming|following) "
    rf"(?P<count>{'|'.join(_COUNTS)}|\d\d?) years?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dates:
    """Of when a document is, and when it was to be reviewed, as far as anything says."""

    published: datetime.date | None
    review_due: datetime.date | None


@dataclass(frozen=True, slots=True)
class NamedYear:
    """A year of work that a text names, such as "2023/24", and the last day of it."""

    words: str
    end: datetime.date


@dataclass(frozen=True, slots=True)
class ComingYears:
    """Words such as "the next three years", and how many they are."""

    words: str
    count: int


def document_dates(record: Record, document: Document) -> Dates:
    """Return a document's dates: the catalogue's, or those its text states, or its file's own."""
    entry = record.entry
    return Dates(
        entry.published or _stated(document, _PUBLISHED) or document.date,
        entry.review_due or _stated(document, _REVIEW_DUE),
    )


def named_years(text: str, *, single: bool) -> list[NamedYear]:
    """Return the years that a text names: "2023/24" ends in March, and with `single` "2024".

    With `single` so is a span such as "2024 to 2029", which ends with its last year.
    """
    found = [
        NamedYear(f"20{match['first']}/{match['second']}", datetime.date(2000 + second, 3, 31))
        for match in _YEARS.finditer(text)
        if (second := int(match["second"])) == int(match["first"]) + 1 and _are_years(match)
    ]
    if found or not single:
        return found
    spans = [match for match in _SPAN.finditer(text) if match["first"] < match["second"]]
    return [
        *(_whole_year(match[0], match["second"]) for match in spans),
        *(
            _whole_year(match[0], match["year"])
            for match in _ONE_YEAR.finditer(text)
            if not any(span.start() <= match.start() < span.end() for span in spans)
        ),
    ]


def _whole_year(words: str, year: str) -> NamedYear:
    return NamedYear(words, datetime.date(2000 + int(year), 12, 31))


def is_of_other_years(question: str, text: str) -> bool:
    """Return whether a question and a text both name years and none of them are the same.

    "2023" and "2023/24" may be the same, "2023/24" and "2024/25" are not.
    """
    asked = _years(question)
    told = _years(text) if asked else []
    return bool(asked and told) and not any(a <= t or t <= a for a in asked for t in told)


def _years(text: str) -> list[frozenset[int]]:
    """Return what a text names of years, each the years that it covers."""
    covered: list[frozenset[int]] = []

    def take(span: re.Match[str]) -> str:
        first, second = int(span["first"]), int(span["second"])
        if span.re is _YEARS and (second != first + 1 or not _are_years(span)):
            return span[0]
        if second < first:
            return span[0]
        covered.append(frozenset(range(2000 + first, 2001 + second)))
        return " "

    left = _SPAN.sub(take, _YEARS.sub(take, text))
    return [*covered, *(frozenset([int(match[0])]) for match in _ANY_YEAR.finditer(left))]


def _are_years(found: re.Match[str]) -> bool:
    """Return whether two figures are years, and no ages, hours, days or rooms.

    Without "20" only with a slash between them, beside a word for what is done by the year.
    """
    if found["century"]:
        return True
    if "/" not in found[0]:
        return False
    before = found.string[max(0, found.start() - _BESIDE) : found.start()]
    after = found.string[found.end() : found.end() + _BESIDE]
    if _BEHIND_PLAN.search(before) or _BEFORE_PLAN.match(after):
        return True
    return _LED.search(before) is not None and _ENDS.match(after) is not None


def coming_years(text: str) -> list[ComingYears]:
    """Return the spans of time in a text that count from when it was written."""
    return [
        ComingYears(match["words"], _count(match["count"].lower()))
        for match in _COMING.finditer(text)
    ]


def said(date: datetime.date) -> str:
    """Return a date as people write it: 1 April 2023."""
    return f"{date.day} {date:%B %Y}"


def _stated(document: Document, label: re.Pattern[str]) -> datetime.date | None:
    """Return the date after a label in the first or last lines of a document."""
    others = _REVIEW_DUE if label is _PUBLISHED else _PUBLISHED
    for line in _edge_lines(document):
        for found in label.finditer(line):
            date = _DATE.search(line, found.end())
            between = line[found.end() : date.start()] if date else ""
            read = _read_date(date) if date and not others.search(between) else None
            if read and len(between) <= _LABEL_TO_DATE:
                return read
    return None


def _edge_lines(document: Document) -> Iterator[str]:
    lines = document.lines
    edge = lines if len(lines) <= 2 * _EDGE_LINES else (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:])
    for line in edge:
        if line.end - line.start <= _LABELLED_LINE:
            yield document.text[line.start : line.end]


def _read_date(found: re.Match[str]) -> datetime.date | None:
    """Return the day that was matched, the first of a month named alone; None if there is none."""
    year = int(found["year"] or found["year2"] or found["year3"])
    if found["name"]:
        starts = [name[:3] for name in _MONTHS]
        month = starts.index(fold(found["name"])[:3]) + 1
    else:
        month = int(found["month"] or found["month2"])
    day = int(found["day"] or found["day2"] or found["day3"] or 1)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS.index(word) + 1

"""Answer types: what kind of thing a question asks for, and which sentences hold one."""

import re
from typing import Literal

from assistant.terms import terms, words

AnswerType = Literal["date", "number", "name", "reason", "other"]

_ASKS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "date",
        re.compile(
            r"\bwhen\b|\b(?:what|which) (?:year|date|month|day|century|decade|time)\b"
            r"|\bhow (?:long|old)\b"
        ),
    ),
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|often|far|big|large|high|tall)\b"
            r"|\b(?:what|which) (?:percent|percentage|number|proportion|amount|share)\b"
        ),
    ),
    (
        "name",
        re.compile(
            r"\b(?:who|whose|whom|where)\b"
            r"|\b(?:what|which) (?:city|country|person|town|place|name)\b"
        ),
    ),
    ("reason", re.compile(r"\bwhy\b|\bwhat (?:reason|cause|purpose)\b|^how\b")),
)

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

_HOLDS: dict[AnswerType, re.Pattern[str]] = {
    "date": re.compile(
        rf"\b(?:1\d{{3}}|20\d\d)s?\b|\bcentur|\b(?:{_MONTHS})\b"
        r"|\b(?:years?|months?|weeks?|days?|hours?|decades?|today|annual(?:ly)?|\w+day)\b"
    ),
    "number": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty"
        r"|forty|fifty|hundred|thousand|million|billion|half|once|twice|third|several|many)\b",
        re.IGNORECASE,
    ),
    "name": re.compile(r"(?<!^)(?<![.?!‘“\"]\s)\b[A-Z][a-z]+"),
    "reason": re.compile(
        r"\b(?:because|due to|so that|in order to|since|reasons?|caus\w+|therefore|by \w+ing)\b"
    ),
}

_PEOPLE_AND_PLACES = re.compile(
    r"\b(?:people|patients|children|families|adults|students|staff|carers|communities|managers?"
    r"|nurses?|teams?|tutors?|everyone|boards?|committees?|officers?|directors?|guardians?"
    r"|supervisors?|doctors?|clinicians?|practitioners?|departments?|services?|leads?|executives?"
    r"|governors?|members?|employees?|users?|you|we)\b",
    re.IGNORECASE,
)
"""People and services that are named by what they are."""

_ASKS_WHEN = re.compile(
    r"^\W*(?:(?:and|so|but|since|until|by) )*when(?:['’]?s| is| are| was| were| will| do| does"
    r"| did| can| could| should| must| has| have| had| would| may| might)\b"
    r"|^\W*(?:what|which) (?:year|date|month|time)\b",
    re.IGNORECASE,
)
_SAYS_WHEN = re.compile(
    r"\b(?:at \w+|nights?|nightly|mornings?|afternoons?|evenings?|daily|weekly|monthly|before|after"
    r"|until|during|once|immediately|soon|whenever"
    r"|seasons?|\d\d?[:.]\d\d|\d\d? ?(?:am|pm|ad|bc))\b",
    re.IGNORECASE,
)


def asked_type(question: str) -> AnswerType:
    """Return the kind of thing that a question asks for."""
    lower = question.lower()
    return next((kind for kind, pattern in _ASKS if pattern.search(lower)), "other")


def holds(kind: AnswerType, text: str, asked: str = "") -> bool:
    """Return whether a sentence holds something of a kind; never for `other`.

    What stands in the question too, where that is given as `asked`, is no answer to it.
    """
    pattern = _HOLDS.get(kind)
    if pattern is None:
        return False
    own = set(words(asked))
    return any(not own.issuperset(words(found[0])) for found in pattern.finditer(text))


def lacks(kind: AnswerType, text: str, asked: str) -> bool:
    """Return whether a text holds nothing that could answer a question for a date, number, name.

    People who are named by what they are answer who.
    """
    if kind not in ("date", "number", "name") or holds(kind, text, asked):
        return False
    return kind != "name" or not _PEOPLE_AND_PLACES.search(text)


def lacks_time(question: str, text: str) -> bool:
    """Return whether a question asks when and a text names no time of any kind."""
    asks = _ASKS_WHEN.search(question) is not None
    return asks and not (holds("date", text) or _SAYS_WHEN.search(text))


def names(question: str) -> list[str]:
    """Return the stems of what a question writes with a capital, its first word left out."""
    return [stem for found in _HOLDS["name"].finditer(question) for stem in terms(found[0])]

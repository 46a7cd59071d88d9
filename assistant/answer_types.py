"""Answer types: what kind of thing a question asks for, and which sentences hold one."""

import re
from typing import Literal

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


def asked_type(question: str) -> AnswerType:
    """Return the kind of thing that a question asks for."""
    lower = question.lower()
    return next((kind for kind, pattern in _ASKS if pattern.search(lower)), "other")


def holds(kind: AnswerType, text: str) -> bool:
    """Return whether a sentence holds something of a kind; never for `other`."""
    pattern = _HOLDS.get(kind)
    return pattern is not None and pattern.search(text) is not None

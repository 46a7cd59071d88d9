"""Units: what a question asks how many there are of, and whether a number of it is told."""

import re
from collections.abc import Sequence

from assistant.terms import STOP_WORDS, stem, words

WITHIN = 5
"""Words from a number in which what it counts is looked for."""

_HOW_MANY = re.compile(
    r"\bhow many ((?:\w+[ -]){0,3}?\w+)(?= (?:an?|across|at|attend|can|come|could|did|do|does|each"
    r"|every|for|get|go|had|has|have|here|i|in|is|are|was|were|live|make|may|must|need|of|on|per"
    r"|should|study|take|there|they|to|use|visit|we|will|work|works|you)\b|\W*$)"
    r"|\bhow many (\w+)"
)
"""What follows "how many" up to a word that is no part of the name of what is counted."""
_PERIODS = "years months weeks days hours minutes terms sessions times"
_TIMES = frozenset(map(stem, _PERIODS.split()))
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNTS = "one half hundred thousand million billion several many once twice"
_WORDS = frozenset(_COUNTS.split())


def unit(question: str) -> str | None:
    """Return the stem of what a question asks how many there are of; None of any other."""
    found = _HOW_MANY.search(question.lower())
    own = [word for word in words(found[1] or found[2]) if word not in STOP_WORDS] if found else []
    stems = [stem(word) for word in own]
    return next((one for one in stems if one in _TIMES), stems[-1] if stems else None)


def holds_unit(unit: str, own: Sequence[str], *, in_row: bool = False) -> bool:
    """Return whether a number, which is no year, stands shortly before a unit among words.

    In a row of a table it may stand after it: "Days: 27".
    """
    stems = [stem(word) for word in own]
    return any(
        unit in stems[max(place - WITHIN, 0) if in_row else place : place + WITHIN]
        for place, word in enumerate(own)
        if _is_number(word, stems[place])
    )


def _is_number(word: str, stemmed: str) -> bool:
    return word in _WORDS or (stemmed[:1].isdigit() and not _YEAR.fullmatch(stemmed))

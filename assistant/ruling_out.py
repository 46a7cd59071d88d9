"""Ruling out: what cannot answer a question, however likely it looks."""

import re
from collections.abc import Sequence

from assistant.answer_types import (
    asked_type,
    asks_which_organisation,
    holds,
    lacks_time,
    names_something,
)
from assistant.dates import is_of_other_years
from assistant.features import Candidate
from assistant.generation import Generation
from assistant.questions import Question

COUNTED = ("number", "money", "share", "duration", "date", "clock")
"""Kinds of answer that hold a figure."""
_ASKS_STEPS = re.compile(
    r"^\W*what(?:['’]?s| is| are) the (?:\w+ )?(?:steps?|stages?|process|procedure)\b",
    re.IGNORECASE,
)
_NAMES_A_YEAR = re.compile(r"(?<!\bafter )\b(?:1[5-9]|20)\d\d\b", re.IGNORECASE)
"""Not what it is asked after: "what happens after 1800" is answered of any later time."""
_BY_THE_ASKER = re.compile(r"\b(?:i|i['’]?m|i['’]?ve|my|me)\b", re.IGNORECASE)


def is_ruled_out(question: Question, likely: Sequence[Candidate], generation: Generation) -> bool:
    """Return whether what would be quoted, best first, cannot answer a question.

    It tells of another year than is asked for, of no time where it is asked when, or of nothing
    but what the question says itself.
    """
    return _of_another_time(question, likely, generation) or _says_too_little(question, likely)


def _of_another_time(
    question: Question, likely: Sequence[Candidate], generation: Generation
) -> bool:
    """Return whether the best sentence stands under, or in a document of, other years than asked.

    Or whether it is asked when, and what would be quoted of the matter names no time. A year that
    the asker tells of themselves ("I started in 2019") is not asked for of a document.
    """
    asked = question.search_text
    of_it = [c for c in likely if _is_of(question, c)] or likely
    said = [" ".join([*c.passage.chunk.section, c.text]) for c in of_it]
    headings = " ".join(likely[0].passage.chunk.section)
    if is_of_other_years(asked, headings) or lacks_time(asked, "\n".join(said)):
        return True
    if not _NAMES_A_YEAR.search(asked) or _BY_THE_ASKER.search(asked):
        return False
    source = generation.document(likely[0].passage.chunk.document)
    return is_of_other_years(asked, source.text)


def _says_too_little(question: Question, likely: Sequence[Candidate]) -> bool:
    """Return whether all that would be quoted only repeats the question.

    "Student intake" does not say how big it is. It does answer whether that is an objective. Where
    a figure or the steps are asked for, a word more in an item of a list says no more; and what
    names nothing does not say which organisation.
    """
    kind = asked_type(question.search_text)
    if kind in ("other", "permission"):
        return False
    asked = question.search_text
    if asks_which_organisation(asked):
        return not any(names_something(c.text, asked) for c in likely)
    return all(
        c.terms.issubset(question.terms)
        or (
            (kind in COUNTED or _ASKS_STEPS.search(question.search_text))
            and _only_names(question, c)
            and not holds(kind, c.text, question.search_text)
        )
        for c in likely
    )


def _only_names(question: Question, candidate: Candidate) -> bool:
    """Return whether a list item is what the question names, with at most a word more."""
    return (
        candidate.sentence.kind == "item"
        and 0 < len(candidate.terms) <= len(candidate.terms & set(question.terms)) + 1
        and not candidate.terms.isdisjoint(question.terms)
    )


def _is_of(question: Question, candidate: Candidate) -> bool:
    return not (candidate.terms | candidate.list_terms).isdisjoint(question.terms)

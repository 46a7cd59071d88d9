"""Follow-ups: a language model's form of a question that needs no conversation, checked."""

from collections.abc import Sequence

from assistant.answers import Turn
from assistant.followups import leans
from assistant.rephrasing.words import read_words
from assistant.terms import QUESTION_WORDS, STOP_WORDS, question_terms, stem, words

LONGEST = 300
"""A form of more characters is not a question."""


def check_follow_up(reply: str, question: str, turns: Sequence[Turn]) -> str | None:
    """Return a reply as a question, or None if it is not one that the conversation holds.

    It is one line, points at nothing outside it, keeps what the question is about, and has no
    word, name, number or negation that was not said.
    """
    form = reply.strip().strip('"“”')
    if not form or "\n" in form or len(form) > LONGEST or leans(form):
        return None
    said = " . ".join(
        [question, *(text for turn in turns for text in (turn.question, turn.answer))]
    )
    common = STOP_WORDS | QUESTION_WORDS
    known = {stem(word) for word in words(said)}
    if any(word not in common and stem(word) not in known for word in words(form)):
        return None
    if not set(question_terms(question)) <= {stem(word) for word in words(form)}:
        return None
    firm = {word.form for word in read_words(said) if word.kind in ("name", "number", "negation")}
    added = {word.form for word in read_words(form) if word.kind in ("number", "negation")}
    return f"{form.rstrip(' .?')}?" if added <= firm else None

"""Parts: the questions that one message asks."""

import re
from collections.abc import Sequence

from assistant.answers import Turn
from assistant.followups import stand_alone
from assistant.sentences import split_sentences

MOST_PARTS = 4

_QUESTION_WORD = (
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|will"
    r"|would|should|has|have|may|must)"
)
_DOES = r"(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|may|must)"
_SOMEONE = (
    r"(?:i|we|you|he|she|it|they|there|the|an?|my|our|your|his|her|its|their|this|that|these|those"
    r"|any\w*|every\w*|some\w*|all|staff|students?|people|patients?|managers?)\b"
)
_LED = r"(?:(?:for|since|by|with|from|in|at|to|on)\s+(?=what\b|which\b|whom?\b|when\b|how\b))?"
"""A question may be led by a preposition: "for how long"."""
_ASKS = re.compile(
    rf"^(?:(?:and|so|also|but|ok|then)\b[\s,]*)*(?:{_LED}{_QUESTION_WORD}\b|(?:please )?"
    r"(?:tell|show|give|list|name|explain|describe|define)\b)|\?\s*$",
    re.IGNORECASE,
)
_NEXT_QUESTION = re.compile(
    rf",?\s+(?:and|but|or|also|plus)\s+(?:also\s+)?(?={_LED}{_QUESTION_WORD}\s+\w+\s+\w+)"
    r"|,\s+(?=what\s+\w+|how\s+(?:much|many|long|often|soon)\b|which\s+\w+[?.!\s]*$"
    rf"|(?:when|where|why|how)\s+{_DOES}\s+\w+|(?:which|who)(?:\s+\w+)?\s+{_DOES}\s+{_SOMEONE})",
    re.IGNORECASE,
)
"""After a comma "who are on placement" asks nothing, nor does "when I am ill"."""
_LEADS_UP = re.compile(rf"^(?:when|where)\s+(?!(?:\w+ly\s+)?{_DOES}\b)[^,]*,", re.IGNORECASE)
"""A clause before what is asked: "When I am ill, who do I tell?"."""
_CONJOINED = re.compile(
    r"^what(?:'s|’s| is| are) (?P<things>\w+(?: \w+){0,3}(?:, \w+(?: \w+){0,3})*,? and"
    r" \w+(?: \w+){0,3})[?.!\s]*$",
    re.IGNORECASE,
)
_ABOUT_BOTH = re.compile(
    r"^(?P<asked>[^,]{5,80} (?P<to>on|for|about|in|to|with)) (?P<one>\w+(?: \w+){0,3})"
    r" and (?P=to) (?P<other>\w+(?: \w+){0,3})[?.!\s]*$",
    re.IGNORECASE,
)
"""As in "the policy on social media and on phishing"."""
_SAME = re.compile(
    r"^(?:is|are|was|were) (?P<one>.{2,80}?) (?:the same(?: thing)? as|different (?:from|to|than)"
    r"|similar to) (?P<other>.{2,80}?)[?.!\s]*$"
    r"|^(?:what(?:'s|’s| is) the difference between|compare) (?P<first>.{2,80}?) (?:and|with)"
    r" (?P<second>.{2,80}?)[?.!\s]*$"
    r"|^how (?:do|does|are|is) (?P<this>.{2,80}?) (?:differ from|compare (?:to|with)) "
    r"(?P<that>.{2,80}?)[?.!\s]*$"
    r"|^how (?:do|does|are|is) (?P<left>.{2,80}?) and (?P<right>.{2,80}?) (?:differ|different"
    r"|compare|alike|similar|related|fit together)[?.!\s]*$",
    re.IGNORECASE,
)
_NAMES_NOTHING = re.compile(
    r"^(?:there|it|its|this|that|these|those|they|them|i|me|we|us|you|he|she|him|her|one|others?"
    r"|last|next|before|now|usual|any\w*|every\w*|some\w*)\b",
    re.IGNORECASE,
)
"""What is compared with one of these is asked about on its own: "the same as last year"."""


def split_question(text: str) -> list[str]:
    """Return the questions of a message in order, each standing alone; the message if it has one.

    What only leads up to a question is left out, as in a paragraph that ends with one.
    """
    sentences = [text[start:end] for start, end in split_sentences(text)]
    asking = [sentence for sentence in sentences if _ASKS.search(sentence)] or [text]
    parts: list[str] = []
    for sentence in asking:
        parts += _compared(sentence) or _within(sentence)
    if len(parts) < 2 or len(parts) > MOST_PARTS:
        return asking if len(asking) == 1 else [text]
    return _standing_alone(parts)


def conjoined(text: str) -> list[str]:
    """Return the questions about each thing that one question names with "and", else none.

    "What are our values and mission?" may ask for two things and "terms and conditions" name
    one: that, only what is found can tell.
    """
    found = _CONJOINED.match(text.strip())
    if not found:
        return _about_each(text.strip())
    named = [name.strip() for name in re.split(r",|\band\b", found["things"]) if name.strip()]
    return [f"What {'are' if name.endswith('s') else 'is'} {name}?" for name in named]


def _about_each(text: str) -> list[str]:
    """Return a question about each thing that it names behind the same preposition, else none."""
    found = _ABOUT_BOTH.match(text)
    return [f"{found['asked']} {thing}?" for thing in found.group("one", "other")] if found else []


def _compared(sentence: str) -> list[str]:
    """Return what is compared, each asked for on its own: the reader sees both."""
    found = _SAME.match(sentence)
    if not found:
        return []
    both = [name for name in found.groups() if name]
    if any(_NAMES_NOTHING.match(name) for name in both):
        return []
    return [f"What {'are' if name.endswith('s') else 'is'} {name}?" for name in both]


def _within(sentence: str) -> list[str]:
    """Return the questions that one sentence joins by "and"; the sentence if it is only one."""
    if _LEADS_UP.match(sentence):
        return [sentence]
    pieces = [piece.strip(" ,") for piece in _NEXT_QUESTION.split(sentence)]
    return [sentence] if not all(_ASKS.match(piece) for piece in pieces) else pieces


def _standing_alone(parts: Sequence[str]) -> list[str]:
    alone: list[str] = []
    for part in parts:
        before = [Turn(alone[-1], "")] if alone else []
        found = stand_alone(part, before)
        alone.append(found if found.endswith("?") else f"{found.rstrip(' .!')}?")
    return alone

"""Follow-ups: a question that leans on the turn before, in a form that stands alone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.anaphora import leans_outside, points_outside
from assistant.answer_types import MEASURED, asked_type
from assistant.answers import MAX_CHARACTERS, Turn
from assistant.normalise import tidy_typed
from assistant.ordinals import NTH, ORDINALS, step_place
from assistant.subjects import (
    ABOUT,
    PEOPLE,
    PREPOSITION,
    asked_about,
    asked_of_other,
    bare_subject,
    subject,
    without_opening,
)
from assistant.terms import QUESTION_WORDS, STOP_WORDS, question_terms, words

_OF_LIST = r"(?:one|value|item|point|of (?:them|these|those))"
_PLACE = re.compile(
    r"(?:\b(?:the|our|your|its|their) |^(?:and )?(?:(?:which|what|who)(?: one)? (?:came|is|was) )?"
    rf"|\b(?=\w+ {_OF_LIST}$))(?P<which>{NTH})(?: {_OF_LIST})?$"
    rf"|\bthe (?P<named>{NTH}) one\b(?!-)|\bnumber (?P<digit>[1-9]\d?)$",
    re.IGNORECASE,
)
"""A place in a list; what is done first, or how long something lasts, is none."""
_THAT = r"(?:that|this|it|those|these)(?: one)?"
_NEXT = re.compile(
    r"^(?:(?:what|which|who)(?:['’]?s| is| was| comes| came)? )?(?:the )?"
    r"(?:next|following|(?P<before>previous))(?: (?P<of>\w+))?$"
    r"|^(?:(?:what(?:['’]?s| is)|explain|tell me about) )?the (?P<named>\w+)"
    rf" (?:after|below|under|following|(?P<above>before|above)) {_THAT}(?: called| about)?$"
    rf"|^what(?:['’]?s| is| comes| came) (?:after|below|under|(?P<back>before|above)) {_THAT}$",
    re.IGNORECASE,
)
"""What comes after or before what was asked or told last."""
_WHAT_ABOUT = re.compile(r"^(?:what|how) about\s+(?P<other>.+)$", re.IGNORECASE)
_AND_ANOTHER = re.compile(
    r"^(?:ok(?:ay)?[\s,]+)?(?:and|or)\s+"
    r"(?P<other>(?:the|our|your|a|an)(?:\s+\w+){1,4}"
    rf"|(?!(?:who|what|which|how|why|when|where|tell|ask|list|not)\b)(?:[\w-]+\s+)?{PEOPLE})$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^(?:(?:can you |could you |please )*(?:tell me|say|explain|give me)(?: a bit| a little)?"
    r"(?: more| further)?|more|go on|carry on|expand|elaborate)"
    r"(?: (?:about|on|of))?(?: (?:that|this|it|them|these|those))?(?: please)?$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:why|when|who|where|how|how come|how so|since when|why not|why is that|by whom|says who"
    r"|until when|for how long|how long|how much|how many(?: times)?|how often|how soon|who with"
    r"|what for|(?:to|for|with|from|by) (?:whom|who|when|where)"
    r"|(?:who|when|where) (?:for|to|from|by)|which(?: ones?)?|(?:what|which) (?:sort|kind|type)s?"
    r"|like what|such as)$",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"^(?:(?:can|could) you )?(?:please )?(?:(?:give|show|tell) me |what(?:'s|’s| is) |say |use )?"
    r"(?:the |its )?(?:exact|full|precise|official) (?:wording|words|text|version)(?: please)?$"
    r"|^(?:please )?(?:say|repeat|list|show me) (?:it|that|them|those)(?: again)?(?: please)?$"
    r"|^(?:in full|word for word|verbatim)(?: please)?$",
    re.IGNORECASE,
)
_BACK_TO = re.compile(
    r"^(?:go )?back to (?P<other>[^,?]{3,60}?)(?:,? what (?:is|was|are|were) (?:it|they|that)"
    r"(?: again| exactly)?)?(?: please)?$",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"^how many (?:are there|is that|are those)(?: in (?:all|total))?(?: again)?$", re.IGNORECASE
)
_ASKS_ITSELF = re.compile(
    r"\b(?:do|does|did|is|are|was|were|can|could|will|would|should|has|have|had)\b", re.IGNORECASE
)
_OFFERS = re.compile(
    r"^(?:(?:do|does|can|could) (?:you|we|i|the trust)|(?:is|are) there)\b", re.IGNORECASE
)
"""Asks whether there is something, of which a follow-up may want one."""
_TRUST = re.compile(r"\b(?:we|us|our|you|your)\b", re.IGNORECASE)
REMEMBERED = 8
"""What was asked more turns ago is not what a follow-up means."""
SHORT = 3
"""So many words of its own may a question have that leaves out what it is about."""
LONGEST_ANSWER = 10 * MAX_CHARACTERS
"""No more is read of an answer that was given."""
_ITEM = re.compile(r"^[-*•]\s+(.+)$", re.MULTILINE)
_MARKERS = re.compile(r"(?:\s*\[\d+\])+$")


def read_turn(turn: Turn) -> Turn:
    """Return a turn as follow-ups are understood by: tidy, and no longer than is read of one."""
    return replace(
        turn,
        question=tidy_typed(turn.question[:MAX_CHARACTERS]),
        answer=turn.answer[:LONGEST_ANSWER],
    )


def stand_alone(question: str, history: Sequence[Turn], recalled: Sequence[str] = ()) -> str:
    """Return the question in a form that needs no history; unchanged if it stands alone.

    `recalled` are the items of the last answer as the corpus has them, for an answer that comes
    without citations.
    """
    if not history:
        return question
    turns: list[Turn] = []
    for turn in history:
        following = _next_asked(turn.question, turns[-1]) if turns else None
        turns.append(replace(turn, question=following or turn.question))
    following = _next_asked(question, turns[-1])
    if following is None:
        return _after(question, _asked_before(turns), turns[-1], recalled)
    if not asks_for_item(following):
        return following
    while turns and asks_for_item(turns[-1].question):
        turns.pop()
    return stand_alone(following, turns)


def _after(question: str, before: str, turn: Turn, recalled: Sequence[str]) -> str:
    """Return a question as it is meant after `before`, which names what it is about, and a turn."""
    asked = without_opening(question)
    if _AGAIN.match(asked):
        return before
    back = _BACK_TO.match(asked)
    if back:
        return f"Tell me about {back['other']}"
    item = _item_meant(asked, turn, recalled)
    if item:
        return f"Tell me about “{item}”"
    if not subject(before):
        return question
    if _COUNT.match(asked):
        return f"How many {bare_subject(before)} are there?"
    about = _WHAT_ABOUT.match(asked) or _AND_ANOTHER.match(question.strip().rstrip(" ?.!"))
    if about and not _ASKS_ITSELF.search(about["other"]):
        return asked_of_other(before, about["other"])
    if _MORE.match(asked):
        return f"Tell me about {subject(before)}"
    if _BARE.match(asked):
        return asked_about(asked, before)
    short = len(asked.split()) <= 5 and not _ASKS_ITSELF.search(asked)
    if short and PREPOSITION.match(asked):
        return asked_of_other(before, asked)
    found = points_outside(asked)
    if found:
        if found["one"] and not _OFFERS.match(before):
            return question
        meant = bare_subject(before) if found["one"] else subject(before)
        return _with_subject(asked, found, meant) + "?"
    if leans_outside(asked):
        return f"{asked}{ABOUT}{subject(before)}?"
    return question


def in_context(question: str, history: Sequence[Turn]) -> str | None:
    """Return a short question with what was asked before it, or None for any other.

    "How do I apply?" leaves out what for. So it may be read only if it finds nothing as it is,
    or names nothing at all ("how long have I got").
    """
    before = without_opening(_asked_before(history)) if history else ""
    named = question_terms(before) if asks_of_something_before(question) else subject(before)
    if not named or len(set(question_terms(question))) > SHORT:
        return None
    return f"{without_opening(question)}{ABOUT}{before.rpartition(ABOUT)[2]}?"


def asks_of_something_before(question: str) -> bool:
    """Return whether a question asks for a time, a sum or a name, and names nothing it is of.

    "How long have I got" does; "who are we" names the trust.
    """
    names_nothing = STOP_WORDS.union(QUESTION_WORDS).issuperset(words(question))
    return names_nothing and asked_type(question) in MEASURED and not _TRUST.search(question)


def _asked_before(history: Sequence[Turn]) -> str:
    """Return the last question that names what it is about, in a form that stands alone."""
    recent = history[-REMEMBERED:]
    before = recent[0].question
    for earlier, turn in pairwise(recent):
        alone = _after(turn.question, before, earlier, ())
        if subject(alone) or not subject(before):
            before = alone
    return before


_LEANING = re.compile(
    r"^(?:and|but|so|also|or)\b|\b(?:it|its|they|them|their|he|she|his|her|this|that|these|those"
    r"|there|then|one|ones|same|else|instead|such|both|neither|either|former|latter|above)\b",
    re.IGNORECASE,
)


def is_unsure(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question leans on what was said before in a way that is not understood here."""
    if not history or stand_alone(question, history) != question:
        return False
    return leans(question) or len(question_terms(question)) == 1


def leans(question: str) -> bool:
    """Whether a question has a word that points at something outside it."""
    return _LEANING.search(question) is not None


def asks_for_item(question: str) -> bool:
    """Return whether a question names an item of what was said by its place, as "the second"."""
    return _PLACE.search(question.strip().rstrip(" ?.!")) is not None


def _next_asked(question: str, turn: Turn) -> str | None:
    """Return a question for what comes next, as "the third section", or None for any other.

    After "the second one" that is "the third one", asked as that was.
    """
    found = _NEXT.search(without_opening(question))
    if found is None:
        return None
    step = -1 if found["before"] or found["above"] or found["back"] else 1
    of = (found["of"] or found["named"] or "").lower().removesuffix("s")
    of = "" if of in ("one", "thing") else of
    asked = step_place(turn.question, "" if asks_for_item(turn.question) else of, step)
    if asked:
        return asked[1]
    told = step_place(turn.answer, of, step) if of else None
    return f"What is the {told[0]} {of}?" if told else None


def _item_meant(asked: str, turn: Turn, recalled: Sequence[str]) -> str | None:
    """Return the item of the last answer that "the second one" means, or None."""
    found = _PLACE.search(asked)
    if not found:
        return None
    cited = [citation.quote for citation in turn.citations]
    items = _ITEM.findall(turn.answer) or cited or recalled
    digit = found["digit"]
    place = int(digit) - 1 if digit else ORDINALS[(found["which"] or found["named"]).lower()]
    if not -len(items) <= place < len(items) or len(items) < 2:
        return None
    return _MARKERS.sub("", items[place][:MAX_CHARACTERS])


def _with_subject(asked: str, pronoun: re.Match[str], meant: str) -> str:
    owned = f"{meant}’s" if pronoun["owner"] else meant
    start = pronoun.start("one" if pronoun["one"] else 0)
    return asked[:start] + owned + asked[pronoun.end() :]

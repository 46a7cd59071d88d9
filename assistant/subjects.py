"""Subjects: what a question is about, and the same asked of something else."""

import re

_OPENING = re.compile(
    r"^(?:(?:ok(?:ay)?|and|but|so|also|or|well|right|great|thanks|thank you)\b[\s,.!-]*)+",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_ASKS = r"(?:do|does|did|can|could|will|would|should|must|may|have|has|had)"
_IS = r"(?:is|are|was|were)"
_FRAME = re.compile(
    r"^(?:there(?: any)?\b|(?:what|which|who|whom|whose|where|when|why|how)(?:'s|’s)?\b"
    rf"|(?:{_IS}|{_ASKS}|many|much|long|often|old)\b|about\b"
    r"|(?:the )?(?:\w+ )?(?:documents?|polic(?:y|ies)|guides?|pages?|they|it) (?:say|mention)s?"
    r"(?: anything| something)?(?: about| on)?\b|any mention of\b"
    r"|(?:you|i) (?:(?:please )?tell (?:me|us)|think|want to know|know|say)(?: more)?"
    r"(?: about| that)?\b"
    r"|i(?: would|'d|’d) like to know(?: about)?\b|true that\b"
    r"|(?:tell me about|tell me|list|name|define|explain|describe|show me|please)\b|\s)+",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"^(?:you|we|i)\s+(?:(?:have|need|want|get) to )?(?!(?:have|need|want|get) to\b)\w+"
    r"(?:\s+(?:for|to|on|in|about|with|at|from))?"
    r"\s+(?!(?:if|when|to|that|because|do|me|us)\b)(?P<object>.+)$",
    re.IGNORECASE,
)
"""What "you" or "we" do something with is what is asked about: "do you see children?"."""
_NO_OBJECT = re.compile(
    r"^(?:(?i:you|we|i|they)|[iI]t(?! (?:support|department|help ?desk|team|systems?|training"
    r"|policy|security|equipment|services?|staff|manager)\b))\b"
)
"""But "IT" is a service."""
_WHOSE_STATE = re.compile(
    rf"^(?:(?:when|where|why|how)(?: \w+)? )?{_IS} (?!there\b)", re.IGNORECASE
)
"""Asks what someone or something is or was: of "when was the plan written" the plan."""
_THERE_IS = re.compile(rf"\s+{_IS} there\b")
_CLAUSE = re.compile(rf"\s+{_ASKS} (?:i|we|you|they|it|he|she|staff|students|people) .*$", re.I)
_AND_MORE = re.compile(r"\s+(?:and|or|but)(?: (?:how|what|when|where|why|who))?$", re.I)
_PREDICATE = re.compile(
    r"\s+(?:an?|the|going|being|still|really|also|always|ever|only|just|new|old|open|free|available"
    r"|able|allowed|part|like|in|on|at|for|to|by|with|from|\w{2,}ed|paid|written|given|taken|made"
    r"|held)\b.*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:run|end|start|begin|say|mean|last|called|come from|look like|look|work|apply|cover"
    r"|include|do)$",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"^(?:when|where|how(?: \w+)?|what time) (?:do|does|did|will) (?P<whom>.+?)"
    r" (?:happen|take place|open|close|finish|stop|expire|exist|meet|arrive|change)$",
    re.IGNORECASE,
)
"""Asks of what somebody or something does: "when does the library open"."""
_WHO_DOES = re.compile(
    rf"^who (?!(?:{_ASKS}|{_IS}|else)\b)\w+(?:[^s\W]s|ed)"
    r"(?: (?:for|to|with|in|at|on))? (?P<object>\w.*)$",
    re.IGNORECASE,
)
"""What somebody does something to is what is asked about: "who supervises placements"."""
PEOPLE = (
    r"(?:staff|people|children|kids|[\w-]*(?:starter|timer|worker|student|patient|carer|parent|adult"
    r"|visitor|volunteer|manager|nurse|doctor|tutor|employee|contractor|locum|trainee)s?|families)"
)
_A = r"(?:(?:the|our|all|any|new|other|my|your|an?|each|every) )*"
_ONLY_PEOPLE = re.compile(rf"^{_A}(?:[\w-]+ )?{PEOPLE}$", re.IGNORECASE)
_ANY_PEOPLE = re.compile(
    r"\b(?P<before>(?:do|does|did|can|must|should|will|for|to|of|by|with|from|become|see|treat|help"
    rf"|teach|train|support|ask|tell|contact) ){_A}{PEOPLE}"
    r"(?=$| (?:get|do|have|can|must|should|need|pay|work|apply|claim|use|take|study|learn|on|in|at"
    r"|for|with|who|if|when|to)\b)",
    re.IGNORECASE,
)
"""Whom a question is of, where they stand alone: not "student handbook", "young people"."""
_ASKS_WHO = re.compile(r"^who\b", re.IGNORECASE)
_TELL = re.compile(
    r"^(?:please )?(?:(?:can|could|would) you )?(?:please )?"
    r"(?:tell (?:me|us) (?:more )?about|describe|explain|summarise|outline) ",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(rf"^(?:{_IS}|{_ASKS})\b", re.IGNORECASE)
_WITH_ANYONE = re.compile(r"\s+with (?:anyone|anybody|someone|somebody)$", re.IGNORECASE)
_AGREES = re.compile(rf"^(What|Who|Where) {_IS}(?= )", re.IGNORECASE)
ABOUT = " – "
"""Stands between a question and what it is about, where nothing in it can be replaced."""
_YEAR = re.compile(r"\b20\d\d(?:\s?[/–-]\s?(?:20)?\d\d)?\b|\b\d\d/\d\d\b")
_DETERMINER = re.compile(r"^(?:the|our|your|my|these|those)\s+", re.IGNORECASE)
PREPOSITION = re.compile(
    r"^(?:for|in|at|on|with|to|from|of|by|during|after|before)\b", re.IGNORECASE
)


def without_opening(text: str) -> str:
    """Return a message without "ok and" before it and the marks at its end."""
    return _OPENING.sub("", text.strip()).rstrip(" ?.!")


def subject(question: str) -> str:
    """Return what a question is about, without its question words; empty if it names nothing.

    Of a message of several sentences, what its last question is about.
    """
    sentences = _SENTENCE_END.split(question.strip())
    asking = [sentence for sentence in sentences if sentence.endswith("?")] or sentences
    plain = without_opening(asking[-1].rpartition(ABOUT)[2])
    does = _WHO_DOES.match(plain)
    if does:
        return does["object"]
    plain = _DOES.sub(lambda found: found["whom"], plain)
    left = _THERE_IS.sub("", _FRAME.sub("", plain, count=1).strip())
    if _WHOSE_STATE.match(plain):
        left = _PREDICATE.sub("", _NO_OBJECT.sub("", left).strip())
    found = _OBJECT.match(left)
    left = _AND_MORE.sub("", _CLAUSE.sub("", found["object"] if found else left))
    if _NO_OBJECT.match(left):
        return ""
    return _TAIL.sub("", left) or plain


def bare_subject(question: str) -> str:
    """Return what a question is about without "the" or "our"."""
    return _DETERMINER.sub("", subject(question))


def asked_about(asking: str, before: str) -> str:
    """Return the bare question `asking` ("why", "who with") asked of the question before."""
    plain = without_opening(before)
    about = subject(before)
    if _YES_OR_NO.match(plain):
        about = _WITH_ANYONE.sub("", plain[0].lower() + plain[1:])
        return f"{asking[0].upper()}{asking[1:]} {about}?"
    between = ABOUT if " " in asking else " "
    return f"{asking[0].upper()}{asking[1:]}{between}{about}?"


def asked_of_other(before: str, other: str) -> str:
    """Return the question before, asked of something else.

    What somebody wanted to be told about is asked what it says: "for students".
    """
    preposition = PREPOSITION.match(other)
    year = _YEAR.search(other)
    if year and _YEAR.search(before):
        return _YEAR.sub(year[0], before, count=1).rstrip(" ?.!") + "?"
    if preposition:
        place = re.search(rf"\b{preposition[0]} the \w+", before, re.IGNORECASE)
        if place and other.lower().startswith(f"{preposition[0].lower()} the "):
            return f"{before[: place.start()]}{other}{before[place.end() :]}".rstrip(" ?.!") + "?"
        return _narrowed(before, other)
    if _ONLY_PEOPLE.match(other) and not _ASKS_WHO.match(before):
        plain = before.rstrip(" ?.!")
        instead = _ANY_PEOPLE.sub(lambda found: found["before"] + other, plain, count=1)
        return f"{instead}?" if instead != plain else _narrowed(before, f"for {other}")
    if not subject(before) or subject(before) not in before:
        return f"What about {other}?"
    asked = before.replace(subject(before), other, 1)
    return _AGREES.sub(lambda found: f"{found[1]} {_is_or_are(other)}", asked, count=1)


def _narrowed(before: str, to: str) -> str:
    """Return the question before, asked for some alone."""
    if _TELL.match(without_opening(before)):
        does = "do" if _is_or_are(subject(before)) == "are" else "does"
        return f"What {does} {subject(before)} say {to}?"
    return f"{before.rstrip(' ?.!')} {to}?"


def _is_or_are(name: str) -> str:
    first = _DETERMINER.sub("", name).split(" ")[0]
    return "are" if first.endswith("s") and not first.endswith("ss") else "is"

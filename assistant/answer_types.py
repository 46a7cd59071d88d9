"""Answer types: what kind of thing a question asks for, and which sentences hold one."""

import re
from typing import Literal

from assistant.english import is_english
from assistant.terms import terms, words

AnswerType = Literal[
    "contact",
    "clock",
    "duration",
    "frequency",
    "date",
    "money",
    "share",
    "number",
    "name",
    "reason",
    "instruction",
    "permission",
    "other",
]

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_UNIT = r"(?:years?|months?|weeks?|days?|hours?|minutes?|fortnights?|decades?|terms?|semesters?)"
_YOU = r"(?:i|we|you|u|they|staff|students|people|someone)"

_OPENS = r"^\W*(?:(?:and|but|so|ok|also|please|hi|hello|if so|then)[, ]+)*"
_MUST = r"(?:do|can|should|could|would|must)"
_WHICH_ORGANISATION = (
    r"\b(?:what|which)(?: other)? (?:organi[sz]ations?|compan(?:y|ies)|universit(?:y|ies)|trusts?)"
    r"(?= (?:are|can|do|does|did|has|have|is|owns?|provides?|runs?|was|we|were|will|you)\b)"
)
_ASKS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "contact",
        re.compile(
            r"\b(?:phone|telephone|tel|mobile|contact|extension) ?(?:number|no|details?)\b"
            r"|\be-?mail address\b|^\W*e-?mail (?:for|of)\b|\bdirect line\b"
            r"|\bnumber (?:for|of|to) (?:the|ring|call)\b"
            r"|\bhow .*\b(?:contact|get hold of|get in touch with|ring|phone)\b"
            rf"|\bwho (?:{_MUST} {_YOU}|to) (?:contact|ring|call|phone|e-?mail)\b"
        ),
    ),
    ("name", re.compile(rf"{_OPENS}(?:who|whos|whose|whom|where)\b")),
    ("reason", re.compile(rf"{_OPENS}why\b")),
    (
        "permission",
        re.compile(
            rf"{_OPENS}(?:can|may|could|am|are|is|do|does|must|should|will) "
            r"(?:i|we|you|u|it|there|staff|students|they|my|the)\b"
            r"(?!.*\b(?:how|when|what|which|who|where|why)\b)"
        ),
    ),
    (
        "clock",
        re.compile(
            r"\b(?:what|which) times?\b(?! of)"
            r"|\b(?:opening|closing|start|finish|visiting|office) (?:hours?|times?)\b"
            r"|\bwhen (?:is|are|does|do) .*\b(?:open|opens|close|closes|shut|shuts)\b"
        ),
    ),
    (
        "duration",
        re.compile(
            r"\bhow (?:long|soon|quickly|old|far (?:ahead|in advance))\b"
            r"|\b(?:how much|what) notice\b"
            rf"|\b(?:length|duration) of\b|\bhow many {_UNIT}\b|\bhow much (?:leave|time|holiday)\b"
        ),
    ),
    ("frequency", re.compile(r"\bhow (?:often|frequently|regularly)\b|\bhow many times\b")),
    (
        "date",
        re.compile(
            r"^\W*when\b|\bwhen(?:['’]?s)?\b (?:is|are|was|were|do|does|did|will|can|could|should"
            r"|must|has|have|would|may|might)\b|\bwhen['’]s\b|\b(?:since|by|until|till) when\b"
            r"|\b(?:what|which) (?:years?|dates?|months?|days?|century|decade)\b"
            r"|^\W*(?:what(?:['’]?s| is| are) )?(?:\w+ ){0,3}?"
            r"(?:deadline|due date|dates? (?:of|for)|expiry date)\b"
        ),
    ),
    (
        "money",
        re.compile(
            r"\bhow much (?:does|do|did|is|are|will|would|can|could|should|money|to)\b"
            r"|\b(?:what|which|how much)\b.*\b(?:costs?|prices?|fees?|salary|charges?|charged)\b"
            r"|^\W*(?:\w+ ){0,4}?(?:costs?|prices?|fees?|salary)\b(?! office)"
            r"|\b(?:mileage|pay|daily|hourly) rates?\b"
            r"|^\W*what(?:['’]?s| is| was| are) .*\b(?:budget|turnover|income|deficit)\W*$"
        ),
    ),
    (
        "share",
        re.compile(
            r"\b(?:percent|percentage|per cent|proportion|(?:what|which) (?:share|rate)|rate of)\b"
        ),
    ),
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|far|big|large|high|tall)\b|\b(?:what|which) (?:number|amount)\b"
            r"|\b(?:what|which)\b.*\b(?:min|minimum|max|maximum|limit|most|least)\b"
            r"|^\W*(?:the )?(?:min|minimum|max|maximum|number of)\b"
            r"|^\W*what(?:['’]?s| is| was) the (?:\w+ ){0,2}(?:number|amount|size) (?:of|for)\b"
        ),
    ),
    (
        "name",
        re.compile(
            rf"\b(?:who|whos|whose|whom|where)\b|{_WHICH_ORGANISATION}"
            r"|\b(?:what|which) (?:city|country|person|town|place|name)\b"
        ),
    ),
    ("reason", re.compile(r"\bwhy\b|\bwhat (?:reason|cause|purpose)\b")),
    (
        "instruction",
        re.compile(
            rf"\bhow {_MUST} {_YOU}\b|\bhow to\b"
            rf"|\bwhat {_MUST} {_YOU} (?:need to |have to )?do\b"
            r"|\bwhat now\b|\b(?:steps|process|procedure)\b"
        ),
    ),
    ("reason", re.compile(r"^how\b")),
    ("permission", re.compile(r"\b(?:allowed|permitted|entitled|have to|need to|ok to|okay to)\b")),
)
"""The first that a question matches, in lower case, is what it asks for."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_CLOCK = r"\d\d?(?:[.:]\d\d)? ?[ap]\.?m\b|\b\d\d?[.:]\d\d\b|\b(?:noon|midnight|midday)\b"
_COUNT = (
    r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty"
    r"|forty|fifty|sixty|hundred|thousand|million|billion|half"
)

_EMAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+"
_PHONE = (
    r"(?<![\d-])(?:\+44 ?|0)\d{2,4}[ -]?\d{3,4}(?:[ -]?\d{2,4})?\b"
    r"|\b(?:extension|ext|bleep|ring|call|dial|phone|telephone|tel)[.:]? \d{3,6}\b"
)
_ASKS_ADDRESS = re.compile(r"\be-?mail address\b|^\W*e-?mail (?:for|of)\b")
_ASKS_NUMBER = re.compile(
    r"\b(?:phone|telephone|tel|mobile|extension) ?(?:number|no)\b|\bdirect line\b"
    r"|\bnumber (?:for|of|to)\b"
)

_ADDRESS, _NUMBER = re.compile(_EMAIL), re.compile(_PHONE, re.IGNORECASE)
_HOLDS: dict[AnswerType, re.Pattern[str]] = {
    "contact": re.compile(rf"{_EMAIL}|{_PHONE}", re.IGNORECASE),
    "clock": re.compile(rf"{_CLOCK}|\bclosed\b|\b24 hours\b", re.IGNORECASE),
    "duration": re.compile(
        rf"\b(?:{_COUNT}|an?)\b[ -]"
        rf"(?:(?:calendar|working|full|whole|consecutive|more|academic)[ -])?{_UNIT}\b"
        r"|\b(?:immediately|straight away|same day|until|year|indefinitely|permanently)\b",
        re.IGNORECASE,
    ),
    "frequency": re.compile(
        rf"\b(?:every|each|per|once|twice|times|a) (?:\w+ )?(?:{_UNIT}|{_DAY})\b"
        r"|\b(?:daily|weekly|fortnightly|monthly|termly|quarterly|annual(?:ly)?|yearly|once|twice"
        rf"|rolling)\b|\b\d+ {_UNIT}\b",
        re.IGNORECASE,
    ),
    "date": re.compile(
        rf"\b(?:1\d{{3}}|20\d\d)s?\b|\bcentur|\b(?:{_MONTHS})\b"
        rf"|(?i:\b{_DAY}\b|{_CLOCK}|\b(?:{_UNIT}|today|annual(?:ly)?|weekdays?|weekends?|daily)\b"
        r"|\b\d\d?(?:st|nd|rd|th)\b)"
    ),
    "money": re.compile(
        r"[£€$]\s?\d|\b\d+ ?(?:p|pence|pounds?)\b|\bfree\b|\bno (?:charge|cost|fee)\b",
        re.IGNORECASE,
    ),
    "share": re.compile(
        r"\d ?%|\bper ?cent\b|\b(?:half|third|quarter|one in|out of)\b", re.IGNORECASE
    ),
    "number": re.compile(rf"\d|\b(?:{_COUNT}|once|twice|third|several|many)\b", re.IGNORECASE),
    "name": re.compile(r"(?<!^)(?<![.?!‘“\"]\s)\b[A-Z][a-z]+"),
    "reason": re.compile(
        r"\b(?:because|due to|so that|in order to|since|reasons?|caus\w+|therefore|by \w+ing)\b"
    ),
    "instruction": re.compile(
        r"^\W*(?:\d+[.)]\s*)*(?:\d+\s+)?(?:apply|ask|bring|call|check|choose|click|complete|contact|discuss"
        r"|download|e-?mail|fill|find|give|go|keep|leave|log|make|move|open|order|phone|put|read"
        r"|record|register|report|request|return|ring|save|scan|see|select|send|show|sign|speak"
        r"|start|stop|submit|take|talk|tell|telephone|type|upload|use|visit|wash|write)\b"
        r"|\b(?:you|staff|students|managers?|employees|they) (?:must|should|can|may|need)\b"
        r"|\b(?:must|should) (?:be )?\w+|\bby \w+ing\b|\bform\b|\bis (?:made|done|requested)\b",
        re.IGNORECASE,
    ),
    "permission": re.compile(
        r"\b(?:may|must|can|cannot|can't|should|will not|does not|do not|not|never|no|only|allowed"
        r"|permitted|entitled|required|free|unless)\b",
        re.IGNORECASE,
    ),
}

_CAPITALISED = re.compile(r"\b[A-Z][A-Za-z]+")

MEASURED: tuple[AnswerType, ...] = (
    "contact", "clock", "duration", "frequency", "date", "money", "share", "number", "name",
)  # fmt: skip
"""Kinds that an answer cannot do without."""

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

    What stands in the question too, where that is given as `asked`, is no answer to it; nor is an
    address where it asks for a number alone.
    """
    pattern = _contact(asked) if kind == "contact" else _HOLDS.get(kind)
    if pattern is None:
        return False
    own = set(words(asked))
    return any(not own.issuperset(words(found[0])) for found in pattern.finditer(text))


def _contact(asked: str) -> re.Pattern[str]:
    """Return what matches the sort of contact that is asked for."""
    lower = asked.lower()
    address = _ASKS_ADDRESS.search(lower) is not None
    number = _ASKS_NUMBER.search(lower) is not None
    return _HOLDS["contact"] if address == number else _ADDRESS if address else _NUMBER


def lacks(kind: AnswerType, text: str, asked: str) -> bool:
    """Return whether a text holds nothing that could answer a question for a kind of MEASURED.

    People who are named by what they are answer who.
    """
    if kind not in MEASURED or holds(kind, text, asked):
        return False
    return kind != "name" or not _PEOPLE_AND_PLACES.search(text)


def lacks_time(question: str, text: str) -> bool:
    """Return whether a question asks when and a text names no time of any kind."""
    asks = _ASKS_WHEN.search(question) is not None
    return asks and not (holds("date", text) or _SAYS_WHEN.search(text))


def asks_which_organisation(question: str) -> bool:
    """Return whether a question asks which organisation does or is something."""
    return re.search(_WHICH_ORGANISATION, question.lower()) is not None


def names_something(text: str, asked: str) -> bool:
    """Return whether a text has a name that `asked` does not have.

    That is a word with a capital within a sentence, or one that is in capitals or no English word.
    """
    own = set(words(asked))
    return any(
        found[0].lower() not in own
        and (
            not _opens_sentence(text, found.start())
            or found[0].isupper()
            or not is_english(found[0].lower())
        )
        for found in _CAPITALISED.finditer(text)
    )


def _opens_sentence(text: str, place: int) -> bool:
    before = text[max(place - 2, 0) : place]
    return not before.strip() or before[:1] in '.?!‘“"'


def names(question: str) -> list[str]:
    """Return the stems of what a question writes with a capital, its first word left out."""
    return [stem for found in _HOLDS["name"].finditer(question) for stem in terms(found[0])]

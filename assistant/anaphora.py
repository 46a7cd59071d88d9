"""Anaphora: the word of a question that points at something said before it."""

import re

from assistant.terms import QUESTION_WORDS, STOP_WORDS, question_terms, words

ENOUGH = 4
"""A question with so many words of its own is searched as it is; measured in docs/decisions.md."""
ENOUGH_LEANING = 3
"""Likewise where nothing in it could be replaced by what was said before."""
_LIGHT = frozenset(
    words(
        "actually basically came currently else even exactly first last lot lots may might must one"
        " ones probably quite rather really right shall still sure together too usually yes yet"
    )
)
"""Words that say nothing of what a question is about, beside those that no search uses."""

_POINTING = re.compile(
    r"(?<!\bthe )\b(?:book|borrow|buy|claim|get|have|join|need|request|see|use|want) (?P<one>one)$"
    r"|\b(?P<subject>it|they"
    r"|(?:that|this) one(?! (?:should|can|could|must|may|might|would|will)\b))\b"
    r"|\b(?P<owner>its(?! (?:an?|the|not|too|ok)\b| \w+[^e\W]ed$)|their)\b|\b(?P<object>them)\b"
    r"|\b(?P<pointer>that(?! (?:are|were|do|have)\b)|this|those|these)\b(?=\s*$|\s+(?:is|are|was"
    r"|were|do|does|mean|apply|work|start|end|finish|stop|expire|cost|matter|come|happen|include"
    r"|cover|say|last|run|be|in|for|at|on|by|from|with|to|then|too)\b)",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"\b(?:he|she|him|her|his|hers)\b|\b(?:which|another|any|there|other|the same) ones?\b"
    r"|\b(?:what|anything|anyone|who|where|how) else\b|\b(?:get|go|work|travel|park|study) there\b"
    r"|\b(?:those|these) (?!is\b|are\b)[a-z]+\b|\bthat (?:year|date|day|time|place|team|person)\b"
    r"|^(?:\S+\s+){1,4}(?:too|as well|instead|either)$"
    r"|\b(?:in|at) the (?:top|bottom|middle|end|start|beginning)$"
    r"|^for (?:example|instance)$",
    re.IGNORECASE,
)
"""Leans on what was said before without a word that can be replaced."""

_JUDGED = (
    r"(?:im)?possible|true|false|(?:un)?necessary|worth(?:while)?|(?:un)?safe|(?:un)?lawful|(?:il)?legal"
    r"|allowed|permitted|forbidden|ok(?:ay)?|fine|(?:ab)?normal|(?:un)?usual|important|vital|essential"
    r"|crucial|eas(?:y|ier|iest)|hard(?:er|est)?|difficult|simple|(?:un)?clear"
    r"|obvious|best|better|good|bad|right|wrong|mandatory|compulsory|(?:un)?fair|(?:un)?common|rare"
    r"|(?:in)?appropriate|(?:un)?acceptable|(?:un)?reasonable|sensible|advisable|wise|help|helpful"
    r"|useful|challenging|customary|ethical|rude|polite|late|early|soon|enough|required|needed|up"
)
_TOLD = (
    r"(?:un)?likely|certain|said|held|assumed|believed|thought|known|confirmed|shown|prove[dn]|expected|estimated|claimed"
    r"|argued|agreed|decided|reported|found|planned|recommended|suggested|hoped|understood|written"
)
_MATTERS = (
    r"matters?|helps?|hurts?|counts?|seems?|appears?|happens?|pays?|follows?"
    r"|makes? (?:\w+ )?(?:sense|difference)"
)
_ROLE = (
    r"job|duty|role|responsibility|problem|offence|crime|requirement|rule|policy|practice|case|idea"
    r"|fact|mistake|turn|time|place|decision|choice"
)
_BEING = r"(?: (?:is|was|be|being|will be|would be|has been|isn't|wasn't|isn’t|wasn’t)|'s|’s)?"
_A = r"(?:an?|the|my|our|your|their|his|her|someone's)"
_OFTEN = r"(?: (?:not|never|always|still|also|even|ever|now|too|so|more|less|most|just|\w+ly))*"
"""No word of it fits two of these, or what repeats it is tried in all ways."""
_TO_DO = (
    r"to (?!the\b|a\b|an\b|our\b|your\b|my\b|all\b|any\w+\b|every\w+\b|staff\b|students?\b"
    r"|patients?\b)"
)
_CLAUSE = rf"(?:{_TO_DO}|(?:not|never) to |that |if |when |whether |how |why |what |who |where )"
_EMPTY = re.compile(
    rf"\bit{_BEING}{_OFTEN} (?:{_JUDGED})(?: or (?:not|\w+))?(?: (?:of|for) .+?| not| never)?"
    rf" {_CLAUSE}"
    rf"|\bit{_BEING}{_OFTEN} worth (?:\w+ing|the|a|an|my|our)\b"
    rf"|\bit{_BEING}{_OFTEN} (?:{_TOLD}) (?:that|whether|how|why|if|what)\b"
    rf"|\bit{_BEING}{_OFTEN} {_A}(?: \w+)? (?:{_ROLE}) {_CLAUSE}"
    rf"|\b(?:{_ROLE})(?: (?:is|was|will|would))? it (?:be )?{_TO_DO}"
    rf"|\bit(?:'s|’s| is| was)? (?:{_A}|only|just|always|usually) [^,?]*?\b(?:who|that)\b"
    rf"|\bit (?:{_MATTERS}) {_CLAUSE}"
    r"|\bit (?:takes?|took|costs?|means?)\b.* (?:to|when|if|before|for .* to)\b"
    r"|\bit (?:gets?|be|become|getting)? ?(?:dark|light|cold|hot|wet|rain\w*|snow\w*|icy)\b"
    r"|\bhow (?:far|long) (?:is|was|will|would) it (?:be )?(?:from|to|until|till|before|since)\b"
    r"|\bwhat (?:is|was) it (?:called|like) (?:when|if|to|for|being|working)\b"
    r"|\b(?:is|was) it (?:because|that)\b"
    r"|\bwhat (?:time|day|date|month|year|season) (?:is|was|will) it\b|\bmake it\b|\btake it that\b"
    r"|\b(?:find|make|makes|making|think|consider) it \w+ to\b"
    r"|\bwhen it (?:comes|came) to\b|\bif it (?:comes|came) to\b|\bit depends\b"
    r"|\bas (?:it|they) (?:is|are|was|were|stands?|pleases?|likes?|wish(?:es)?|wants?|used to)\b"
    r"|\bthose (?:who|whose|whom|that (?!is\b|are\b)|\w+ing\b|responsible|involved|affected)",
    re.IGNORECASE,
)
"""An "it" that stands for what follows or for nothing, and "those" that are told what they are."""
_SERVICE = re.compile(
    r"\bIT\b"
    r"|(?i:(?<!does )(?<!did )(?<!can )(?<!will )\bit(?= (?:support|department|help ?desk|team"
    r"|systems?|training|policy|security|equipment|account|services?|staff|skills|manager)\b)"
    r"|(?<=\bthe )it\b|(?<=\bour )it\b|(?<=\bmy )it\b|(?<=\byour )it\b)"
)
"""Information technology."""
_SENTENCE = re.compile(r"[.?!]+\s+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)‘[^’]*’|(?<!\w)'[^']*'(?!\w)")
_RELATIVE = re.compile(
    r"\b(?!(?:do|does|did|is|are|was|were|will|would|can|could|should|has|have|why|how|what|when"
    r"|where|who|and|but|or|of|about|for|to|with|in|like|than|as|on|at|by|from|if|ok|so)\b)"
    r"\w+ that$",
    re.IGNORECASE,
)
"""A noun and a relative "that", as in "people that work here"."""
_NAMED = re.compile(
    r"\b(?:a|an|the|my|our|your|any|each|every|some|all)\s+(?!same\b)\w+"
    r"|\b(?!(?:does|this|thus|always|perhaps|across|besides|sometimes|afterwards)\b)"
    r"(?<!\bwho )\w{3,}s\b"
    r"|\b(?:staff|people|somebody|someone|anybody|anyone|everybody|everyone)\b|(?<=\s)[A-Z]\w+"
)
_NAMES_A_SUBJECT = re.compile(
    r"^(?:what|who|where|when)(?:'s|’s| is| are| was| were)"
    r" (?!it\b|they\b|that\b|this\b|there\b)\w+"
    r"|^\w+ (?:do|does|did|can|will|would|should) (?!I\b|we\b|you\b|it\b|they\b|he\b|she\b)\w+ \w+",
    re.IGNORECASE,
)
_WHO_DOES = re.compile(
    r"^(?:who|what|which \w+|what \w+) (?:(?:is|was|are|were) \w+(?:ed|en)\b"
    r"|(?!(?:is|was|are|were|do|does|did|has|have|had|will|would|can|could|should)\b)\w+)",
    re.IGNORECASE,
)
"""Asks who does something, so "their" may be theirs: "Who gave their name to the building?"."""
_NEXT_CLAUSE = re.compile(
    r"[,;:?]|\.\s|\b(?:and|but|so|because|when|if|after|before|that|who|which|while|whether|until"
    r"|since|unless|although|how|where|what|why"
    r"|(?:thinks?|says?|believes?) (?:should|would|must|can))\b",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:says?|said|states?|stated|announced|claim(?:s|ed)|thinks?|thought|feels?|felt|believed?"
    r"|hoped?|promised|decided|agreed)\s+\w+"
    r" (?:would|will|was|were|is|are|had|has|did|does|can|could"
    r"|should|must|might|\w+ed)\b",
    re.IGNORECASE,
)
"""A verb of saying with what is said: "announced it would close"."""
_LEADS_UP = re.compile(
    r"^(?:if|when|once|after|before|although|though|since|while|until|unless|because|as|in|during"
    r"|with|despite|for)\b[^,]*,(?P<main>.*)$",
    re.IGNORECASE,
)


def points_outside(asked: str) -> re.Match[str] | None:
    """Return the first pronoun that means something said before, or None.

    Not one that is empty, is quoted, or has its noun in the question; and none in a question
    that says enough of its own.
    """
    outside = (
        found
        for found in _POINTING.finditer(_blank(asked))
        if _own_words(asked, found) < ENOUGH and not _is_named(asked, found)
    )
    return next(outside, None)


def leans_outside(asked: str) -> bool:
    """Return whether a question leans on what was said before in words that nothing replaces."""
    found = _LEANING.search(_blank(asked))
    if (
        found is None
        or _own_words(asked, found) >= ENOUGH_LEANING
        or _NAMED.search(asked[: found.start()])
    ):
        return False
    clause = _NEXT_CLAUSE.search(asked, 1, found.start())
    return clause is None or not _names_something(asked[: clause.start()])


def _own_words(asked: str, found: re.Match[str]) -> int:
    """Return how many words say what is asked about in the sentence of what was `found`."""
    start = max((end.end() for end in _SENTENCE.finditer(asked, 0, found.start())), default=0)
    end = _SENTENCE.search(asked, found.end())
    own = set(words(asked[start : end.start() if end else None]))
    return len(own - STOP_WORDS - QUESTION_WORDS - _LIGHT)


def _blank(asked: str) -> str:
    """Return a question of the same length without what is quoted, empty, or the IT service."""
    names = () if asked.isupper() else (_SERVICE,)
    for pattern in (_QUOTED, _EMPTY, *names):
        asked = pattern.sub(lambda found: "·" * len(found[0]), asked)
    return asked


def _is_named(asked: str, pronoun: re.Match[str]) -> bool:
    """Return whether what a pronoun means is named in the question: before it, or led up to.

    A noun of the same clause is what the pronoun belongs to, and not what it means.
    """
    earlier = asked[: pronoun.start()]
    if pronoun["pointer"]:
        return pronoun.end() < len(asked) and _RELATIVE.search(asked[: pronoun.end()]) is not None
    led = _LEADS_UP.match(asked)
    if led and pronoun.start() < led.start("main") and _NAMED.search(led["main"]):
        return True
    who_does = _WHO_DOES.match(asked)
    said = _SAYING.search(asked)
    if who_does and said and said.start() < pronoun.start() < said.end():
        return True
    if who_does and pronoun["owner"] and _own_words(asked, pronoun) >= ENOUGH_LEANING:
        return True
    named = _NAMED.search(earlier)
    if named:
        return bool(pronoun["owner"]) or _NEXT_CLAUSE.search(earlier, named.end()) is not None
    clause = _NEXT_CLAUSE.search(earlier, 1)
    return clause is not None and _names_something(earlier[: clause.start()])


def _names_something(clause: str) -> bool:
    """Return whether a clause says what it is about: after a verb, or after "what is"."""
    return len(question_terms(clause)) > 1 or _NAMES_A_SUBJECT.match(clause) is not None

"""Search forms: what of a message says what is asked, without what only stands around it."""

import re

_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|</?[a-z][^<>]*>", re.IGNORECASE | re.DOTALL)
_UP_TO_TWELVE = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_GREETING = re.compile(
    r"^(?:(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|dear \w+|ok|okay|thanks|thank you"
    r"|cheers|quick question|quickly)(?: there| all)?[\s,.:!-]+"
    r"|(?:fine|right|great|sorry|well|yes|cool|lovely|perfect|so|lol|briefly|in short|in brief"
    r"|in a nutshell|in plain english|in (?:one|a|two|a few) (?:sentences?|words?|lines?))"
    r"\s?[,.:!-]+\s*)+",
    re.IGNORECASE,
)
_QUESTION_WORD = (
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could)\b"
)
_LINK = re.compile(rf"^(?:(?:and|so|but|also|then|plus)[\s,]+)+(?={_QUESTION_WORD})", re.IGNORECASE)
_COURTESY = re.compile(
    r"^(?:please[\s,]+|(?:can|could|would|will) (?:you|u)(?: please)? "
    r"(?:tell|explain to|show|remind|give) (?:me|us) (?:about )?|(?:please )?tell me (?:about )?"
    r"|(?:i (?:would|'d) like|i want|i need) to know (?:about )?|do you know "
    r"|what (?:should|do|must) (?:i|we)(?: need to)? know about "
    r"|(?:list|define|describe|explain|summarise|outline) (?=(?:all|the|our|your|my)\b)"
    r"|(?:can|could|would|will) (?:you|u)(?: please)?"
    r" (?=(?:define|describe|explain|summarise|outline) )"
    r"|(?:define|describe|explain|summarise|outline)"
    r" (?!(?:how|why|what|who|where|when|which|whether|if|that|to|it|this)\b)"
    r"(?=\w+(?: \w+){0,3}[?.!\s]*$))+",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?<![\s,.!])(?<! of)(?<! for)(?<! to)(?<! say)[\s,.!]+"
    r"(?:please|pls|plz|thanks|thank you|many thanks|thx|ta|cheers|btw|lol)\b"
    r"(?: (?:in advance|so much|very much|a lot|again))?)+[\s.!x]*$",
    re.IGNORECASE,
)
_IS_TRUE = re.compile(
    r"^(?:is it (?:really )?(?:true|right|correct|the case)|am i right(?: in (?:thinking|saying))?)"
    r"(?: that)? ",
    re.IGNORECASE,
)
_STATEMENT = re.compile(r"\b(mission|vision|values?) statements?\b", re.IGNORECASE)
_WANTED = re.compile(
    r"^(?:i(?:'m| am) (?:looking|searching) for|looking for|(?:can|could) i (?:have|get|see)"
    r"|i (?:need|want|would like|'d like)) (?P<wanted>(?:the|our|your|all|a)\b.+?)"
    r"(?: for (?:an?|my|our|the) \w+(?: \w+)?)?[?.!\s]*$",
    re.IGNORECASE,
)
_WORDING = re.compile(
    r"\b(?:the )?(?:(?:exact|full|official|precise|actual|right|correct) )*(?:wording|words|text)"
    r" (?:of|for) (?=(?:the|our|your|its|their)\b)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"^(?:what(?:'s|’s| is| was)? )?(?:the )?(?:total )?(?:number|no\.?|count) of (?=\w)",
    re.IGNORECASE,
)
_AS_SOURCE_SAYS = re.compile(
    r"^how (?:does|do|did|is|are) (?P<source>.+?) (?:word|put|phrase|write|express)(?:s|ed)?"
    r" (?P<what>.+?)[?.!\s]*$",
    re.IGNORECASE,
)
_SAME_WORDING = re.compile(
    r"^(?:is|are) (?P<what>.+?) (?:always |all )?(?:(?:worded|written|put|phrased|described|given"
    r"|stated) )?(?:the same|differently|identical)(?: way)?"
    r"(?: (?:everywhere|throughout|in (?:both|all|each|every|the)\b.*|on the\b.*|across\b.*))?"
    r"[?.!\s]*$"
    r"|^(?:does|do) (?P<subject>.+?) (?:differ|vary)"
    r"(?: (?:between|from|across|in|on)\b.*)?[?.!\s]*$",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    rf"^(?:this|that|it|i|i'm|i've|we|we're|we've|my|our|it's|sorry)\b[^,;:]*[,;:]\s+(?:\w+ly\s+)?"
    rf"(?={_QUESTION_WORD})",
    re.IGNORECASE,
)
_WHY = (
    r"\b(?:interview|appraisal|prep|revision|revising|essay|assignment|exams?|quiz|presentation"
    r"|coursework|new (?:here|starter)|i['’]?m new"
    r"|starting (?:(?:on|next|this) )*(?:\w+day|week|month|soon|tomorrow|here|work)"
    r"|need (?:it|them|this|these))\b"
)
"""What people tell of why they ask."""
_WHY_BEFORE = re.compile(
    rf"^(?=[^,;:!…–]*{_WHY})(?:[\w'’-]+ ){{0,9}}[\w'’-]*\w ?(?:[,;:!…–-]+|\.{{2,}})\s+"
    rf"(?={_QUESTION_WORD})",
    re.IGNORECASE,
)
_OF_THE_ASKER = re.compile(
    rf"[,;!.…–-]+ (?=[^,;]*{_WHY}).*$"
    r"|,? (?:should|must|do|can) (?:i|we) (?:need to )?(?:know|learn|read)(?: about| of)?\b"
    r"|,? (?:before|when|as|because|since|now that) (?:i|we|i'm|we're) .*$"
    r"|,? for (?:me|us)\b(?=[,;?.!\s]*$|[,;] )"
    r"|,? for (?:an?|my|our) \w+(?: \w+)?[?.!\s]*$",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^.*\b(?:let (?:me|us) have|(?:send|give|tell|show|get|find) (?:me|us)) (?:about )?"
    r"(?P<wanted>(?:the|our|your) [^,;]+?)(?:,.*| (?:as|because|since|so that) .*)?[?.!\s]*$",
    re.IGNORECASE,
)
_OF_A_GROUP = re.compile(
    r"^(?:is|are) .+ (?:one|some|any) of (?P<group>(?:the|our|your) [^,;?]+s)[?.!\s]*$"
    rf"|^.*\b(?:has|have|had|there are) (?:only |just )?(?:\d+|{_UP_TO_TWELVE}) "
    r"(?P<many>(?:\w+ )?\w+s)[?.!\s]*$",
    re.IGNORECASE,
)
"""Of which all are shown, so that yes and no are both answered."""
_STATED = r"(?:the|our|your) (?:\w+ )?(?:mission|vision|ethos|motto)"
_OF_A_STATEMENT = re.compile(
    r"^(?:is|are|does|do) .+ (?:(?:a |any )?part of|(?:mentioned|included|named) (?:in|among))"
    rf" (?P<whole>{_STATED})[?.!\s]*$"
    rf"|^(?P<claimed>{_STATED}) is (?!.*\b(?:who|what|when|where|why|how|which)\b).+?"
    r",? (?:right|correct|yes|no|true|is(?:n['’]?t)? (?:it|that))\?*\s*$",
    re.IGNORECASE,
)
"""It is shown as a whole, which answers yes and no: "is research part of our mission?"."""


def search_form(text: str) -> str:
    """Return a message without markup, greetings and courtesies.

    A wording or a number that is asked for in roundabout words is asked for in plain ones.
    """
    plain = " ".join(_MARKUP.sub(" ", text).split())
    plain = _CLOSING.sub("", _COURTESY.sub("", _LINK.sub("", _GREETING.sub("", plain))))
    plain = _STATEMENT.sub(r"\1", _IS_TRUE.sub("", plain))
    plain = _WORDING.sub("", _WANTED.sub(lambda found: found["wanted"], plain))
    plain = _COUNT.sub("how many ", plain)
    plain = _AS_SOURCE_SAYS.sub(r"what is \g<what> in \g<source>?", plain)
    plain = _SAME_WORDING.sub(lambda found: f"what is {found['what'] or found['subject']}?", plain)
    return plain.strip() or text


def core(form: str) -> str:
    """Return the plain question that a search form may come to; the form itself if there is none.

    That is without what the asker tells of themselves, or for the thing that somebody is to send,
    or for the whole of which one thing is asked or claimed ("is kindness one of the values?").
    What is left out may be a condition, so an answer to the core alone is taken only where
    nothing else in the form could have been meant.
    """
    plain = _COURTESY.sub("", _WHY_BEFORE.sub("", _LEAD_IN.sub("", form)))
    plain = _OF_THE_ASKER.sub("", plain).strip()
    plain = _REQUEST.sub(lambda found: _WORDING.sub("", found["wanted"]), plain)
    plain = _OF_A_GROUP.sub(_ask_for_group, plain)
    return _OF_A_STATEMENT.sub(_ask_for_statement, plain) or form


def _ask_for_group(found: re.Match[str]) -> str:
    return f"what are {found['group'] or 'the ' + found['many']}?"


def _ask_for_statement(found: re.Match[str]) -> str:
    return f"what is {(found['whole'] or found['claimed']).lower()}?"

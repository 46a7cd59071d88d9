"""Routes: what kind of message this is, decided before any retrieval, by patterns alone."""

import re
from typing import Literal

Route = Literal["documents", "crisis", "about_assistant", "small_talk"]

_SELF = r"(?:i|im|i'm|i’m|me|myself)"
_CRISIS = re.compile(
    r"""
    \bkill(?:ing)?\s+(?:my\s?self|him\s?self|her\s?self|them\s?sel(?:f|ves))\b
    | \b(?:end|ending|take|taking)\s+(?:it\s+all|my\s+(?:own\s+)?life)\b
    | \bend(?:ing)?\s+(?:his|her|their)\s+(?:own\s+)?life\b
    | \bi\s+(?:just\s+|really\s+)?(?:want|wanna|need|wish)\s+(?:to\s+|2\s+)?(?:die|be\s+dead)\b
    | \b(?:want|wanna|going|plan\w*|thinking\s+(?:of|about))\s+(?:to\s+)?
      (?:end(?:ing)?\s+it|suicide)\b
    | \bi(?:'m|’m|m|\s+am|\s+feel|\s+have\s+been\s+feeling)\s+(?:so\s+|very\s+)?suicidal\b
    | \b(?:feel\w*|fel)\s+like\s+(?:ending|dying|killing)\b
    | \bi\s+(?:don'?t|don’t|do\s+not|dont)\s+want\s+to\s+(?:be\s+(?:here|alive)|live|wake\s+up)\b
    | \b(?:better\s+off|rather\s+be)\s+dead\b
    | \b(?:i|i've|ive|i’ve)\s+(?:have\s+|just\s+)?(?:taken|took)\s+
      (?:an\s+overdose|too\s+many|all\s+(?:my|the))\b
    | \b(?:cut|cutting|hurt|hurting|harm|harming)\s+my\s?self\b
    | \b(?:going\s+to|gonna|will|'ll)\s+(?:kill|stab|hurt)\s+
      (?:him|her|them|his|someone|somebody|my)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT = re.compile(
    r"^(?:so\s+)?(?:who|what)\s+are\s+you\b|\bare\s+you\s+(?:a\s+|an\s+)?(?:person|human|robot|bot|ai|real|computer|program)\b"
    r"|^(?:what|how)\s+(?:can|do)\s+you\s+(?:do|help|work)\b"
    r"|\bdo\s+you\s+(?:keep|store|save|record)\b",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"^\W*(?:hi|hiya|hello|hey|good\s+(?:morning|afternoon|evening)|thanks?(?:\s+you)?|thank\s+you"
    r"|cheers|ta|bye|goodbye|ok(?:ay)?|great|lovely|how\s+are\s+you)"
    r"(?:\s+(?:there|very\s+much|so\s+much|a\s+lot|again|all|everyone|then|today))*\W*$",
    re.IGNORECASE,
)


def is_crisis(text: str) -> bool:
    """Return whether raw text shows a person in danger; needs no model and no index."""
    return _CRISIS.search(text) is not None


def decide_route(text: str) -> Route:
    """Return the route of a message."""
    if is_crisis(text):
        return "crisis"
    if _ABOUT.search(text):
        return "about_assistant"
    if _SMALL_TALK.match(text):
        return "small_talk"
    return "documents"

"""Definitions: whether a sentence says what something is that is asked for by its name."""

import re
from collections.abc import Collection

from assistant.terms import terms

_NAME = r"(?P<name>[^:;.?!]{2,60}?)"
_FRAMES = (
    re.compile(rf"(?:(?:the )?term )?[“‘\"']?{_NAME}[”’\"']?(?: \([A-Za-z&]+\))?: \S"),
    re.compile(rf"[^:;]{{2,40}}: {_NAME}; [^:;]{{2,60}}: \S"),
    re.compile(
        rf"(?:an? |the )?[“‘\"']?{_NAME}[”’\"']?(?: \([A-Za-z&]+\))?"
        r" (?:(?:is|are) (?:an?|the|any|when|where|what|how|those|someone|something|people)\b"
        r"|(?:means?|refers? to|stands? for) \S)",
        re.IGNORECASE,
    ),
)
"""An entry of a glossary, a row of one, and a sentence such as "A carer is ..."."""


def defines(asked: Collection[str], text: str) -> bool:
    """Return whether a text is a definition of what all the terms of a question name."""
    wanted = set(asked)
    found = (frame.match(text) for frame in _FRAMES)
    return bool(wanted) and any(match and set(terms(match["name"])) == wanted for match in found)

"""Questions: what is asked for, and the words to search with."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.normalise import normalise_question

Embed = Callable[[str], Sequence[float]]

_GREETING = re.compile(
    r"^(?:(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|dear \w+)(?: there| all)?[\s,.!-]+)+",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^(?:please[\s,]+|(?:can|could|would|will) (?:you|u)(?: please)? "
    r"(?:tell|explain to|show|remind|give) (?:me|us) (?:about )?|(?:please )?tell me (?:about )?"
    r"|(?:i (?:would|'d) like|i want) to know (?:about )?|do you know )",
    re.IGNORECASE,
)
_THE_TRUST = re.compile(
    r"\b(?:(?:the|this|our|your|ur) )(?:nhs )?(?:foundation )?"
    r"(?:trust|organisation|organization|place|tavistock(?: and portman)?"
    r"(?: (?:nhs )?(?:foundation )?trust)?)\b(?P<own>['’]?s\b)?|\btavistock and portman(?P<own2>['’]?s\b)?",
    re.IGNORECASE,
)
_ASKS_LIST = re.compile(
    r"^(?:what|which|who) (?:are|were)\b|^(?:list|name)\b|^(?:what|which) \w+s\b|\ball (?:the|of)\b"
    r"|^how many\b",
    re.IGNORECASE,
)
_ASKS_COUNT = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"\b(?:what|which|who|whose|whom|when|where|why|how|is|are|was|were|do|does|did|can|could"
    r"|will|would|should|has|have|had)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed and as it is searched for."""

    text: str
    search_text: str
    vector: NDArray[np.float32]
    wants_list: bool
    wants_count: bool


def understand_question(text: str, *, mend: Callable[[str], str], embed: Embed) -> Question:
    """Return a question with the words to search with.

    Spelling is mended by `mend`; greetings and courtesies go; the trust spoken of by name or
    as "the trust" is "we", as its own documents say.
    """
    plain = normalise_question(text)
    search = search_form(mend(plain))
    bare = not _QUESTION_WORD.search(search) and len(search.split()) <= 6
    return Question(
        text=plain,
        search_text=search,
        vector=np.asarray(embed(search), dtype=np.float32),
        wants_list=bool(_ASKS_LIST.search(search)) or bare,
        wants_count=bool(_ASKS_COUNT.search(search)),
    )


def search_form(text: str) -> str:
    """Return a question without courtesies, the trust as "we"; itself if nothing is left."""
    stripped = _GREETING.sub("", text.strip())
    stripped = _POLITE.sub("", stripped)
    stripped = _THE_TRUST.sub(
        lambda found: "our" if found["own"] or found["own2"] else "we", stripped
    )
    return stripped.strip() or text

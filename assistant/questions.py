"""Questions: what is asked for, and the words to search with."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.normalise import normalise_question

Embed = Callable[[str], Sequence[float]]

_GREETING = re.compile(
    r"^(?:(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|dear \w+)"
    r"(?: there| all)?[\s,.!-]+)+",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:please[\s,]+|(?:can|could|would|will) (?:you|u)(?: please)? "
    r"(?:tell|explain to|show|remind|give) (?:me|us) (?:about )?|(?:please )?tell me (?:about )?"
    r"|(?:i (?:would|'d) like|i want) to know (?:about )?|do you know )",
    re.IGNORECASE,
)
_KINDS_OF_TRUST = r"(?:(?:nhs )?(?:foundation )?trust|organi[sz]ation|place)"
_ASKS_LIST = re.compile(
    r"^(?:what|which|who) (?:are|were)\b|^(?:list|name)\b|^(?:what|which) \w+s\b"
    r"|\ball (?:the|of)\b|^how many\b",
    re.IGNORECASE,
)
_ASKS_COUNT = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:what|which|who|whose|whom|when|where|why|how|is|are|was|were|do|does|did|can|could"
    r"|will|would|should|has|have|had)\b",
    re.IGNORECASE,
)
BARE_WORDS = 6
"""A message of at most so many words that asks nothing names what to show: "values"."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed, as it is searched for, and whether it asks for a list or a count."""

    text: str
    search_text: str
    vector: NDArray[np.float32]
    wants_list: bool
    wants_count: bool


class QuestionReader:
    """Understands questions to one trust over one corpus."""

    def __init__(self, trust_name: str, mend: Callable[[str], str], embed: Embed) -> None:
        """`mend` corrects spelling; `embed` gives a question's vector."""
        name = re.escape(trust_name.lower().removeprefix("the "))
        self._trust = re.compile(
            rf"\b(?:(?:the|this|our|your|ur) {_KINDS_OF_TRUST}"
            rf"|(?:the )?{name}(?: {_KINDS_OF_TRUST})?)(?P<owns>['’]?s)?\b",
            re.IGNORECASE,
        )
        self._mend = mend
        self._embed = embed

    def read(self, text: str) -> Question:
        """Return a question with the words to search with.

        Spelling is mended; greetings and courtesies go; the trust, by name or as "the trust",
        is "we", as its own documents say.
        """
        plain = normalise_question(text)
        return self.reword(plain, self._search_form(self._mend(plain)))

    def reword(self, text: str, search_text: str) -> Question:
        """Return the question `text` as one that is searched for in other words."""
        bare = not _ASKS.search(search_text) and len(search_text.split()) <= BARE_WORDS
        return Question(
            text=text,
            search_text=search_text,
            vector=np.asarray(self._embed(search_text), dtype=np.float32),
            wants_list=bare or _ASKS_LIST.search(search_text) is not None,
            wants_count=_ASKS_COUNT.search(search_text) is not None,
        )

    def _search_form(self, text: str) -> str:
        stripped = _COURTESY.sub("", _GREETING.sub("", text))
        stripped = self._trust.sub(lambda found: "our" if found["owns"] else "we", stripped)
        return stripped.strip() or text

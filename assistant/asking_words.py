"""Asking words: those that questions are made of, whatever the corpus says."""

from functools import cache

from assistant.concepts import read_concepts
from assistant.everyday_words import load_everyday_words
from assistant.ordinals import ORDINALS
from assistant.terms import QUESTION_WORDS, STOP_WORDS, words

_MORE = """
again another every exact exactly explain finish full happening hello item items list may
might must number official one page place point precise quick quickly section shall should show
start text thank thanks time times today version word words year years
"""
SHAPE_WORDS = frozenset(
    word for word in {*STOP_WORDS, *QUESTION_WORDS, *ORDINALS, *_MORE.split()} if word.isalpha()
)
"""Those that say what is asked, and how, but not of what."""

_ASKS = ("what", "where", "when", "who", "how")
_ALSO_WORDS = frozenset({"id", "ill", "its", "wed", "were"})
CONTRACTED = {
    word.replace("'", ""): word
    for word in {*STOP_WORDS, *(f"{ask}'s" for ask in _ASKS)}
    if "'" in word and word.replace("'", "") not in _ALSO_WORDS
}
"""Words without the apostrophe that they have, as on a phone: "whats", "dont"."""


@cache
def load_asking_words() -> frozenset[str]:
    """Return the words that the ways of asking for concepts and the everyday words are made of."""
    asked = {
        word for table in read_concepts() for text in table["asked_as"] for word in words(text)
    }
    return frozenset(word for word in {*asked, *load_everyday_words()} if word.isalpha())

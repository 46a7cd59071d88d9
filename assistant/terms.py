"""Terms: the stems that BM25 and the lexical features compare."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

_STOP_WORDS = """
    a about after all also am an and any are aren't as at be because been being but by can can't
    could couldn't did didn't do does doesn't doing don't each for from further get got had has
    have having he her here hers herself him himself his how i i'd i'll i'm i've if in into is
    isn't it it's its itself just let's me more most my myself no nor not of off on once only or
    other our ours ourselves out over own please same she should shouldn't so some such tell
    than that that's the their theirs them themselves then there there's these they they're this
    those through to too under until up us very was wasn't we we're were what what's when where
    which while who who's whom whose why will with won't would you you're your yours yourself
    yourselves
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that carry no content, lower case, straight apostrophes."""

_QUESTION_WORDS = """
    actually anybody anyone anything bit called come comes currently does done else ever
    everybody everyone everything exactly far find found gave get gets getting give gives go
    goes going gone happen happened happens include included includes including keep kind kinds
    know last lasted lasts let like long look made make makes making many mean means meant
    mention mentioned mentions mostly much name need needs often old please put really run runs
    say says somebody someone something sort sorts take takes tell thing
    things think try use used want wants whatever worded wording work works
"""
QUESTION_WORDS = frozenset(_QUESTION_WORDS.split())
"""Words that in a question shape what is asked and are seldom what it is about."""

_OF_WHO = frozenset({"run", "runs"})
"""Those that say what is asked for of somebody: who runs a place."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""A word, with the apostrophes inside it."""

_NUMBERS = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety hundred"
_ORDINALS = """
    fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth
"""
_TENTHS = """
    twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth
"""
_DIGITS = {
    **{word: str(number) for number, word in enumerate(_NUMBERS.split(), 2)},
    **{word: str(number) for number, word in enumerate(_ORDINALS.split(), 4)},
    **{word: str(10 * number) for number, word in enumerate(_TENS.split(), 2)},
    **{word: str(10 * number) for number, word in enumerate(_TENTHS.split(), 2)},
}
"""Words for numbers, which count as their digits; "one", "second" and "third" mean more often
something else."""
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")

_stemmer = Stemmer.Stemmer("english")


def words(text: str) -> list[str]:
    """Return the words of a text in order: lower case, without accents, straight apostrophes."""
    return WORD.findall(fold(text))


def terms(text: str) -> list[str]:
    """Return the stems of a text's content words, in order."""
    return terms_of(words(text))


def terms_of(folded: Sequence[str]) -> list[str]:
    """Return the stems of the content words among words that are folded, in order."""
    return [stem(word) for word in folded if word not in STOP_WORDS]


def question_terms(text: str) -> list[str]:
    """Return the stems of what a question is about; of all its content words if none is left."""
    own = words(text)
    shape = QUESTION_WORDS - _OF_WHO if "who" in own else QUESTION_WORDS
    content = [word for word in own if word not in STOP_WORDS]
    about = [word for word in content if word not in shape]
    return [stem(word) for word in about or content]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the English stem of one folded word (Snowball's); of a number its digits."""
    if word in _DIGITS:
        return _DIGITS[word]
    if ordinal := _ORDINAL.fullmatch(word):
        return ordinal[1]
    stemmed: str = _stemmer.stemWord(word.removesuffix("'s"))
    return stemmed


def fold(text: str) -> str:
    """Return a text in lower case, without accents, with straight apostrophes."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()

"""The words of a sentence by what they do in it: say something, connect, or tie it down."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.rephrasing.numbers import DATE, NUMBER, NUMBER_WORDS, read_date, read_number
from assistant.rephrasing.word_kinds import BINDING, Kind, WordKinds, load_word_kinds
from assistant.terms import WORD, fold, stem

_NAMES_NOT_THESE_TEXT = """
    it us who am is as at be do may will in on
"""
_NAMES_NOT_THESE = frozenset(_NAMES_NOT_THESE_TEXT.split())
"""Short words that are a name in capitals, and "may" and "will" with one capital."""
_CONTRACTED = {"can't": "can", "cannot": "can", "won't": "will", "shan't": "shall"}
_ENDINGS = {"'ll": "will", "'d": "would", "'ve": "have", "'re": "are", "'m": "am"}
_INFLECTIONS = frozenset(["", "s", "es", "'s", "ed", "d", "ing", "e", "y", "ies", "ied", "ying"])
_DAYS_AND_MONTHS_TEXT = """
    monday tuesday wednesday thursday friday saturday sunday january february april june
    july august september october november december
"""
_DAYS_AND_MONTHS = frozenset(_DAYS_AND_MONTHS_TEXT.split())
_TRUST = re.compile(
    r"\b(?:the|this|our) (?:nhs )?(?:foundation )?(?:trust|organi[sz]ation)(?P<s>['’]s)?\b",
    re.IGNORECASE,
)
_PIECE = re.compile(
    rf"(?P<address>\S+@\S+|(?:https?://|www\.)\S+)|(?P<date>{DATE})|(?P<number>{NUMBER})"
    rf"|(?P<word>{WORD.pattern})|(?P<mark>[,;:()\[\]–—]|(?<=\s)-(?=\s)|\.(?=\s))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is compared, in the form in which it is.

    `cut` says that a comma or the like stands before it, `joined` that "and" does, `is_be`
    that a form of "be" does, `relates` that "which" or "who" does; `aside` that it is in round
    brackets that bind nothing; `stem` is that of a content word.
    """

    kind: Kind
    form: str
    stem: str = ""
    cut: bool = False
    joined: bool = False
    is_be: bool = False
    relates: bool = False
    aside: bool = False

    @property
    def opens(self) -> bool:
        """Whether something new may begin with it."""
        return self.cut or self.joined

    @property
    def is_passive(self) -> bool:
        """Whether it says what is done to somebody: "is seen", "are assessed"."""
        done = self.form.endswith("ed") or self.form in load_word_kinds().participles
        return self.is_be and done

    def same(self, other: "Word") -> bool:
        """Whether two words say the same: equal, or inflections of one content word."""
        if self.form == other.form:
            return True
        alike = self.kind == other.kind == "content" and self.is_passive == other.is_passive
        if not alike or self.stem != other.stem:
            return False
        irregular = load_word_kinds().irregular
        return any(form in irregular for form in (self.form, other.form)) or _inflected(
            self.form, other.form
        )


def read_words(text: str) -> list[Word]:
    """Return the words of a sentence that are compared, in order, connecting words left out."""
    kinds = load_word_kinds()
    plain = _TRUST.sub(lambda found: "our" if found["s"] else "we", text)
    plain = kinds.phrases.sub(lambda found: _blank(found[0]), plain)
    found: list[Word] = []
    before: set[str] = set()
    opened = None
    for kind, form in _pieces(plain, kinds):
        if form == "(":
            opened = len(found)
        elif form == ")" and opened is not None:
            found[opened:] = _set_aside(found[opened:])
            opened = None
        if kind in ("mark", "and", "be", "relative"):
            before.add(kind)
        elif kind != "connecting":
            beside = [mark in before for mark in ("mark", "and", "be", "relative")]
            own_stem = kinds.irregular.get(form) or stem(form)
            found.append(Word(kind, form, own_stem, *beside))  # type: ignore[arg-type]
            before.clear()
    return found


def _set_aside(words: list[Word]) -> list[Word]:
    """Return the words in brackets as set aside, unless one of them negates, limits or counts."""
    if any(word.kind in BINDING for word in words):
        return words
    return [replace(word, aside=True) for word in words]


def _blank(phrase: str) -> str:
    """Return what stays of a connecting phrase: "and" of one that joins, else nothing."""
    return "and" if phrase.lower().startswith(("as well as", "in addition to")) else ""


def _pieces(text: str, kinds: WordKinds) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a text with their kind, connecting ones and marks included."""
    first = True
    shouting = text.isupper()
    for found in _PIECE.finditer(text):
        piece = found[0]
        if found["mark"]:
            yield "mark", piece
        elif found["address"]:
            yield "name", piece.lower().rstrip(".,;:)")
        elif found["date"]:
            yield "number", read_date(piece)
        elif found["number"]:
            yield "number", read_number(piece)
        else:
            yield from _word(piece, kinds, first=first, shouting=shouting)
        first = piece == "."


def _word(
    piece: str, kinds: WordKinds, *, first: bool, shouting: bool
) -> Iterator[tuple[str, str]]:
    form = fold(piece)
    capital = piece[0].isupper() and not first
    capitals = len(piece) > 1 and piece.isupper() and not shouting
    if form in _NAMES_NOT_THESE and (capitals or (capital and form in ("may", "will"))):
        yield "name", form
        return
    for part in _parts(form):
        if part in ("is", "are", "am", "be", "been", "being"):
            yield "be", part
        elif part in ("which", "who", "whose", "whom"):
            yield "relative", part
        elif part == "and":
            yield "and", part
        elif part in kinds.firm:
            yield kinds.firm[part]
        elif part in NUMBER_WORDS:
            yield "number", NUMBER_WORDS[part]
        elif part in kinds.connecting:
            yield "connecting", part
        else:
            named = capital or capitals or part in _DAYS_AND_MONTHS
            yield "name" if named else "content", part


def _parts(form: str) -> Iterator[str]:
    """Yield the words of a contracted form, or the form itself without a possessive ending."""
    if form in _CONTRACTED or form.endswith("n't"):
        yield from (_CONTRACTED.get(form, form.removesuffix("n't")), "not")
        return
    for ending, word in _ENDINGS.items():
        if form.endswith(ending) and len(form) > len(ending):
            yield from (form.removesuffix(ending), word)
            return
    yield form.removesuffix("'s")


def _inflected(one: str, other: str) -> bool:
    """Whether two forms of one stem differ only in an ending that inflects."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    ends = (one[shared:], other[shared:])
    doubled = (end[1:] if end and shared and end[0] == one[shared - 1] else end for end in ends)
    return all(end in _INFLECTIONS for end in doubled)

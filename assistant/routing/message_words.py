"""Message words: what was typed, brought to one plain spelling in which phrases are found."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from assistant.routing.spellings import Spellings

READ_AT_EACH_END = 20_000
"""Characters read at the start and at the end of a message that is longer than both."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in plain spelling: its words between single spaces, a space at each end.

    `typed` is the sentence as it was typed, with its stop, but for capitals and odd characters.
    """

    text: str
    typed: str
    words: frozenset[str]
    quoted: bool


class MessageReader:
    """Reads messages with a table of spellings; words in `known` are right as they are."""

    def __init__(self, spellings: Spellings, known: frozenset[str]) -> None:
        self._spellings = spellings
        self._known = known | spellings.joined

    def read(self, text: str) -> list[Sentence]:
        """Return the sentences of a message; of a very long one, those at its two ends."""
        plain = _plain_characters(ends_of(text))
        return [sentence for part in _SENTENCE.findall(plain) if (sentence := self._read(part))]

    def _read(self, part: str) -> Sentence | None:
        words = [self._mend(word) for word in _WORD.findall(_SPACED.sub(_close_up, part))]
        line = self._spellings.read_runs(words)
        kept = [word for word in line.split() if word not in self._spellings.fillers]
        if not kept:
            return None
        quoted = _QUOTE.search(part) is not None
        return Sentence(f" {' '.join(kept)} ", part.strip(), frozenset(kept), quoted)

    def _mend(self, word: str) -> str:
        found = self._spellings.variants.get(word)
        if found is not None or word in self._known:
            return found or word
        shorter = _REPEATED.sub(r"\1", word)
        for spelling in (word, shorter):
            found = self._spellings.variants.get(spelling) or self._spellings.typos.get(spelling)
            if found is not None or spelling in self._known:
                return found or spelling
        joined = self._spellings.joined
        parted = _part(word, joined) or _part(shorter, joined) or word
        return " ".join(self._spellings.variants.get(one, one) for one in parted.split())


def ends_of(text: str) -> str:
    """Return a message, or of one too large to read its first and last 20,000 characters."""
    if len(text) <= 2 * READ_AT_EACH_END:
        return text
    return f"{text[:READ_AT_EACH_END]}\n{text[-READ_AT_EACH_END:]}"


_STOPS = r".?!;\n\r\f\v\u2026\u2028\u2029"
_SENTENCE = re.compile(rf"[^{_STOPS}]+[{_STOPS}]*")
_WORD = re.compile(r"[^\W_]+")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W_][ *_-]){3,}[^\W_](?![^\W_])")
_REPEATED = re.compile(r"(\w)\1+")
_SINGLE_QUOTED = re.compile(r"(?<![\w'])'(?=\w)([^'\n]*(?:\w'\w[^'\n]*)*)'(?![\w'])")
_QUOTE = re.compile('["“”«»‘]')
_CONTRACTIONS = (
    ("od'd", "overdosed"),
    ("can't", "can not"),
    ("won't", "will not"),
    ("n't", " not"),
    ("'ll", " will"),
    ("'d ", " would "),
    ("'re", " are"),
    ("'ve", " have"),
    ("i'm", "i am"),
)
_IS = re.compile(r"\b(he|she|it|that|there|who|what|where|how|one|body)'s\b")
_DISGUISED = re.compile(r"(?<=[a-z])[013457@$!*|](?=[a-z])")
_DISGUISE = str.maketrans("013457@$!*|", "oieasta" + "siil")
# Letters of other alphabets that pass for ours; they also turn up by accident, pasted.
_LOOK_ALIKES = str.maketrans("авекмнорстухіѕјԁɡӏαεικνορτυχıɑ", "abekmhopctyxisjdglaeikvoptuxia")
_MARKS = frozenset({"Mn", "Cf", "Me"})


def _plain_characters(text: str) -> str:
    text = text.lower()
    if not text.isascii():
        text = "".join(
            character
            for character in unicodedata.normalize("NFKD", text.replace("’", "'"))
            if unicodedata.category(character) not in _MARKS
        ).lower()
        if _LATIN.search(text):
            text = text.translate(_LOOK_ALIKES)
    if "'" in text:
        text = _SINGLE_QUOTED.sub(r"“\1”", text)
        for written, read in _CONTRACTIONS:
            text = text.replace(written, read)
        if "'s" in text:
            text = _IS.sub(r"\1 is", text).replace("'s ", " ")
        text = text.replace("'", "")
    return _DISGUISED.sub(lambda found: found[0].translate(_DISGUISE), text)


_LATIN = re.compile("[a-z]")


def _close_up(spaced: re.Match[str]) -> str:
    return re.sub(r"[ *_-]", "", spaced[0])


def _part(word: str, pieces: Collection[str]) -> str | None:
    """Return a run-together word parted into `pieces`, or None if it is not made of them."""
    if not 6 <= len(word) <= 100:
        return None
    parted: list[str | None] = [""] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 8), end):
            before = parted[start]
            if before is not None and word[start:end] in pieces:
                parted[end] = f"{before} {word[start:end]}".strip()
                break
    found = parted[-1]
    return found if found and " " in found else None

"""Reading: a language model's reply as sentences with the numbers they cite, as it arrives."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.sentences import sentence_starts

_MARK = (
    r"\[\s*\^?(?:(?:sources?|sentences?|passages?)\s*:?\s*)?\d+(?:\s*(?:,|;|-|–|and)\s*\d+)*\s*\]"
)
_MARKS = re.compile(rf"(?:\s*{_MARK})+", re.IGNORECASE)
_LEADING = re.compile(rf"(?:\s*{_MARK})+[\s.:]*", re.IGNORECASE)
_ENDING = re.compile(rf"(?:\s*{_MARK})+\s*$", re.IGNORECASE)
_ONE_MARK = re.compile(_MARK, re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINKED_MARK = re.compile(rf"({_MARK})\([^)]*\)", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[a-zA-Z!][^>]*>")
_MARKUP = re.compile(r"\*\*|__|`+|^\s*#{1,6}\s+|^\s*>\s+|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_ADDRESS = re.compile(r"<?(?:\w+://|www\.)[^\s<>\[\]]*[^\s<>\[\].,;:!?)]>?")
_PLAIN = frozenset(" .,;:'\"’‘“”()£$€%&/@+-–—!?…")
_SPACE_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or list item of a reply, without markup, and the numbers it cites."""

    text: str
    cited: tuple[int, ...]
    is_item: bool = False


class ReplyReader:
    """Takes a reply piece by piece and gives each sentence once it is finished.

    Links, tags and markup are left out; an address stays only if it stands in `sources`.
    """

    def __init__(self, sources: str = "") -> None:
        self._sources = sources
        self._held = ""

    def add(self, piece: str) -> list[Sentence]:
        """Take the next piece; return the sentences that it finishes."""
        *lines, self._held = (self._held + piece).split("\n")
        found = [sentence for line in lines for sentence in self._sentences(_split(line))]
        *finished, last = _split(self._held)
        if finished and not last.lstrip().startswith("["):
            self._held = last
            found += self._sentences(finished)
        return found

    def close(self) -> list[Sentence]:
        """Return the last sentence, of a reply that came to its end."""
        held, self._held = self._held, ""
        return self._sentences(_split(held))

    def _sentences(self, pieces: Sequence[str]) -> list[Sentence]:
        read = [self._sentence(piece) for piece in pieces]
        return [sentence for sentence in read if sentence.text]

    def _plain(self, line: str) -> str:
        line = _LINKED_MARK.sub(r"\1", _IMAGE.sub("", line))
        line = _TAG.sub("", _LINK.sub(r"\1", line))
        line = _ADDRESS.sub(lambda found: found[0] if found[0] in self._sources else "", line)
        return " ".join(_MARKUP.sub("", line).split())

    def _sentence(self, piece: str) -> Sentence:
        plain = self._plain(_BULLET.sub("", piece))
        text = " ".join(_MARKS.sub(" ", plain).split())
        text = _SPACE_BEFORE_STOP.sub("", "".join(filter(self._may_show, text))).strip()
        if not any(character.isalnum() for character in text):
            text = ""
        cited = (number for mark in _ONE_MARK.findall(plain) for number in _numbers(mark))
        return Sentence(text, tuple(dict.fromkeys(cited)), _BULLET.match(piece) is not None)

    def _may_show(self, character: str) -> bool:
        """Whether a character is a letter, a figure, plain punctuation, or one of the sources."""
        return character.isalnum() or character in _PLAIN or character in self._sources


def _split(line: str) -> list[str]:
    """Return the sentences of a line, each with the citations before or after it.

    In a line that begins with a citation they stand before, otherwise after.
    """
    bullet = _BULLET.match(line)
    body = line[bullet.end() :] if bullet else line
    starts = sentence_starts(body)
    ends = [*starts[1:], len(body)]
    pieces = [body[start:end] for start, end in zip(starts, ends, strict=True)]
    arranged = _marks_before if _LEADING.match(body) else _marks_behind
    pieces = list(arranged(pieces))
    return [f"{bullet[0]}{pieces[0]}", *pieces[1:]] if bullet else pieces


def _marks_behind(pieces: list[str]) -> Iterator[str]:
    """Yield pieces with the citations that lead one put behind the one before it."""
    held = ""
    for piece in pieces:
        leading = _LEADING.match(piece) if held else None
        if leading:
            held += leading[0]
            piece = piece[leading.end() :]
        if held and piece:
            yield held
            held = piece
        elif piece:
            held = piece
    yield held


def _marks_before(pieces: list[str]) -> Iterator[str]:
    """Yield pieces with the citations that end one put before the next one."""
    held = ""
    for number, piece in enumerate(pieces, 1):
        ending = _ENDING.search(piece) if number < len(pieces) else None
        yield held + (piece[: ending.start()] if ending else piece)
        held = ending[0] if ending else ""


def _numbers(mark: str) -> Iterator[int]:
    found = [int(digits) for digits in re.findall(r"\d{1,4}", mark)]
    if len(found) == 2 and re.search(r"\d\s*[-–]\s*\d", mark):
        yield from range(found[0], min(found[1], found[0] + 20) + 1)
    else:
        yield from found

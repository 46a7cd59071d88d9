"""Normalisation: the one form in which text is indexed, quoted and asked about."""

import re
import unicodedata

PAGE_BREAK = "\f"


def normalise_block(text: str) -> str:
    """Return a block's text on one line in reading form, its page breaks kept.

    Curly quotes and dashes stay as they are. A page break keeps one space before it and none
    after; a word hyphenated over it stands whole before it. Applying it twice changes nothing.
    """
    text = _mend_characters(text)
    first, *rest = _LINE_END.split(text.strip(" \n"))
    return unicodedata.normalize("NFC", _join_lines(first, rest, text)).strip(" ")


def normalise_question(text: str) -> str:
    """Return a typed question in the same form as the documents, on one line."""
    return normalise_block(text.replace(PAGE_BREAK, "\n"))


def tidy_typed(text: str) -> str:
    """Return what was typed with single spaces, and at most one empty line between lines."""
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
# Hyphens, not dashes: U+2010 and the no-break U+2011 are what PDFs put for a typed "-".
_CHARACTERS = str.maketrans({**_LIGATURES, "\u2010": "-", "\u2011": "-"})
_LINE_SEPARATORS = re.compile("\r\n|[\r\v\x85\u2028\u2029]")
_SOFT_HYPHEN_AT_LINE_END = re.compile("\u00ad[ \t\u00a0]*(?=[\n\f])")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]+")
# Soft hyphens, zero-width and bidirectional controls, byte-order marks, variation selectors,
# annotation marks and tag characters (which hide text from people and not from machines),
# control characters, lone surrogates (no UTF-8 can hold them) and noncharacters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef"
    "\U000e0000-\U000e0fff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)
_LINE_END = re.compile("( *[\n\f][ \n\f]*)")


def _mend_characters(text: str) -> str:
    text = _LINE_SEPARATORS.sub("\n", text)
    text = _SOFT_HYPHEN_AT_LINE_END.sub("-", text)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_CHARACTERS))
    return _SPACES.sub(" ", text)


def _join_lines(first: str, rest: list[str], block: str) -> str:
    """Join lines; `rest` alternates the white space between lines with the lines."""
    joined = [first]
    last_word = first.rpartition(" ")[2]
    breaks = ""
    for between, line in zip(rest[::2], rest[1::2], strict=True):
        breaks += PAGE_BREAK * between.count(PAGE_BREAK)
        word, space, remainder = line.partition(" ")
        hyphen = _hyphen_between(last_word, word, block)
        if hyphen is None:
            remainder, last_word = line, ""
        else:
            joined[-1] = joined[-1][:-1]
            joined += [hyphen, word]
            last_word = last_word[:-1] + hyphen + word
            if not space:
                continue
        joined += [" " if any(joined) else "", breaks, remainder]
        breaks = ""
        last_word = (remainder if remainder else last_word).rpartition(" ")[2]
    return "".join([*joined, breaks])


_HYPHENATED = re.compile(r"[^\W\d_][\w'’-]*-")
_WORD_START = re.compile(r"[^\W_][\w'’]*(-\w)?")
_SUSPENDED = frozenset({"and", "or", "to", "nor", "but"})
# Parts that nearly always have a hyphen beside them; "part", "child" or "day" would be wrong here
# ("part-nership", "child-ren", "Satur-day"), so measures of time count only as a pair.
_COMPOUND = re.compile(
    r"(well|self|non|ex|quasi)-\w{4,}"
    r"|\w+-(based|related|centred|focuss?ed|funded|friendly|specific|informed|facing|driven)"
    r"|\w{3,}[^\Wl]-led"
    r"|(full|part|half|long|short|medium|real|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"-(time|term|hour|day|week|month|year|stop|standing|minute)",
    re.IGNORECASE,
)


def _hyphen_between(before: str, after: str, block: str) -> str | None:
    """Return what joins a word cut at a line end: nothing or its hyphen; None if it is not cut.

    The hyphen is kept next to a figure, a capital or an acronym, in what already has a hyphen
    or is part of an address, when the block itself spells the word so elsewhere, and for the
    commonest parts of compounds. Everything else is taken for a printer's hyphen.
    """
    start = _WORD_START.match(after)
    if not before.endswith("-") or before[:-1].endswith(("-", "–", "—")) or not start:
        return None
    if start[0] in _SUSPENDED:
        return None
    left = before[:-1].lstrip("(‘“'\"[")
    if not left or not left[-1].isalnum():
        return None
    right = start[0]
    if not _HYPHENATED.fullmatch(left + "-") or not right[0].islower() or "-" in right:
        return "-"
    if len(left) == 1 or "-" in left or left[1:] != left[1:].lower():
        return "-"
    if re.search(rf"\b{re.escape(left + right)}\b", block, re.IGNORECASE):
        return ""
    spelt_with_hyphen = re.search(rf"\b{re.escape(f'{left}-{right}')}\b", block, re.IGNORECASE)
    return "-" if spelt_with_hyphen or _COMPOUND.fullmatch(f"{left}-{right}") else ""

"""The strict re-check: what is shown against what it cites, word by word, by other means.

It shares nothing with the check that decides what is shown but the stemmer.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from assistant.answers import Answer, Citation
from assistant.documents import Document
from assistant.terms import STOP_WORDS, fold, stem, words

_FIGURES = re.compile(r"\d+(?:[.,:/]\d+)*")
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z][\w’'-]*")
_NEGATIONS = frozenset(["not", "no", "never", "without", "none", "neither", "nor", "cannot"])
_ADDED_TEXT = """
    trust say says document documents according include includes including namely overall summary
    addition additionally furthermore moreover finally well plus example instance
"""
_ADDED = frozenset(stem(word) for word in _ADDED_TEXT.split())
"""Content words that may connect what is cited."""


def unsupported(answer: Answer, document: Callable[[str], Document | None]) -> list[str]:
    """Return what is wrong with the citations and claims of an answer, in words; best none."""
    cited = {citation.number: citation for citation in answer.citations}
    found = [
        f"citation {citation.number} is not verbatim"
        for citation in answer.citations
        if not _is_verbatim(citation, document(citation.document))
    ]
    for claim in answer.claims:
        if not claim.citations or not set(claim.citations) <= cited.keys():
            found.append(f"no citation: {claim.text}")
            continue
        quotes = [cited[number] for number in claim.citations]
        if claim.text not in {citation.quote for citation in quotes}:
            found += [f"{fault}: {claim.text}" for fault in _faults(claim.text, quotes)]
    return found


def _is_verbatim(citation: Citation, document: Document | None) -> bool:
    return document is not None and (document.text[citation.start : citation.end] == citation.quote)


def _faults(text: str, quotes: list[Citation]) -> Iterator[str]:
    own = " ".join(citation.quote for citation in quotes)
    headings = " ".join(heading for citation in quotes for heading in citation.section)
    if Counter(_FIGURES.findall(text)) - Counter(_FIGURES.findall(own)):
        yield "number"
    if not {fold(name) for name in _NAME.findall(text)} <= set(words(f"{own} {headings}")):
        yield "name"
    if _negated(text) - _negated(own):
        yield "negation added"
    kept = {word for word, _ in _pairs(text)} | {word for _, word in _pairs(text)}
    if {after for _, after in _negated(own) if after in kept} - {
        after for _, after in _negated(text)
    }:
        yield "negation lost"
    allowed = {stem(word) for word in words(f"{own} {headings}")} | _ADDED
    joined = "".join(words(own))
    left = [
        word
        for word in words(text)
        if word not in STOP_WORDS and stem(word) not in allowed and word not in joined
    ]
    if left:
        yield f"words ({', '.join(left)})"


def _pairs(text: str) -> list[tuple[str, str]]:
    stems = [stem(word) for word in words(text)]
    return list(pairwise(stems))


def _negated(text: str) -> set[tuple[str, str]]:
    """Return each negation with the word after it."""
    plain = re.sub(r"(?<=\w)n['’]t\b", " not", text).replace("cannot", "can not")
    return {(before, after) for before, after in _pairs(plain) if before in _NEGATIONS}

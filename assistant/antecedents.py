"""Antecedents: a quote that begins with "It", with the sentence that says what it means."""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.composing import Part
from assistant.documents import Document
from assistant.quotes import Quote
from assistant.sentences import section_sentences

MOST_BEFORE = 2
"""So many sentences before a quote are quoted with it."""

_MEANS_WHAT_WAS_SAID = re.compile(
    r"(?:They|He|She)\b|It\b(?! (?:is|was) .*\b(?:to|that)\b)"
    r"|(?:This|These|That|Those) (?:(?:is|are|was|were)\b(?! (?:our|the|an?|your|how|what|why)\b)"
    r"|(?:will|means?|includes?|has|have|can|may|must|should|applies|apply|covers?|does|do)\b)"
)
"""Not "This is our plan ...", which says what it is."""

Claim = tuple[Quote, ...]


def with_antecedents(part: Part, document: Callable[[str], Document]) -> Part:
    """Return a part whose claims say what they are about; a list's items are left as they are.

    What a claim now holds is not quoted once more on its own.
    """
    if part.composed.is_list:
        return part
    longer = [_claim_with_antecedent(claim, document) for claim in part.composed.claims]
    claims = [
        claim
        for claim in longer
        if not any(_is_within(claim[0], other[0]) for other in longer if other is not claim)
    ]
    return replace(part, composed=replace(part.composed, claims=tuple(claims)))


def with_antecedent(quote: Quote, document: Callable[[str], Document]) -> Quote:
    """Return a quote from where its paragraph says what it is about, if it begins without that."""
    if quote.is_item or not _MEANS_WHAT_WAS_SAID.match(quote.text):
        return quote
    source = document(quote.document)
    section = next((s for s in source.sections if s.start <= quote.start < s.end), None)
    sentences = section_sentences(source, section) if section else []
    at = next((i for i, s in enumerate(sentences) if s.start == quote.start), 0)
    start = quote.start
    for before in reversed(sentences[max(at - MOST_BEFORE, 0) : at]):
        if before.group != sentences[at].group or before.kind != "sentence":
            break
        start = before.start
        if not _MEANS_WHAT_WAS_SAID.match(source.text[start : before.end]):
            break
    return replace(quote, start=start, text=source.text[start : quote.end])


def _claim_with_antecedent(claim: Claim, document: Callable[[str], Document]) -> Claim:
    """Return a claim with its antecedent, where all its quotes have the same one."""
    longer = tuple(with_antecedent(quote, document) for quote in claim)
    return longer if len({quote.text for quote in longer}) == 1 else claim


def _is_within(inner: Quote, outer: Quote) -> bool:
    same = (inner.document, inner.start, inner.end) == (outer.document, outer.start, outer.end)
    within = outer.start <= inner.start and inner.end <= outer.end
    return inner.document == outer.document and within and not same

"""Requests: what an answer's parts give a language model to word, and what it must not miss."""

from collections.abc import Callable, Iterator, Sequence

from assistant.abbreviations import Abbreviations
from assistant.composing import Composed, Part
from assistant.documents import Document
from assistant.quotes import Quote
from assistant.rephrasing.checking import Source
from assistant.rephrasing.rephraser import Request


def make_request(
    question: str, parts: Sequence[Part], document: Callable[[str], Document]
) -> Request:
    """Return the request for an answer: a source a claim, in the order of the claims.

    All items of a list are needed, and the first sentence of what answers any other question.
    """
    sources = [
        _source(quotes[0], part.composed) for part in parts for quotes in part.composed.claims
    ]
    quoted = {
        quote.document for part in parts for quotes in part.composed.claims for quote in quotes
    }
    return Request(
        question,
        tuple(sources),
        frozenset(_needed(parts)),
        Abbreviations(document(id_).text for id_ in sorted(quoted)),
    )


def _source(quote: Quote, composed: Composed) -> Source:
    if composed.is_list:
        return Source(quote.text, composed.list_name)
    return Source(quote.text, quote.section[-1] if quote.is_item and quote.section else "")


def _needed(parts: Sequence[Part]) -> Iterator[int]:
    first = 1
    for part in parts:
        count = len(part.composed.claims)
        yield from range(first, first + (count if part.composed.is_list else 1))
        first += count

"""Citing: claims and citations, numbered in the order in which they are said."""

from collections.abc import Sequence

from assistant.answers import Citation, Claim, Conflict
from assistant.dates import document_dates
from assistant.documents import Document
from assistant.generation import Generation
from assistant.quotes import Quote


class Numbered:
    """Claims and citations, numbered in the order in which they are said."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.claims: list[Claim] = []
        self.conflicts: list[Conflict] = []
        self.citations: list[Citation] = []

    def add(self, quotes: Sequence[Quote]) -> str:
        """Take one claim by the quotes that all say it; return its words and numbers."""
        first = len(self.citations) + 1
        numbers = tuple(range(first, first + len(quotes)))
        self.citations += [
            cite(number, quote, self.generation)
            for number, quote in zip(numbers, quotes, strict=True)
        ]
        self.claims.append(Claim(quotes[0].text, numbers))
        return f"{quotes[0].text} {marks(numbers)}"


def cite(number: int, quote: Quote, generation: Generation) -> Citation:
    """Return a quote as the citation of that number."""
    document: Document = generation.document(quote.document)
    dates = document_dates(generation.records[quote.document], document)
    return Citation(
        number=number,
        document=document.id,
        title=document.title,
        section=quote.section,
        page=document.page_at(quote.start),
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        date=dates.published,
        version=generation.id,
    )


def marks(numbers: Sequence[int]) -> str:
    """Return the numbers of citations as they stand after what they support."""
    return "".join(f"[{number}]" for number in numbers)

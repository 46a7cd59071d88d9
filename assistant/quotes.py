"""Quotes: verbatim spans of the documents."""

from dataclasses import dataclass

from assistant.features import Candidate


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span of one section of a document: a sentence, or with `is_item` a list item."""

    document: str
    section: tuple[str, ...]
    start: int
    end: int
    text: str
    is_item: bool = False


def sentence_quote(candidate: Candidate) -> Quote:
    """Return the quote that a candidate is."""
    chunk, sentence = candidate.passage.chunk, candidate.sentence
    text = chunk.sentence_text(sentence)
    is_item = sentence.kind == "item"
    return Quote(chunk.document, chunk.section, sentence.start, sentence.end, text, is_item)

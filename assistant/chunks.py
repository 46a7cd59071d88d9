"""Chunks: what is embedded and stored, each inside one section of one document."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np

from assistant.documents import Document, Section
from assistant.sentences import Sentence, section_sentences

TokenStarts = Callable[[str], Sequence[int]]
"""Where each word piece of a text starts, as the embedding model counts them."""

SPECIAL_TOKENS = 2
HEADINGS_KEPT = 16
"""Texts whose word pieces are remembered: a heading path is counted three times over."""
HEADING_SHARE = 0.25
"""At most this share of the window goes to the heading path."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of sentences of one section: `document.text[start:end] == text`.

    `heading` is the heading path as embedded before the text, cut at the front where it would
    take too much of the window.
    """

    document: str
    section: tuple[str, ...]
    start: int
    end: int
    text: str
    heading: str
    sentences: tuple[Sentence, ...]

    @property
    def id(self) -> str:
        """The id under which the chunk is stored."""
        return f"{self.document}:{self.start}-{self.end}"

    @property
    def embedded_text(self) -> str:
        """The words that are embedded and indexed: heading path, then text."""
        return f"{self.heading}\n{self.text}" if self.heading else self.text

    def sentence_text(self, sentence: Sentence) -> str:
        """Return the words of one of the chunk's sentences."""
        return self.text[sentence.start - self.start : sentence.end - self.start]

    @property
    def sentence_spans(self) -> list[tuple[int, int]]:
        """Where each sentence stands in `embedded_text`."""
        shift = len(self.embedded_text) - len(self.text) - self.start
        return [(s.start + shift, s.end + shift) for s in self.sentences]


def split_document(document: Document, *, window: int, token_starts: TokenStarts) -> list[Chunk]:
    """Split a document into chunks of at most `window` word pieces, heading path included.

    A list stays with the line that introduces it where both fit. Sections without sentences
    give no chunk.
    """
    starts = np.asarray(token_starts(document.text))
    token_starts = lru_cache(maxsize=HEADINGS_KEPT)(token_starts)
    chunks: list[Chunk] = []
    for section in document.sections:
        heading = _fitting_heading(document, section, int(window * HEADING_SHARE), token_starts)
        budget = window - SPECIAL_TOKENS - (len(token_starts(heading)) if heading else 0)
        sentences = _fitting_sentences(document, section, budget, token_starts)
        groups = [list(members) for _, members in groupby(sentences, key=lambda s: s.group)]
        openings = _openings(groups)
        for run in _pack(groups, openings, starts, budget):
            start, end = openings.get(run[0].start, run[0].start), run[-1].end
            text = document.text[start:end]
            chunks.append(Chunk(document.id, section.path, start, end, text, heading, tuple(run)))
    return chunks


def _openings(groups: Sequence[Sequence[Sentence]]) -> Mapping[int, int]:
    """Return where the words start that lead to each group's first sentence, by its own start.

    Those are "The poster says" of a statement that is quoted without them.
    """
    return {group[0].start: group[0].group for group in groups}


def _fitting_heading(
    document: Document, section: Section, most: int, token_starts: TokenStarts
) -> str:
    names = list(section.path)
    if not names or names[0].casefold() != document.title.casefold():
        names.insert(0, document.title)
    while len(names) > 1 and len(token_starts(" > ".join(names))) > most:
        names.pop(0)
    heading = " > ".join(names)
    starts = token_starts(heading)
    return heading if len(starts) <= most else heading[: starts[most]].rstrip()


def _fitting_sentences(
    document: Document, section: Section, budget: int, token_starts: TokenStarts
) -> Iterator[Sentence]:
    # Imported here since only an ingest splits.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=budget,
        chunk_overlap=0,
        length_function=lambda text: len(token_starts(text)),
        separators=["; ", ", ", " ", ""],
        keep_separator="end",
        add_start_index=True,
    )
    for sentence in section_sentences(document, section):
        text = document.text[sentence.start : sentence.end]
        if len(text) <= budget or len(token_starts(text)) <= budget:
            yield sentence
            continue
        for piece in splitter.create_documents([text]):
            start = sentence.start + piece.metadata["start_index"]
            yield Sentence(
                start,
                start + len(piece.page_content),
                sentence.kind,
                sentence.group,
                sentence.list_start,
            )


def _pack(
    groups: Sequence[Sequence[Sentence]],
    openings: Mapping[int, int],
    starts: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    budget: int,
) -> Iterator[list[Sentence]]:
    """Yield runs of sentences of about equal size, parted between groups where possible."""

    def tokens(first: Sentence, last: Sentence) -> int:
        low, high = np.searchsorted(starts, [openings.get(first.start, first.start), last.end])
        return int(high - low)

    if not groups:
        return
    total = tokens(groups[0][0], groups[-1][-1])
    target = total / math.ceil(total / budget)
    run: list[Sentence] = []
    for group in groups:
        if run and (
            (
                tokens(run[0], group[-1]) > budget
                and (tokens(group[0], group[-1]) <= budget or group[0].list_start is not None)
            )
            or tokens(run[0], run[-1]) >= target
        ):
            yield run
            run = []
        for sentence in group:
            if run and (
                tokens(run[0], sentence) > budget
                or (tokens(run[0], run[-1]) >= target and tokens(group[0], group[-1]) > budget)
            ):
                yield run
                run = []
            run.append(sentence)
    if run:
        yield run

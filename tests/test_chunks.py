from itertools import groupby, pairwise

import pytest
from fake_embeddings import CountingEmbeddings
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.chunks import SPECIAL_TOKENS, Chunk, TokenStarts, split_document
from assistant.documents import Block, Document, Reading, assemble_document
from assistant.sentences import Sentence, section_sentences

TOKEN_STARTS = CountingEmbeddings("").token_starts


def document_of(*blocks: Block, title: str = "Page") -> Document:
    return assemble_document("page", "page.md", Reading(blocks, title=title))


def chunk_texts(document: Document, window: int) -> list[str]:
    return [c.text for c in split_document(document, window=window, token_starts=TOKEN_STARTS)]


def heading(text: str, level: int = 1) -> Block:
    return Block("heading", text, level)


def paragraph(text: str) -> Block:
    return Block("paragraph", text)


def item(text: str) -> Block:
    return Block("item", text, 1)


def test_section_that_fits_is_one_chunk_with_its_heading_path_before_it() -> None:
    document = document_of(
        heading("Leave"), heading("Annual", 2), paragraph("Take it."), paragraph("Ask first.")
    )

    (chunk,) = split_document(document, window=64, token_starts=TOKEN_STARTS)

    assert chunk.section == ("Leave", "Annual")
    assert chunk.embedded_text == "Page > Leave > Annual\nTake it.\nAsk first."
    assert chunk.id == f"page:{chunk.start}-{chunk.end}"


def test_title_is_not_said_twice_where_it_is_the_first_heading() -> None:
    document = document_of(heading("About us"), paragraph("We care."), title="ABOUT US")

    (chunk,) = split_document(document, window=64, token_starts=TOKEN_STARTS)

    assert chunk.heading == "About us"


def test_chunks_never_cross_a_heading() -> None:
    document = document_of(heading("One"), paragraph("First."), heading("Two"), paragraph("Next."))

    assert chunk_texts(document, 64) == ["First.", "Next."]


def test_section_without_sentences_gives_no_chunk() -> None:
    document = document_of(heading("Empty"), heading("Full", 2), paragraph("Words."))

    assert chunk_texts(document, 64) == ["Words."]


def test_list_moves_whole_to_the_next_chunk_rather_than_be_parted_from_its_lead_in() -> None:
    document = document_of(
        paragraph("One two three four five six seven."),
        paragraph("Our values are:"),
        item("Excellence"),
        item("Respect"),
    )

    assert chunk_texts(document, 14) == [
        "One two three four five six seven.",
        "Our values are:\nExcellence\nRespect",
    ]


def test_list_too_long_for_one_chunk_starts_with_its_lead_in() -> None:
    items = [item(f"Item {number} of them") for number in range(6)]
    document = document_of(paragraph("Before it all."), paragraph("We do:"), *items)

    texts = chunk_texts(document, 20)

    with_lead_in = [text for text in texts if "We do:" in text]
    assert with_lead_in[0].startswith("We do:\nItem 0 of them")


def test_sentence_longer_than_the_window_is_parted_at_words() -> None:
    document = document_of(paragraph(" ".join(f"word{n}" for n in range(50)) + "."))

    texts = chunk_texts(document, 14)

    assert " ".join(texts).split() == document.text.split()
    assert all(len(TOKEN_STARTS(text)) <= 14 - SPECIAL_TOKENS for text in texts)


def test_long_heading_path_loses_its_front_and_leaves_room_for_words() -> None:
    document = document_of(
        heading("A very long name for the first part of it all"),
        heading("Leave", 2),
        paragraph("Take your leave each year before it is lost."),
    )

    (chunk,) = split_document(document, window=24, token_starts=TOKEN_STARTS)

    assert chunk.heading == "Leave"
    assert chunk.section == ("A very long name for the first part of it all", "Leave")


def test_parts_of_a_long_section_are_of_about_equal_size() -> None:
    document = document_of(*(paragraph(f"This is number {n} here.") for n in range(20)))

    sizes = [len(TOKEN_STARTS(text)) for text in chunk_texts(document, 51)]

    assert sum(sizes) == 120
    assert max(sizes) - min(sizes) <= 12


def test_sentences_of_a_chunk_are_found_in_what_is_embedded() -> None:
    document = document_of(heading("Leave"), paragraph("Take it. Ask first."))

    (chunk,) = split_document(document, window=64, token_starts=TOKEN_STARTS)

    embedded = [chunk.embedded_text[start:end] for start, end in chunk.sentence_spans]
    assert embedded == ["Take it.", "Ask first."]
    assert embedded == [chunk.sentence_text(sentence) for sentence in chunk.sentences]


simple_words = st.sampled_from(
    [
        "we",
        "care",
        "people",
        "Our",
        "plan,",
        "says",
        "it",
        "is.",
        "Who?",
        "4.5",
        "(a)",
        "well-being",
        "‘so’",
    ]
)
short_lines = st.lists(simple_words, min_size=1, max_size=12).map(" ".join)
long_lines = st.lists(simple_words, min_size=30, max_size=60).map(" ".join)
blocks = st.lists(
    st.one_of(
        st.builds(
            Block,
            st.sampled_from(["paragraph", "item", "item", "row", "heading"]),
            st.one_of(short_lines, short_lines.map(lambda line: line + ":"), long_lines),
            st.integers(1, 3),
        ),
        st.builds(Block, st.just("paragraph"), st.text(max_size=80), st.just(0)),
    ),
    max_size=12,
)


def check_chunks(document: Document, window: int, token_starts: TokenStarts) -> None:
    """Assert what holds of the chunks of any document, with any way of counting."""
    chunks = split_document(document, window=window, token_starts=token_starts)

    for chunk in chunks:
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert len(token_starts(chunk.embedded_text)) <= window - SPECIAL_TOKENS
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert all(one.end <= other.start for one, other in pairwise(chunks))
    check_every_sentence_is_in_one_chunk(document, chunks)
    check_no_list_is_parted_from_its_lead_in(document, chunks, window, token_starts)


def check_every_sentence_is_in_one_chunk(document: Document, chunks: list[Chunk]) -> None:
    letters = [
        document.text[at]
        for chunk in chunks
        for s in chunk.sentences
        for at in range(s.start, s.end)
        if not document.text[at].isspace()
    ]
    wanted = [
        document.text[at]
        for section in document.sections
        for s in section_sentences(document, section)
        for at in range(s.start, s.end)
        if not document.text[at].isspace()
    ]
    assert letters == wanted


def check_no_list_is_parted_from_its_lead_in(
    document: Document, chunks: list[Chunk], window: int, token_starts: TokenStarts
) -> None:
    for section in document.sections:
        sentences = section_sentences(document, section)
        lists = [list(g) for start, g in groupby(sentences, lambda s: s.list_start) if start]
        for members in lists:
            holders = [c for c in chunks if c.start <= members[0].start < c.end]
            if len(holders) == 1 and whole_fits(
                document, members, holders[0], window, token_starts
            ):
                assert members[-1].end <= holders[0].end


def whole_fits(
    document: Document,
    members: list[Sentence],
    chunk: Chunk,
    window: int,
    token_starts: TokenStarts,
) -> bool:
    text = document.text[members[0].start : members[-1].end]
    return len(token_starts(f"{chunk.heading}\n{text}")) <= window - SPECIAL_TOKENS


@settings(deadline=None)
@given(blocks, st.integers(16, 80))
def test_chunks_of_any_document_fit_and_hold_each_sentence_once(
    found: list[Block], window: int
) -> None:
    document = document_of(*found, title="A title")
    assume(document.text)

    check_chunks(document, window, TOKEN_STARTS)


@pytest.mark.model
def test_chunks_of_any_document_fit_the_real_model(embeddings: CountingEmbeddings) -> None:
    @settings(deadline=None, max_examples=40)
    @given(blocks)
    def check(found: list[Block]) -> None:
        document = document_of(*found, title="A title")
        assume(document.text)
        check_chunks(document, 48, embeddings.token_starts)

    check()


def test_reported_statement_keeps_the_words_that_lead_to_it_in_its_chunk() -> None:
    words = "The last part says ‘Our pledge is to answer each letter in a week’"
    document = document_of(heading("Our pledge"), paragraph(words))

    (chunk,) = split_document(document, window=64, token_starts=TOKEN_STARTS)

    assert chunk.text == words.removesuffix("’")
    assert chunk.sentence_text(chunk.sentences[0]).startswith("Our pledge is")

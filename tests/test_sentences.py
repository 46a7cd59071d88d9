from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents import Block, Document, Reading, assemble_document
from assistant.sentences import Sentence, list_sentences, section_sentences, split_sentences


def document_of(*blocks: Block) -> Document:
    return assemble_document("page", "page.md", Reading(blocks))


def paragraph(text: str) -> Block:
    return Block("paragraph", text)


def item(text: str) -> Block:
    return Block("item", text, 1)


def only_section(document: Document) -> list[Sentence]:
    (section,) = document.sections
    return section_sentences(document, section)


def texts(document: Document, sentences: list[Sentence]) -> list[str]:
    return [document.text[s.start : s.end] for s in sentences]


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We treat adults. We treat children.", ["We treat adults.", "We treat children."]),
        ("Ask Dr. Smith in room 4.5 today.", ["Ask Dr. Smith in room 4.5 today."]),
        ("Bring ID, e.g. a passport. Sign in.", ["Bring ID, e.g. a passport.", "Sign in."]),
        (
            "Is it open? Yes! Until 5 p.m. each day.",
            ["Is it open?", "Yes!", "Until 5 p.m. each day."],
        ),
        ("No full stop at the end", ["No full stop at the end"]),
    ],
)
def test_lines_part_at_the_ends_of_sentences(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize("sign", ["says", "says:", "stated", "reads,"])
def test_of_a_reported_statement_the_statement_is_the_sentence(sign: str) -> None:
    statement = "Our mission is to work in partnership with people."

    assert pieces(f"The last section is titled ‘Our mission’ and {sign} ‘{statement}’") == [
        statement
    ]


def test_short_words_in_quotes_are_not_taken_for_a_statement() -> None:
    text = "The first section at the top says ‘Patients and students’"

    assert pieces(text) == [text]


def test_heading_is_not_a_sentence() -> None:
    document = document_of(Block("heading", "Leave", 1), paragraph("Take it all."))

    assert texts(document, only_section(document)) == ["Take it all."]


@pytest.mark.parametrize("lead_in", ["Our values are:", "It shows our four values;"])
def test_line_that_introduces_a_list_belongs_to_it(lead_in: str) -> None:
    document = document_of(paragraph(lead_in), item("Excellence"), item("Respect"))

    lead, first, second = only_section(document)
    assert [lead.kind, first.kind, second.kind] == ["sentence", "item", "item"]
    assert lead.list_start == first.list_start == second.list_start == lead.start
    assert lead.group == first.group == second.group


def test_only_the_lead_in_line_joins_the_list_and_not_the_paragraph_before() -> None:
    document = document_of(paragraph("We care."), paragraph("We value:"), item("Respect"))

    before, lead, first = only_section(document)
    assert before.list_start is None
    assert before.group != lead.group
    assert first.list_start == lead.start


def test_paragraph_that_ends_with_a_full_stop_introduces_no_list() -> None:
    document = document_of(paragraph("We have values."), item("Excellence"), item("Respect"))

    before, first, second = only_section(document)
    assert before.list_start is None
    assert first.list_start == second.list_start == first.start


def test_paragraph_between_items_parts_two_lists() -> None:
    document = document_of(item("One"), paragraph("And then."), item("Two"))

    one, between, two = only_section(document)
    assert one.list_start == one.start
    assert between.list_start is None
    assert two.list_start == two.start


def test_colon_without_a_list_is_an_ordinary_sentence() -> None:
    document = document_of(paragraph("Opening hours:"), paragraph("Nine to five."))

    assert [s.list_start for s in only_section(document)] == [None, None]


def test_short_item_of_two_sentences_stays_whole_and_a_long_one_is_parted() -> None:
    long = "We treat people well. " * 20
    document = document_of(item("Listen. Then act."), item(long))

    short, *parts = only_section(document)
    assert document.text[short.start : short.end] == "Listen. Then act."
    assert len(parts) == 20
    assert {part.list_start for part in parts} == {short.list_start}
    assert {part.kind for part in parts} == {"item"}


def test_table_row_is_quoted_whole_and_introduces_nothing() -> None:
    document = document_of(Block("row", "Annual leave. Days: 27. Band:"), item("Ask HR"))

    row, first = only_section(document)
    assert row.kind == "row"
    assert row.list_start is None
    assert first.list_start == first.start


def test_items_of_one_list_are_found_without_their_lead_in_or_other_lists() -> None:
    document = document_of(
        paragraph("Values:"), item("Respect"), item("Care"), paragraph("Pillars:"), item("People")
    )
    sentences = only_section(document)

    found = list_sentences(sentences, sentences[0].start)

    assert texts(document, found) == ["Respect", "Care"]


any_words = [
    "we",
    "care;",
    "Our:",
    "plan.",
    "says",
    "‘It’",
    "is?",
    "e.g.",
    "Dr.",
    "4.5",
    "!",
    "“b”",
]
words = st.lists(st.sampled_from(any_words), max_size=12).map(" ".join)
blocks = st.lists(
    st.builds(
        Block,
        st.sampled_from(["paragraph", "item", "row", "heading"]),
        st.one_of(words, st.text(max_size=40)),
        st.integers(1, 3),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(blocks)
def test_sentences_of_any_document_stand_in_order_inside_their_section(found: list[Block]) -> None:
    document = document_of(*found)

    for section in document.sections:
        sentences = section_sentences(document, section)
        assert all(section.start <= s.start < s.end <= section.end for s in sentences)
        assert all(one.end <= other.start for one, other in pairwise(sentences))
        assert all(text == text.strip() for text in texts(document, sentences))


@settings(deadline=None)
@given(words)
def test_no_letter_of_a_line_is_left_out_of_its_sentences(text: str) -> None:
    if "says" in text:
        return

    assert "".join("".join(pieces(text)).split()) == "".join(text.split())

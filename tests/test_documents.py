import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents import Block, Reading, assemble_document, heading_name

kinds = st.sampled_from(["heading", "paragraph", "item", "row"])
block_text = st.text(st.sampled_from("ab A-.\n\f \u00a0\u00ad"), max_size=30)
blocks = st.lists(st.builds(Block, kinds, block_text, st.integers(1, 6)), max_size=8)


@settings(deadline=None)
@given(blocks)
def test_every_line_stands_in_the_text_at_its_offsets(found: list[Block]) -> None:
    document = assemble_document("id", "file.pdf", Reading(found))

    assert document.text == "\n".join(document.text[ln.start : ln.end] for ln in document.lines)
    assert all(document.text[ln.start : ln.end].strip() for ln in document.lines)
    assert "\f" not in document.text


@settings(deadline=None)
@given(blocks)
def test_pages_follow_each_other_and_hold_the_whole_text(found: list[Block]) -> None:
    count = 1 + sum(block.text.count("\f") for block in found)
    labels = [str(number) for number in range(count)]

    document = assemble_document("id", "file.pdf", Reading(found, page_labels=labels))

    assert [page.label for page in document.pages] == labels
    assert "".join(document.text[page.start : page.end] for page in document.pages) == document.text


@settings(deadline=None)
@given(blocks)
def test_sections_follow_each_other_and_hold_the_whole_text(found: list[Block]) -> None:
    document = assemble_document("id", "file.pdf", Reading(found))

    sections = document.sections
    assert "".join(document.text[part.start : part.end] for part in sections) == document.text


def test_section_path_follows_the_levels_of_headings() -> None:
    found = [
        Block("heading", "Leave", 1),
        Block("heading", "Annual", 2),
        Block("paragraph", "27 days."),
        Block("heading", "Sick", 2),
        Block("paragraph", "Tell us."),
    ]

    document = assemble_document("id", "file.md", Reading(found))

    assert [section.path for section in document.sections] == [
        ("Leave",),
        ("Leave", "Annual"),
        ("Leave", "Sick"),
    ]


@pytest.mark.parametrize(
    ("words", "label"), [("First", "i"), ("cut", "i"), ("page", "ii"), ("Third", "iv")]
)
def test_each_word_is_on_the_page_where_it_begins(words: str, label: str) -> None:
    found = [Block("paragraph", "First is cut by a\fpage."), Block("paragraph", "\f\fThird.")]

    document = assemble_document(
        "id", "a.pdf", Reading(found, page_labels=["i", "ii", "iii", "iv"])
    )

    assert document.page_at(document.text.index(words)) == label


def parts(*headings: tuple[str, int]) -> list[tuple[str, str]]:
    document = assemble_document(
        "id", "file.pdf", Reading([Block("heading", words, level) for words, level in headings])
    )
    return [(line.kind, document.text[line.start : line.end]) for line in document.lines]


def test_headings_in_a_row_with_nothing_under_them_are_a_list() -> None:
    assert parts(("Our values", 1), ("Compassion", 2), ("Respect", 2), ("Next", 1)) == [
        ("heading", "Our values"),
        ("item", "Compassion"),
        ("item", "Respect"),
        ("heading", "Next"),
    ]


def test_document_of_headings_alone_has_its_words_as_text() -> None:
    assert parts(("Be kind", 1), ("every day", 2), ("to all", 3)) == [
        ("heading", "Be kind"),
        ("paragraph", "every day"),
        ("paragraph", "to all"),
    ]
    assert parts(("Be kind", 1)) == [("paragraph", "Be kind")]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("4. Reporting sickness", "Reporting sickness"),
        ("4.2 Leave", "Leave"),
        ("1 Passwords", "Passwords"),
        ("b) Fees", "Fees"),
        ("24 hour care", "24 hour care"),
        ("2023/24 objectives", "2023/24 objectives"),
        ("2024 objectives", "2024 objectives"),
        ("Our values", "Our values"),
    ],
)
def test_heading_is_named_without_its_number(heading: str, name: str) -> None:
    assert heading_name(heading) == name

from pathlib import Path

import pytest

from assistant.documents import Block, Reading, assemble_document
from assistant.readers import read_file

CORPUS = Path(__file__).parent.parent / "corpus"

WEB_PAGE_AS_TEXT = """About us

We are a specialist trust with a focus on training and education as well as providing care.

Our vision, mission and values

For 100 years, the clinics have embodied a distinctive way of thinking about distress.

Our values

We strive for\u00a0excellence \u00a0 

We champion\u00a0inclusivity \u00a0 

We place\u00a0compassion\u00a0at our core

We have\u00a0respect\u00a0for each other

Our strategy

Our new strategy signals our values and sets out a plan to support all of us
"""  # noqa: W291


def read(tmp_path: Path, text: str | bytes, name: str = "page.txt") -> Reading:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_file(path)


def outline(reading: Reading) -> list[tuple[str, str]]:
    """Return kind and reading text of each block."""
    document = assemble_document("page", "page.txt", reading)
    return [(line.kind, document.text[line.start : line.end]) for line in document.lines]


def headings(reading: Reading) -> list[str]:
    return [text for kind, text in outline(reading) if kind == "heading"]


def test_short_lines_between_two_headings_are_a_list(tmp_path: Path) -> None:
    reading = read(tmp_path, WEB_PAGE_AS_TEXT)

    assert headings(reading) == [
        "About us",
        "Our vision, mission and values",
        "Our values",
        "Our strategy",
    ]
    assert [text for kind, text in outline(reading) if kind == "item"] == [
        "We strive for excellence",
        "We champion inclusivity",
        "We place compassion at our core",
        "We have respect for each other",
    ]


def test_first_line_is_the_outermost_heading(tmp_path: Path) -> None:
    document = assemble_document("page", "page.txt", read(tmp_path, WEB_PAGE_AS_TEXT))

    assert document.title == "About us"
    assert document.sections[2].path == ("About us", "Our values")


@pytest.mark.parametrize(
    "text",
    [
        "Our values\nWe strive\nWe champion\n\nOur strategy\n\nIt sets out a plan for all of us.",
        "Our values\n\nWe strive\nWe champion\n\nOur strategy\n\nIt sets out a plan for all of us.",
        "Our values\n\n- We strive\n- We champion\n\nOur strategy\nIt sets out a plan.",
        "Our values\n\n• We strive\n\n• We champion\n\nOUR STRATEGY\n\nIt sets out a plan for us.",
        "Our values\n==========\n\n1. We strive\n2. We champion\n\nOur strategy\n---\n\nIt is.",
        "Our values\n\na) We strive\nb) We champion\n\nOur strategy\n\nIt sets out a plan for all.",
    ],
)
def test_same_page_typed_in_another_way_has_the_same_parts(tmp_path: Path, text: str) -> None:
    reading = read(tmp_path, text)

    assert [heading.casefold() for heading in headings(reading)] == ["our values", "our strategy"]
    items = [text for kind, text in outline(reading) if kind == "item"]
    assert items == ["We strive", "We champion"]


def test_wrapped_lines_are_one_paragraph(tmp_path: Path) -> None:
    text = (
        "Sick leave\n\n"
        "Tell your manager before your shift begins, or as soon as you are able to\n"
        "do so, and say how long you expect to be away. You will need a develop-\n"
        "ment plan.\n"
        "Kind regards\n"
    )

    lines = outline(read(tmp_path, text))

    assert lines[0] == ("heading", "Sick leave")
    assert lines[1][1].endswith("away. You will need a development plan.")
    assert lines[2][1] == "Kind regards"


def test_wrapped_item_keeps_all_its_words(tmp_path: Path) -> None:
    text = (
        "You must:\n\n"
        "- tell your manager before your shift begins, or as soon as you are able\n"
        "  to do so\n"
        "- fill in the form\n"
    )

    assert outline(read(tmp_path, text))[1:] == [
        ("item", "tell your manager before your shift begins, or as soon as you are able to do so"),
        ("item", "fill in the form"),
    ]


def test_indented_items_are_nested(tmp_path: Path) -> None:
    reading = read(tmp_path, "Leave:\n\n- annual\n  - bought\n  - sold\n- sick\n")

    assert [block.level for block in reading.blocks if block.kind == "item"] == [1, 2, 2, 1]


def test_list_after_a_lead_in_begins_with_its_first_line(tmp_path: Path) -> None:
    text = "Kinds of leave:\n\nannual\n\nsick\n\nparental\n\nPay\n\nPay stays the same.\n"

    assert outline(read(tmp_path, text)) == [
        ("paragraph", "Kinds of leave:"),
        ("item", "annual"),
        ("item", "sick"),
        ("item", "parental"),
        ("heading", "Pay"),
        ("paragraph", "Pay stays the same."),
    ]


def test_clause_numbers_nest_headings_and_stay_in_them(tmp_path: Path) -> None:
    text = "4 Leave\n\nThere is leave.\n\n4.2 Annual leave\n\nYou have 27 days of it.\n"

    reading = read(tmp_path, text)

    assert [(b.text, b.level) for b in reading.blocks if b.kind == "heading"] == [
        ("4 Leave", 1),
        ("4.2 Annual leave", 3),
    ]


def test_numbered_headings_are_no_list(tmp_path: Path) -> None:
    text = "Leave policy\n\n1. Purpose\n\nThis says why.\n\n2. Scope\n\nThis says who.\n"

    assert headings(read(tmp_path, text)) == ["Leave policy", "1. Purpose", "2. Scope"]


def test_tabbed_columns_are_rows_with_their_headings(tmp_path: Path) -> None:
    text = "Leave\n\nType\tDays\nAnnual\t27\nStudy\t5\n"

    assert outline(read(tmp_path, text))[1:] == [
        ("row", "Type: Annual; Days: 27"),
        ("row", "Type: Study; Days: 5"),
    ]


def test_saved_mail_has_its_subject_as_title_and_its_date(tmp_path: Path) -> None:
    text = (
        "From: HR <hr@trust.example>\nTo: All staff\nDate: Mon, 3 Apr 2023 09:00:00 +0100\n"
        "Subject: Leave year\n\nDear all\n\n> The leave year begins on 1 April.\n"
    )

    reading = read(tmp_path, text)

    assert reading.title == "Leave year"
    assert str(reading.date) == "2023-04-03"
    assert outline(reading)[-1] == ("paragraph", "The leave year begins on 1 April.")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_read_alike(tmp_path: Path, line_end: str) -> None:
    reading = read(tmp_path, WEB_PAGE_AS_TEXT.replace("\n", line_end))

    assert outline(reading) == outline(read(tmp_path, WEB_PAGE_AS_TEXT, "unix.txt"))


def test_last_short_line_heads_nothing(tmp_path: Path) -> None:
    assert outline(read(tmp_path, "Write to us at any time.\n\nJane Smith\n"))[-1] == (
        "paragraph",
        "Jane Smith",
    )


def test_shipped_page_reads_the_same_as_plain_text(tmp_path: Path) -> None:
    markdown = read_file(CORPUS / "about-us.md")
    as_text = "\n\n".join(block.text for block in markdown.blocks)

    reading = read(tmp_path, as_text)

    assert outline(reading) == outline(markdown)
    assert reading.blocks[0] == Block("heading", "About us", 1)

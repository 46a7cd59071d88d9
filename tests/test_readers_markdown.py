import datetime
from pathlib import Path

from assistant.documents import Reading, assemble_document
from assistant.readers import read_file


def read(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "page.md"
    path.write_text(text)
    return read_file(path)


def outline(reading: Reading) -> list[tuple[str, str, int]]:
    document = assemble_document("page", "page.md", reading)
    return [(ln.kind, document.text[ln.start : ln.end], ln.level) for ln in document.lines]


def test_markup_is_left_out_and_words_stay(tmp_path: Path) -> None:
    text = (
        "# Our *values*\n\nSee the [leave policy](http://x.example/a) and **act** on `form 4`,\n"
        "~~soon~~ <b>today</b>.<!-- not this -->\n\n<div>nor this</div>\n"
    )

    assert outline(read(tmp_path, text)) == [
        ("heading", "Our values", 1),
        ("paragraph", "See the leave policy and act on form 4, soon today.", 0),
    ]


def test_raw_html_that_is_left_out_is_noted(tmp_path: Path) -> None:
    assert read(tmp_path, "Words\n\n<div>nor this</div>\n").notes
    assert not read(tmp_path, "Words\n\n<!-- nor this -->\n").notes


def test_lists_are_nested_and_keep_their_paragraphs(tmp_path: Path) -> None:
    text = "1. annual\n   - bought\n   - sold\n\n2. sick\n\n   Tell your manager.\n\nAfter.\n"

    assert outline(read(tmp_path, text)) == [
        ("item", "annual", 1),
        ("item", "bought", 2),
        ("item", "sold", 2),
        ("item", "sick", 1),
        ("paragraph", "Tell your manager.", 0),
        ("paragraph", "After.", 0),
    ]


def test_each_table_row_names_its_columns(tmp_path: Path) -> None:
    text = "| Leave type | Days |\n| --- | --- |\n| **Annual** leave | 27 |\n| Study | |\n"

    assert outline(read(tmp_path, text)) == [
        ("row", "Leave type: Annual leave; Days: 27", 0),
        ("row", "Leave type: Study", 0),
    ]


def test_front_matter_is_metadata_and_not_text(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Leave policy\ndate: 2023-04-01\nsource: https://x.example\ntags: [a]\n---\n"
        "Words.\n"
    )

    reading = read(tmp_path, text)

    assert (reading.title, reading.source) == ("Leave policy", "https://x.example")
    assert reading.date == datetime.date(2023, 4, 1)
    assert outline(reading) == [("paragraph", "Words.", 0)]


def test_broken_front_matter_is_noted_and_the_text_is_read(tmp_path: Path) -> None:
    reading = read(tmp_path, "---\ntitle: [Leave\n---\nWords.\n")

    assert "not valid YAML" in reading.notes[0]
    assert outline(reading) == [("paragraph", "Words.", 0)]


def test_rules_around_words_are_no_front_matter(tmp_path: Path) -> None:
    assert outline(read(tmp_path, "---\nWords between rules\n---\nMore.\n"))[-1][1] == "More."
    assert "Words between rules" in str(outline(read(tmp_path, "---\nWords between rules\n---\n")))


def test_front_matter_with_an_impossible_date_is_noted(tmp_path: Path) -> None:
    assert read(tmp_path, "---\ndate: 2023-13-45\n---\nWords.\n").date is None


def test_code_is_kept_as_text(tmp_path: Path) -> None:
    assert outline(read(tmp_path, "```\nASSISTANT_PORT=1\n```\n")) == [
        ("paragraph", "ASSISTANT_PORT=1", 0)
    ]

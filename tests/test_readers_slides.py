from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.util import Inches

from assistant.documents import assemble_document
from assistant.errors import UnreadableFile
from assistant.readers import read_file


def deck() -> Any:
    slides = pptx.Presentation()
    first = slides.slides.add_slide(slides.slide_layouts[0])
    first.shapes.title.text = "Welcome to the trust"
    first.placeholders[1].text = "Induction, September 2024"
    second = slides.slides.add_slide(slides.slide_layouts[1])
    second.shapes.title.text = "Our values"
    frame = second.placeholders[1].text_frame
    frame.text = "Compassion"
    frame.add_paragraph().text = "Respect"
    second.notes_slide.notes_text_frame.text = "The values were chosen by 400 staff."
    return slides


def read(tmp_path: Path, slides: Any) -> Any:
    path = tmp_path / "slides.pptx"
    slides.save(str(path))
    return assemble_document("slides", "slides.pptx", read_file(path))


def lines_of(document: Any) -> list[tuple[str, str]]:
    return [(line.kind, document.text[line.start : line.end]) for line in document.lines]


def test_slides_are_pages_with_titles_lists_and_notes(tmp_path: Path) -> None:
    document = read(tmp_path, deck())

    assert lines_of(document) == [
        ("heading", "Welcome to the trust"),
        ("paragraph", "Induction, September 2024"),
        ("heading", "Our values"),
        ("item", "Compassion"),
        ("item", "Respect"),
        ("heading", "Notes"),
        ("paragraph", "The values were chosen by 400 staff."),
    ]
    assert document.page_at(document.text.index("Induction")) == "1"
    assert document.page_at(document.text.index("Respect")) == "2"
    assert document.date is None


def test_rows_of_a_table_on_a_slide_name_their_columns(tmp_path: Path) -> None:
    slides = deck()
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    table = slide.shapes.add_table(2, 2, 0, Inches(2), Inches(6), Inches(2)).table
    for place, words in enumerate(["Service", "Extension", "IT help desk", "4321"]):
        table.cell(place // 2, place % 2).text = words

    assert lines_of(read(tmp_path, slides))[-1] == ("row", "Service: IT help desk; Extension: 4321")


def test_hidden_slide_is_left_out_with_a_note(tmp_path: Path) -> None:
    slides = deck()
    slides.slides[1].element.set("show", "0")

    document = read(tmp_path, slides)

    assert "Compassion" not in document.text
    assert [page.label for page in document.pages] == ["1", "2"]
    assert document.notes == ("Hidden slides were left out: 2.",)


@pytest.mark.parametrize("share", [0.2, 0.6])
def test_file_cut_short_is_damaged(tmp_path: Path, share: float) -> None:
    path = tmp_path / "slides.pptx"
    deck().save(str(path))
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])

    with pytest.raises(UnreadableFile, match=r"slides\.pptx is damaged"):
        read_file(path)

import io
from collections.abc import Sequence
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from assistant.picturing import PagePictures
from assistant.readers.pdf_passage import Passage, find_passage

PAGE = "leavedaysannual27studyten"


@pytest.mark.parametrize(
    ("passage", "found"),
    [
        (Passage(["Annual"]), ["annual"]),
        (Passage(["an-\nnual 27"]), ["annual27"]),
        (Passage(["Leave: Annual", "Days: 27"]), ["annual", "27"]),
        (Passage(["Leave: Study", "Days: ten"]), ["study", "ten"]),
        (Passage(["nothing of this"]), []),
    ],
)
def test_words_are_found_by_their_letters(passage: Passage, found: list[str]) -> None:
    assert [PAGE[start:end] for start, end in find_passage(PAGE, passage)] == found


@pytest.mark.parametrize(("before", "after", "start"), [("Pay comes", "", 24), ("", "on", 7)])
def test_words_that_stand_twice_are_told_apart_by_those_around_them(
    before: str, after: str, start: int
) -> None:
    page = "leaveismonthlyonpaycomesmonthly"

    assert find_passage(page, Passage(["monthly"], before, after)) == [(start, start + 7)]


def test_longer_parts_are_found_where_the_whole_is_not() -> None:
    page = "thefirstcolumnendsherexxthesecondcolumnbegins"

    spans = find_passage(page, Passage(["The first column ends here, the second column begins."]))

    assert [page[start:end] for start, end in spans] == [
        "thefirstcolumnendshere",
        "thesecondcolumnbegins",
    ]


def test_figure_of_a_row_is_that_of_the_row_and_not_one_before_it() -> None:
    page = "27staffleavedaysannual27"

    assert find_passage(page, Passage(["Leave: Annual", "Days: 27"])) == [(16, 22), (22, 24)]


def draw(folder: Path, *lines: Sequence[str]) -> Path:
    """Make a PDF of lines, a page each, the first 100 points below the top."""
    path = folder / "policy.pdf"
    canvas = Canvas(str(path), pagesize=(600, 800))
    for page in lines:
        for number, line in enumerate(page):
            canvas.drawString(50, 700 - 100 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def marked_rows(picture: bytes | None) -> set[int]:
    """Return the hundreds of points below the top at which something is marked."""
    assert picture
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    scale = image.height / 800
    yellow = [
        y
        for y in range(image.height)
        if any(image.getpixel((x, y)) == (255, 232, 110) for x in range(0, image.width, 3))
    ]
    return {round(y / scale / 100) for y in yellow}


def test_quoted_words_are_marked_on_the_picture_of_their_page(tmp_path: Path) -> None:
    path = draw(tmp_path, ["Leave is long.", "Pay is monthly."], ["Pay is monthly."])
    pictures = PagePictures()

    assert marked_rows(pictures.draw(path, 0, Passage(["Pay is monthly."]))) == {2}
    assert marked_rows(pictures.draw(path, 1, Passage(["Pay is monthly."]))) == {1}
    assert marked_rows(pictures.draw(path, 0, Passage(["Not on this page."]))) == set()
    assert marked_rows(pictures.draw(path, 0)) == set()


def test_marks_stand_right_on_a_page_that_its_file_turns(tmp_path: Path) -> None:
    path = draw(tmp_path, ["Leave is long.", "Pay is monthly."])
    writer = pypdf.PdfWriter(path)
    writer.pages[0].rotate(180)
    writer.write(path)

    picture = PagePictures().draw(path, 0, Passage(["Pay is monthly."]))

    assert marked_rows(picture) == {6}


def test_page_that_cannot_be_drawn_gives_no_picture(tmp_path: Path) -> None:
    path = draw(tmp_path, ["Leave is long."])
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7\n")

    assert PagePictures().draw(path, 1) is None
    assert PagePictures().draw(path, -1) is None
    assert PagePictures().draw(damaged, 0) is None
    assert PagePictures(seconds=0.001).draw(path, 0) is None

import datetime
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from assistant.documents import Document, Reading, assemble_document
from assistant.errors import UnreadableFile
from assistant.readers import read_file

WORDS = (
    "Our mission is to work in partnership with people, families and communities to provide "
    "care, alleviate distress and pioneer education and research in every one of our clinics. "
)


class Page:
    """Sets type on a page from the top down, as a word processor does."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.top = 720.0

    def line(self, text: str, *, size: float = 11, bold: bool = False, left: float = 72) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(left, self.top, text)
        self.top -= size * 1.2

    def paragraph(self, text: str, *, left: float = 72, width: float = 450) -> None:
        for line in simpleSplit(text, "Helvetica", 11, width):
            self.line(line, left=left)
        self.top -= 8


def read(tmp_path: Path, *pages: Callable[[Page], None], title: str = "") -> Reading:
    path = tmp_path / "policy.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setTitle(title or "Microsoft Word - policy.doc")
    for page in pages:
        page(Page(canvas))
        canvas.showPage()
    canvas.save()
    return read_file(path)


def assembled(reading: Reading) -> Document:
    return assemble_document("policy", "policy.pdf", reading)


def outline(reading: Reading) -> list[tuple[str, str]]:
    document = assembled(reading)
    return [(line.kind, document.text[line.start : line.end]) for line in document.lines]


def test_size_and_weight_make_headings_and_bullets_make_items(tmp_path: Path) -> None:
    def page(page: Page) -> None:
        page.line("Leave policy", size=20, bold=True)
        page.line("Annual leave", size=14, bold=True)
        page.paragraph(WORDS)
        page.line("• Ask your manager before you book anything that you would not", left=80)
        page.line("like to lose", left=90)
        page.line("• Fill in the form", left=80)
        page.top -= 10
        page.line("Sick leave", bold=True)
        page.paragraph(WORDS)

    reading = read(tmp_path, page)

    assert outline(reading) == [
        ("heading", "Leave policy"),
        ("heading", "Annual leave"),
        ("paragraph", WORDS.strip()),
        ("item", "Ask your manager before you book anything that you would not like to lose"),
        ("item", "Fill in the form"),
        ("heading", "Sick leave"),
        ("paragraph", WORDS.strip()),
    ]
    assert assembled(reading).sections[-1].path == ("Leave policy", "Annual leave", "Sick leave")
    assert reading.title == "Leave policy"


def test_paragraph_that_runs_over_a_page_stays_one(tmp_path: Path) -> None:
    first, second = "You have the right to leave, and the develop-", "ment of all staff. Ask HR."

    def start(page: Page) -> None:
        page.line("Filler that makes a line which is full is set here for its width")
        page.line(first)

    document = assembled(read(tmp_path, start, lambda page: page.line(second)))

    assert "the development of all staff. Ask HR." in document.text
    assert len(document.lines) == 1
    assert document.page_at(document.text.index("development")) == "1"
    assert document.page_at(document.text.index("Ask HR")) == "2"


def test_running_headers_footers_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    def page_number(number: int) -> Callable[[Page], None]:
        def page(page: Page) -> None:
            page.canvas.drawString(72, 800, "Trust leave policy v2")
            page.canvas.drawString(280, 30, f"Page {number} of 4")
            page.paragraph(f"Part {number} begins here. " + WORDS)

        return page

    reading = read(tmp_path, *(page_number(number) for number in range(1, 5)))

    assert [text for _, text in outline(reading)] == [
        f"Part {number} begins here. {WORDS}".strip() for number in range(1, 5)
    ]
    assert [page.label for page in assembled(reading).pages] == ["1", "2", "3", "4"]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = simpleSplit("Left begins. " + WORDS * 2, "Helvetica", 11, 200)
    right = simpleSplit("Right begins. " + WORDS * 2, "Helvetica", 11, 200)

    def page(page: Page) -> None:
        for one, other in zip(left, right, strict=False):
            top = page.top
            page.line(one)
            page.top = top
            page.line(other, left=320)

    text = assembled(read(tmp_path, page)).text

    assert text.replace("\n", " ").startswith(" ".join(left))
    assert text.index("Right begins") > text.rindex("clinics", 0, len(" ".join(left)) + 1)


def test_each_table_row_names_its_columns(tmp_path: Path) -> None:
    def page(page: Page) -> None:
        page.paragraph(WORDS)
        for row in [("Leave type", "Days"), ("Annual", "27"), ("Study", "5"), ("Sick", "0")]:
            top = page.top
            page.line(row[0])
            page.top = top
            page.line(row[1], left=250)

    assert outline(read(tmp_path, page))[1:] == [
        ("row", "Leave type: Annual; Days: 27"),
        ("row", "Leave type: Study; Days: 5"),
        ("row", "Leave type: Sick; Days: 0"),
    ]


def test_captions_and_footnotes_are_set_apart(tmp_path: Path) -> None:
    def page(page: Page) -> None:
        page.paragraph(WORDS)
        page.line("Figure 1: Our strategy as a pyramid", bold=True)
        page.top = 100
        page.line("1 As agreed by the board in its spring", size=8)
        page.line("meeting.", size=8)

    assert outline(read(tmp_path, page))[1:] == [
        ("caption", "Figure 1: Our strategy as a pyramid"),
        ("footnote", "1 As agreed by the board in its spring meeting."),
    ]


def test_bookmarks_tell_headings_that_type_does_not(tmp_path: Path) -> None:
    def page(page: Page) -> None:
        page.line("Leave")
        page.top -= 10
        page.paragraph(WORDS)
        page.line("Sick leave")
        page.top -= 10
        page.paragraph(WORDS)

    read(tmp_path, page)
    writer = pypdf.PdfWriter(clone_from=tmp_path / "policy.pdf")
    leave = writer.add_outline_item(title="Leave", page_number=0)
    writer.add_outline_item(title="Sick leave", page_number=0, parent=leave)
    writer.write(tmp_path / "marked.pdf")

    assert [
        (block.text, block.level)
        for block in read_file(tmp_path / "marked.pdf").blocks
        if block.kind == "heading"
    ] == [("Leave", 1), ("Sick leave", 2)]


def test_landscape_page_turned_by_its_file_is_read_in_order(tmp_path: Path) -> None:
    lines = simpleSplit(WORDS * 3, "Helvetica", 11, 600)

    def page(page: Page) -> None:
        page.canvas.rotate(90)
        for number, line in enumerate(lines):
            page.canvas.setFont("Helvetica", 11)
            page.canvas.drawString(72, -100 - 13 * number, line)

    read(tmp_path, page)
    writer = pypdf.PdfWriter(clone_from=tmp_path / "policy.pdf")
    writer.pages[0].rotate(90)
    writer.write(tmp_path / "turned.pdf")

    assert assembled(read_file(tmp_path / "turned.pdf")).text == (WORDS * 3).strip()


def test_title_and_date_come_from_the_file_if_it_says_so(tmp_path: Path) -> None:
    reading = read(tmp_path, lambda page: page.paragraph(WORDS), title="Leave policy")

    assert reading.title == "Leave policy"
    assert isinstance(reading.date, datetime.date)


def rewritten(tmp_path: Path, change: Callable[[pypdf.PdfWriter], None]) -> Path:
    read(tmp_path, *[lambda page: page.paragraph(WORDS)] * 3)
    writer = pypdf.PdfWriter(clone_from=tmp_path / "policy.pdf")
    change(writer)
    path = tmp_path / "changed.pdf"
    writer.write(path)
    return path


def test_pages_are_named_as_printed_on_them(tmp_path: Path) -> None:
    def label(writer: pypdf.PdfWriter) -> None:
        writer.set_page_label(0, 1, style="/r")
        writer.set_page_label(2, 2, style="/D", start=1)

    assert read_file(rewritten(tmp_path, label)).page_labels == ["i", "ii", "1"]


def test_locked_file_says_what_to_do(tmp_path: Path) -> None:
    path = rewritten(tmp_path, lambda writer: writer.encrypt("secret", algorithm="RC4-128"))

    with pytest.raises(UnreadableFile, match=r"locked with a password\. Save an unlocked copy"):
        read_file(path)


def test_file_without_pages_read_after_a_locked_one_is_not_said_to_be_locked(
    tmp_path: Path,
) -> None:
    locked = rewritten(tmp_path, lambda writer: writer.encrypt("secret", algorithm="RC4-128"))
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\nxref\n0 2\n"
        b"0000000000 65535 f \n0000000009 00000 n \n"
        b"trailer << /Root 1 0 R /Size 2 >>\nstartxref\n58\n%%EOF\n"
    )
    with pytest.raises(UnreadableFile, match="locked"):
        read_file(locked)

    with pytest.raises(UnreadableFile, match=r"damaged\.pdf is damaged"):
        read_file(damaged)


def test_file_locked_with_no_password_is_read(tmp_path: Path) -> None:
    path = rewritten(tmp_path, lambda writer: writer.encrypt("", "owner", algorithm="RC4-128"))

    assert "Our mission" in read_file(path).blocks[0].text


def test_file_of_drawings_alone_says_that_it_needs_text_recognition(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"holds drawings and no text: it needs text recog"):
        read(tmp_path, lambda page: page.canvas.rect(100, 100, 300, 300, fill=1))


def test_page_without_words_keeps_its_place_and_is_noted(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        lambda page: page.paragraph("First. " + WORDS),
        lambda page: page.canvas.rect(100, 100, 300, 300, fill=1),
        lambda page: page.paragraph("Third. " + WORDS),
    )
    document = assembled(reading)

    assert document.page_at(document.text.index("Third")) == "3"
    assert "No text on page 2" in reading.notes[0]


def test_page_whose_fonts_give_wrong_letters_is_noted(tmp_path: Path) -> None:
    wrong = str.maketrans({letter: chr(ord(letter) + 3) for letter in "abcdefghijklmnopqrstuvw"})

    reading = read(
        tmp_path,
        lambda page: page.paragraph(2 * WORDS),
        lambda page: page.paragraph((2 * WORDS).translate(wrong)),
    )

    assert [note.partition(":")[0] for note in reading.notes] == [
        "No common English word on page 2"
    ]


@pytest.mark.parametrize("share", [0.02, 0.2, 0.6])
def test_file_cut_short_is_damaged(tmp_path: Path, share: float) -> None:
    path = tmp_path / "policy.pdf"
    read(tmp_path, lambda page: page.paragraph(WORDS))
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])

    with pytest.raises(UnreadableFile, match=r"policy\.pdf is damaged|looks like a scan"):
        read_file(path)

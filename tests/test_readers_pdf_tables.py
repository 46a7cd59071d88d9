from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdf
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from assistant.documents import assemble_document
from assistant.readers import read_file

STYLES = getSampleStyleSheet()
RULED = ("GRID", (0, 0), (-1, -1), 0.5, "black")
BOLD_HEADER = ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")
MIDDLE = ("VALIGN", (0, 0), (-1, -1), "MIDDLE")


def words(text: str) -> Paragraph:
    return Paragraph(text, STYLES["BodyText"])


def ruled(rows: Sequence[Sequence[Any]], *styles: Any, widths: Any = None) -> Table:
    return Table(rows, colWidths=widths, style=[RULED, *styles])


def lines_of(path: Path) -> list[tuple[str, str]]:
    document = assemble_document("policy", path.name, read_file(path))
    return [(line.kind, document.text[line.start : line.end]) for line in document.lines]


def read(tmp_path: Path, *parts: Any) -> list[tuple[str, str]]:
    path = tmp_path / "policy.pdf"
    intro = words("This policy is for all staff of the trust, and for those who manage them.")
    SimpleDocTemplate(str(path), pagesize=A4, title="Leave policy").build([intro, *parts])
    return lines_of(path)[1:]


def test_cells_between_drawn_lines_are_told_apart_however_near(tmp_path: Path) -> None:
    table = ruled([["Service", "Days"], ["On appointment", "27"], ["After ten years", "33"]])

    assert read(tmp_path, table) == [
        ("row", "Service: On appointment; Days: 27"),
        ("row", "Service: After ten years; Days: 33"),
    ]


def test_wrapped_cells_stay_in_their_row(tmp_path: Path) -> None:
    table = ruled(
        [
            ["Training", "Who needs it"],
            [words("Moving and handling of loads"), words("Clinical staff and their managers")],
            [words("Fire safety"), words("All who work for the trust, in any role at all")],
        ],
        BOLD_HEADER,
        MIDDLE,
        widths=[80, 120],
    )

    assert read(tmp_path, table) == [
        (
            "row",
            "Training: Moving and handling of loads; "
            "Who needs it: Clinical staff and their managers",
        ),
        (
            "row",
            "Training: Fire safety; Who needs it: All who work for the trust, in any role at all",
        ),
    ]


def test_table_that_goes_on_over_the_page_keeps_its_header(tmp_path: Path) -> None:
    widths = [60, 60]
    first = ruled([["Band", "Leave"], ["Two", "none"]], BOLD_HEADER, widths=widths)
    rest = ruled([["Three", "some"], ["Four", "more"]], widths=widths)

    assert read(tmp_path, first, PageBreak(), rest) == [
        ("row", "Band: Two; Leave: none"),
        ("row", "Band: Three; Leave: some"),
        ("row", "Band: Four; Leave: more"),
    ]


def test_words_between_two_tables_end_the_header_of_the_first(tmp_path: Path) -> None:
    first = ruled([["Band", "Leave"], ["Two", "none"]], BOLD_HEADER, widths=[60, 60])
    other = ruled([["Name", "Ward"], ["Alder", "North"]], widths=[60, 60])

    found = read(tmp_path, first, PageBreak(), words("Wards are listed here."), other)

    assert found[-2:] == [("row", "Name; Ward"), ("row", "Alder; North")]


def test_merged_cells_are_named_and_repeated(tmp_path: Path) -> None:
    scores = ruled(
        [["Risk", "Score", ""], ["", "Before", "After"], ["Staffing", "12", "8"]],
        ("SPAN", (1, 0), (2, 0)),
        ("SPAN", (0, 0), (0, 1)),
    )
    wards = ruled(
        [["Division", "Ward", "Beds"], ["North", "Alder", "12"], ["", "Beech", "14"]],
        ("SPAN", (0, 1), (0, 2)),
    )

    assert read(tmp_path, scores, words("Beds are counted every day."), wards) == [
        ("row", "Risk: Staffing; Score Before: 12; Score After: 8"),
        ("paragraph", "Beds are counted every day."),
        ("row", "Division: North; Ward: Alder; Beds: 12"),
        ("row", "Division: North; Ward: Beech; Beds: 14"),
    ]


def test_row_over_the_whole_width_at_the_top_is_a_caption(tmp_path: Path) -> None:
    table = ruled(
        [["Document control", ""], ["Author", "Head of Workforce"], ["Approved by", "The board"]],
        ("SPAN", (0, 0), (1, 0)),
    )

    assert read(tmp_path, table) == [
        ("caption", "Document control"),
        ("row", "Author; Head of Workforce"),
        ("row", "Approved by; The board"),
    ]


def test_boxes_side_by_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    listen = "We will listen to you and take what you say seriously, wherever you work."
    act = "We will act on what you tell us, and say what we did about it within ten days."

    found = read(tmp_path, ruled([[words(listen), words(act)]], widths=[220, 220]))

    assert found == [("paragraph", listen), ("paragraph", act)]


def test_cells_that_stand_near_each_other_without_lines_are_parted(tmp_path: Path) -> None:
    rows = [
        ["Name", "Role", "Phone"],
        ["A. Patel", "Chief nurse", "0300 123 4567"],
        ["B. Jones", "Medical director", "0300 123 4568"],
        ["C. Okafor", "Director of finance", "0300 123 4569"],
    ]

    assert read(tmp_path, Table(rows))[1:] == [
        ("row", "Name: B. Jones; Role: Medical director; Phone: 0300 123 4568"),
        ("row", "Name: C. Okafor; Role: Director of finance; Phone: 0300 123 4569"),
    ]


def test_lines_of_a_flow_chart_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "chart.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for place, text in enumerate(["Ask your manager", "Ask the guardian", "Write to the chair"]):
        canvas.drawString(80 + 150 * place, 700 - 60 * place, text)
        canvas.line(70 + 150 * place, 690 - 60 * place, 70 + 150 * place, 800)
        canvas.line(60, 720 - 60 * place, 500, 720 - 60 * place)
    canvas.save()

    assert {kind for kind, _ in lines_of(path)} == {"paragraph"}


def test_table_on_a_page_that_its_file_turns_is_read(tmp_path: Path) -> None:
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.translate(500, 100)
    canvas.rotate(90)
    table = ruled([["Action", "Due"], ["Recruit nurses", "June 2025"], ["Mend roof", "July 2025"]])
    table.wrapOn(canvas, 400, 400)
    table.drawOn(canvas, 0, 0)
    canvas.save()
    writer = pypdf.PdfWriter(path)
    writer.pages[0].rotate(90)
    writer.write(path)

    assert lines_of(path) == [
        ("row", "Action: Recruit nurses; Due: June 2025"),
        ("row", "Action: Mend roof; Due: July 2025"),
    ]


def test_number_of_a_footnote_is_no_part_of_the_word_before_it(tmp_path: Path) -> None:
    heading = Paragraph("Hours", STYLES["Heading2"])
    text = "Leave is counted in hours.<super>1</super> A room has 20 m<super>2</super>"

    found = read(tmp_path, heading, words(text))

    assert found[-1] == ("paragraph", "Leave is counted in hours. A room has 20 m2")

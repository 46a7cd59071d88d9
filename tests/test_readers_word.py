import datetime
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from PIL import Image

from assistant.documents import Reading, assemble_document
from assistant.errors import UnreadableFile
from assistant.readers import read_file


def read(tmp_path: Path, document: Any) -> Reading:
    path = tmp_path / "policy.docx"
    document.save(str(path))
    return read_file(path)


def outline(reading: Reading) -> list[tuple[str, str, int]]:
    document = assemble_document("policy", "policy.docx", reading)
    return [(ln.kind, document.text[ln.start : ln.end], ln.level) for ln in document.lines]


def words(reading: Reading) -> list[str]:
    return [text for _, text, _ in outline(reading)]


def paragraph_of(document: Any, xml: str) -> None:
    """Append a paragraph given as XML."""
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_styles_tell_headings_and_list_items(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Leave policy", style="Title")
    document.add_heading("Annual leave", 1)
    document.add_paragraph("You have 27 days.")
    document.add_paragraph("Ask your manager", style="List Bullet")
    document.add_paragraph("in writing", style="List Bullet 2")
    document.add_paragraph("Figure 1", style="Caption")

    reading = read(tmp_path, document)

    assert outline(reading) == [
        ("heading", "Leave policy", 1),
        ("heading", "Annual leave", 2),
        ("paragraph", "You have 27 days.", 0),
        ("item", "Ask your manager", 1),
        ("item", "in writing", 2),
        ("caption", "Figure 1", 0),
    ]
    assert reading.page_labels == ()


def test_outline_level_makes_a_heading_without_a_style(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph_of(document, f'<w:pPr><w:outlineLvl w:val="1"/></w:pPr>{run("Study leave")}')
    document.add_paragraph("Ask early.")

    assert outline(read(tmp_path, document))[0] == ("heading", "Study leave", 2)


def test_bold_lines_are_headings_where_no_style_marks_any(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Study leave").bold = True
    document.add_paragraph("Ask early.")

    assert outline(read(tmp_path, document))[0] == ("heading", "Study leave", 2)


def test_inserted_text_is_read_and_deleted_text_never(tmp_path: Path) -> None:
    document = docx.Document()
    mark = 'w:id="1" w:author="A" w:date="2023-04-01T00:00:00Z"'
    paragraph_of(
        document,
        run("You have ")
        + f"<w:del {mark}><w:r><w:delText>25</w:delText></w:r></w:del>"
        + f"<w:ins {mark}>{run('27')}</w:ins>"
        + run(" days")
        + f"<w:moveFrom {mark}>{run(' of old')}</w:moveFrom>"
        + f"<w:moveTo {mark}>{run(' of new.')}</w:moveTo>",
    )

    assert words(read(tmp_path, document)) == ["You have 27 days of new."]


def test_paragraph_whose_end_is_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    document = docx.Document()
    mark = '<w:del w:id="1" w:author="A" w:date="2023-04-01T00:00:00Z"/>'
    paragraph_of(document, f"<w:pPr><w:rPr>{mark}</w:rPr></w:pPr>{run('You have ')}")
    paragraph_of(document, run("27 days."))

    assert words(read(tmp_path, document)) == ["You have 27 days."]


def test_hidden_text_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph_of(document, run("Seen.") + run("Unseen.", "<w:vanish/>"))
    paragraph_of(document, run("Also seen.", '<w:vanish w:val="0"/>'))

    assert words(read(tmp_path, document)) == ["Seen.", "Also seen."]


def test_content_controls_links_and_special_signs_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph_of(
        document,
        f"<w:sdt><w:sdtContent>{run('Ask ')}</w:sdtContent></w:sdt>"
        + f'<w:hyperlink w:anchor="x">{run("HR")}</w:hyperlink>'
        + "<w:r><w:br/><w:t>on the co</w:t><w:noBreakHyphen/><w:t>op line.</w:t></w:r>",
    )
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run('In a control.')}</w:p>"
        "</w:sdtContent></w:sdt>"
    )
    document.element.body.insert(1, control)

    assert words(read(tmp_path, document)) == ["Ask HR on the co-op line.", "In a control."]


def test_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent>"
    document = docx.Document()
    drawing = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    paragraph_of(document, run("Beside it.") + f"<w:r>{drawing}</w:r>")

    assert words(read(tmp_path, document)) == ["Beside it.", "In a box."]


def test_footnote_follows_its_paragraph(tmp_path: Path) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document()
    paragraph_of(document, run("As agreed.") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    notes = (
        f"<w:footnotes {nsdecls('w')}>"
        f'<w:footnote w:type="separator" w:id="0"><w:p>{run("no")}</w:p></w:footnote>'
        f'<w:footnote w:id="2"><w:p>{run("By the board.")}</w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    )

    assert outline(read(tmp_path, document)) == [
        ("paragraph", "As agreed.", 0),
        ("footnote", "By the board.", 0),
    ]


def test_each_row_names_its_columns(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    cells = ["Band", "Leave", "Days", "5", "Annual", "27", "5", "Study", "", "6", "Annual", "29"]
    for number, text in enumerate(cells):
        table.cell(number // 3, number % 3).text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "5"
    properties = table.rows[3]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:del"))

    assert outline(read(tmp_path, document)) == [
        ("row", "Band: 5; Leave: Annual; Days: 27", 0),
        ("row", "Band: 5; Leave: Study", 0),
    ]


def test_table_of_one_column_is_a_frame_around_text(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "Key points"
    cell.add_paragraph("Ask early", style="List Bullet")

    assert [kind for kind, _, _ in outline(read(tmp_path, document))] == ["paragraph", "item"]


def test_title_and_date_come_from_the_properties(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Words.")
    document.core_properties.title = "Leave policy"
    document.core_properties.modified = datetime.datetime(2023, 4, 1, 9, 0)

    reading = read(tmp_path, document)

    assert (reading.title, reading.date) == ("Leave policy", datetime.date(2023, 4, 1))


@pytest.mark.parametrize("title", ["Document1", "Word Document", "Policy template", "leave.doc"])
def test_title_left_by_a_program_is_not_used(tmp_path: Path, title: str) -> None:
    document = docx.Document()
    document.add_heading("Leave", 1)
    document.core_properties.title = title

    assert read(tmp_path, document).title == "Leave"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_file_cut_short_is_damaged(tmp_path: Path, share: float) -> None:
    path = tmp_path / "policy.docx"
    docx.Document().save(str(path))
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])

    with pytest.raises(UnreadableFile, match=r"policy\.docx is damaged"):
        read_file(path)


def test_part_that_is_no_xml_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "policy.docx"
    docx.Document().save(str(tmp_path / "good.docx"))
    with zipfile.ZipFile(tmp_path / "good.docx") as good, zipfile.ZipFile(path, "w") as bad:
        for part in good.namelist():
            bad.writestr(part, b"<oh" if part == "word/document.xml" else good.read(part))

    with pytest.raises(UnreadableFile, match="is damaged"):
        read_file(path)


def test_file_that_unpacks_without_bound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.docx"
    docx.Document().save(str(path))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/bomb.bin", "w", force_zip64=True) as bomb,
    ):
        for _ in range(501):
            bomb.write(bytes(1024 * 1024))

    with pytest.raises(UnreadableFile, match="more than the limit"):
        read_file(path)


def test_locked_document_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "policy.docx"
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(container + "EncryptedPackage".encode("utf-16-le"))

    with pytest.raises(UnreadableFile, match=r"locked with a password\. Save an unlocked copy"):
        read_file(path)


def test_document_of_pictures_alone_says_that_it_needs_text_recognition(tmp_path: Path) -> None:
    document = docx.Document()
    Image.new("L", (60, 80), 200).save(tmp_path / "scan.png")
    document.add_picture(str(tmp_path / "scan.png"))

    with pytest.raises(UnreadableFile, match=r"holds pictures and no text: it needs text recog"):
        read(tmp_path, document)


def test_document_without_words_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="holds no text"):
        read(tmp_path, docx.Document())

import re
from pathlib import Path

import pytest
from fakes import CORPUS, ScriptedAssistant, make_document
from fastapi.testclient import TestClient
from reportlab.pdfgen.canvas import Canvas

from assistant.documents import Document, Page, assemble_document
from assistant.readers import read_file
from assistant.readers.pdf_passage import Passage
from assistant.web.app import create_app
from assistant.web.page_pictures import passage_on
from assistant.web.reading import Span

PICTURE = "/documents/pay%20policy/pages"


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "original.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "Leave is 27 days a year for all staff.")
    canvas.showPage()
    canvas.drawString(72, 700, "Pay comes monthly, on the last Friday.")
    canvas.save()
    return path


@pytest.fixture
def policy(original: Path) -> Document:
    return assemble_document("pay policy", "pay policy.pdf", read_file(original))


@pytest.fixture
def client(policy: Document, original: Path) -> TestClient:
    other = make_document("about", "# About\nWords.")
    assistant = ScriptedAssistant([policy, other], {}, originals={policy.id: original})
    return TestClient(create_app(assistant))


def test_citation_of_a_pdf_opens_beside_a_picture_of_its_page(
    client: TestClient, policy: Document
) -> None:
    start = policy.text.index("Pay")
    page = client.get(f"/documents/pay%20policy?v={CORPUS}&from={start}&to={start + 17}").text

    found = re.findall(r'<img src="([^"]*)"', page)

    assert found == [f"{PICTURE}/2.png?v={CORPUS}&amp;from={start}&amp;to={start + 17}"]
    assert "See the quoted words on page 2 of the PDF" in page
    response = client.get(found[0].replace("&amp;", "&"))
    assert response.headers["content-type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")


def test_each_page_of_a_pdf_links_to_its_picture(client: TestClient) -> None:
    page = client.get("/documents/pay%20policy").text

    assert f'<a href="{PICTURE}/1.png?v={CORPUS}">Page 1</a>' in page
    assert f'<a href="{PICTURE}/2.png?v={CORPUS}">Page 2</a>' in page
    assert "<img" not in page


@pytest.mark.parametrize(
    "path",
    [
        f"{PICTURE}/0.png",
        f"{PICTURE}/3.png",
        f"{PICTURE}/-1.png",
        f"{PICTURE}/1.png?v=long-ago",
        f"{PICTURE}/..%2f1.png",
        "/documents/about/pages/1.png",
        "/documents/..%2f..%2fetc/pages/1.png",
    ],
)
def test_picture_of_no_page_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_words_of_a_quote_are_parted_by_page_line_and_cell() -> None:
    document = make_document("doc", "Before.\n- First item\n- Second item\nAfter.")

    passage = passage_on(document, whole_page(document), Span(8, 30))

    assert passage == Passage(["First item", "Second item"], "Before.\n", "\nAfter.")


def whole_page(document: Document) -> Page:
    return Page("1", 0, len(document.text))

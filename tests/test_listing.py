"""The list of documents and the facts on their pages, as the corpus owner keeps them."""

import datetime
import html
import re
from dataclasses import replace

from fakes import ABOUT, ScriptedAssistant, make_document
from fastapi.testclient import TestClient

from assistant.catalogue import CatalogueEntry
from assistant.web.app import create_app

OVERDUE = "This document was due for review by 1 March 2021. It may be out of date."


def client_with(**entries: CatalogueEntry) -> TestClient:
    documents = [make_document("about-us", ABOUT), make_document("older", "# Older\n\nWords.")]
    assistant = ScriptedAssistant(documents, {})
    assistant.entries = {name.replace("_", "-"): entry for name, entry in entries.items()}
    return TestClient(create_app(assistant))


def test_date_owner_and_review_of_the_catalogue_are_shown() -> None:
    entry = CatalogueEntry(
        published=datetime.date(2026, 9, 1),
        review_due=datetime.date(2999, 9, 1),
        owner="Communications",
    )
    client = client_with(about_us=entry)

    for path in ("/documents", "/documents/about-us"):
        page = client.get(path).text
        assert "Date: 1 September 2026" in page
        assert "Review due: 1 September 2999" in page
        assert "Looked after by: Communications" in page
        assert "may be out of date" not in page
    assert client.get("/api/documents/about-us").json()["date"] == "2026-09-01"


def test_source_of_the_catalogue_stands_before_that_of_the_file() -> None:
    own = replace(make_document("about-us", ABOUT), source="An old shelf")
    assistant = ScriptedAssistant([own], {})
    client = TestClient(create_app(assistant))
    assert client.get("/api/documents/about-us").json()["source"] == "An old shelf"
    url = "https://example.org/about"
    assistant.entries = {"about-us": CatalogueEntry(source=url)}

    assert client.get("/api/documents/about-us").json()["source"] == url
    assert client.get("/api/documents").json()[0]["source"] == url
    assert f'<a href="{url}" rel="noreferrer">{url}</a>' in client.get("/documents/about-us").text
    assert "An old shelf" not in client.get("/documents/about-us").text


def test_overdue_review_is_told() -> None:
    client = client_with(about_us=CatalogueEntry(review_due=datetime.date(2021, 3, 1)))

    assert OVERDUE in client.get("/documents").text
    assert "Review overdue" in client.get("/documents").text
    assert OVERDUE in client.get("/documents/about-us").text
    assert OVERDUE not in client.get("/documents/older").text


def test_replaced_document_names_what_replaced_it() -> None:
    client = client_with(about_us=CatalogueEntry(supersedes=("older",)))

    replaced = "This document has been replaced by “About us”."
    assert replaced in client.get("/documents/older").text
    assert replaced in client.get("/documents").text
    assert replaced not in client.get("/documents/about-us").text


def test_each_section_leads_to_asking_about_it_and_to_itself() -> None:
    client = client_with()
    page = html.unescape(client.get("/documents/about-us").text)

    sections = re.findall(r"<h[2-6] id=\"at-\d+\">([^<]+)</h", page)
    asks = re.findall(r'<a href="(/ask\?about=[^"]+)">Ask about this section', page)
    links = re.findall(r'<a href="(/documents/about-us\?v=[^"]+)#quote">Link to this section', page)
    assert len(sections) > 1
    assert len(asks) == len(links) == len(sections)
    for heading, ask, link in zip(sections, asks, links, strict=True):
        assert f">\n{heading}</textarea>" in client.get(ask).text
        assert f">{heading}</mark>" in client.get(link).text


def test_quoted_words_lead_to_asking_about_them() -> None:
    client = client_with()
    start = client.get("/api/documents/about-us").json()["text"].index("Our values")

    page = html.unescape(client.get(f"/documents/about-us?from={start}&to={start + 10}").text)

    found = re.search(r'<a href="([^"]+)">Ask about these words', page)
    assert found is not None
    assert ">\nOur values</textarea>" in client.get(found[1]).text

import datetime
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote as percent_encode

import httpx
import pytest
from fakes import CORPUS, ScriptedAssistant, about_assistant, make_document
from fastapi.testclient import TestClient
from serving import serve

from assistant.answers import Citation
from assistant.help import Help, load_help
from assistant.manifest import UnreadFile
from assistant.web.app import create_app
from assistant.web.site import Site

HELP = '<a class="help-link" href="/help">Get urgent help</a>'
ODD_IDS = [
    "two words",
    "policy.v2",
    "folder--deep--file",
    "100% renewable",
    "50%20off",
    "a#b",
    "what?",
    "a&b=c",
    "a+b",
    "Ünïcode",
    "мова",
    "日本",
    'a"<b>',
]


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(about_assistant()))


def client_for(text: str, document_id: str = "doc") -> TestClient:
    return TestClient(create_app(ScriptedAssistant([make_document(document_id, text)], {})))


def test_quote_is_marked_inside_its_paragraph(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "What is our vision?"}).json()

    page = client.get(answer["citations"][0]["url"]).text

    assert (
        '<p class="paragraph"><mark id="quote" tabindex="-1">Our vision is to be a leader in '
        "mental health care and education.</mark> It guides what we do.</p>"
    ) in page


def test_quote_over_several_lines_is_marked_in_each() -> None:
    page = client_for("Our values:\n- one\n- two\n- three").get("/documents/doc?from=12&to=19").text

    assert '<li class="level-1"><mark id="quote" tabindex="-1">one</mark></li>' in page
    assert '<li class="level-1"><mark>two</mark></li>' in page
    assert '<li class="level-1">three</li>' in page


def test_quote_in_a_heading_is_marked(client: TestClient) -> None:
    page = client.get("/documents/about-us?from=0&to=8").text

    assert '<h1 id="at-0"><mark id="quote" tabindex="-1">About us</mark></h1>' in page


@pytest.mark.parametrize(
    "query",
    [
        "from=a&to=b",
        "from=5",
        "to=5",
        "from=9&to=3",
        "from=0&to=999999",
        "from=-1&to=5",
        "from=²&to=9",
    ],
)
def test_link_to_no_words_is_ignored_with_a_note(client: TestClient, query: str) -> None:
    response = client.get(f"/documents/about-us?{query}")

    assert response.status_code == 200
    assert "<mark" not in response.text
    assert "does not say which words to highlight" in response.text


def test_version_that_is_gone_marks_nothing_and_says_so(client: TestClient) -> None:
    page = client.get("/documents/about-us?v=long-ago&from=0&to=8").text

    assert "<mark" not in page
    assert "has changed since the answer was given" in page


def test_earlier_version_is_shown_as_one() -> None:
    old = make_document("doc", "# Title\nOld words.")
    new = make_document("doc", "# Title\nNew words.")
    client = TestClient(create_app(ScriptedAssistant([new], {}, earlier={"before": [old]})))

    page = client.get("/documents/doc?v=before&from=6&to=16").text

    assert ">Old words.</mark>" in page
    assert 'changed since. <a href="/documents/doc">See the document as it is now</a>' in page


def test_earlier_version_with_the_same_words_needs_no_note() -> None:
    document = make_document("doc", "# Title\nWords.")
    client = TestClient(create_app(ScriptedAssistant([document], {}, earlier={"v1": [document]})))

    assert 'class="notice"' not in client.get("/documents/doc?v=v1&from=6&to=12").text


def test_hostile_text_is_shown_as_text() -> None:
    client = client_for('# <script>alert("h")</script>\n<img src=x onerror=alert(1)> {{ 7 * 7 }}')

    page = client.get("/documents/doc?from=0&to=8").text

    assert "<script" not in page
    assert "<img" not in page
    assert "{{ 7 * 7 }}" in page


@pytest.fixture(scope="module")
def odd_ids_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    original = tmp_path_factory.mktemp("originals") / "original.md"
    original.write_text("the file")
    documents = [make_document(odd, "# The title\nSome words.") for odd in ODD_IDS]
    originals = dict.fromkeys(ODD_IDS, original)
    with serve(create_app(ScriptedAssistant(documents, {}, originals=originals))) as address:
        yield address


@pytest.mark.parametrize("document_id", ODD_IDS)
def test_odd_document_ids_are_linked_and_found(odd_ids_server: str, document_id: str) -> None:
    url = f"/documents/{percent_encode(document_id, safe='')}"
    citation = Citation(1, document_id, "", (), None, "Some", 10, 14, None, CORPUS)

    def get(path: str) -> httpx.Response:
        return httpx.get(odd_ids_server + path)

    assert f'href="{url}"' in get("/documents").text
    assert url in [document["url"] for document in get("/api/documents").json()]
    assert get(f"/api{url}").json()["id"] == document_id
    assert ">Some</mark>" in get(citation.url).text
    assert f'href="{url}/original"' in get(url).text
    assert get(f"{url}/original").text == "the file"


def test_original_is_a_download_under_its_own_name(tmp_path: Path) -> None:
    kept = tmp_path / "0"
    kept.write_text("<script>alert(1)</script>")
    document = make_document('news--a "b"', "# Title")
    assistant = ScriptedAssistant([document], {}, originals={document.id: kept})
    client = TestClient(create_app(assistant))

    response = client.get(f"/documents/{percent_encode(document.id, safe='')}/original")

    assert response.headers["content-disposition"] == "attachment; filename*=utf-8''a%20%22b%22.md"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert not response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "path", ["/documents/..%2f..%2fetc%2fpasswd/original", "/documents/x/original"]
)
def test_original_of_no_document_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_original_that_is_not_kept_is_not_found(client: TestClient) -> None:
    response = client.get("/documents/about-us/original")

    assert response.status_code == 404
    assert "not kept" in response.text


def test_title_date_and_pages_are_shown() -> None:
    document = make_document("doc", "Just words.", date=datetime.date(2024, 5, 1))
    client = TestClient(create_app(ScriptedAssistant([document], {})))

    assert "1 May 2024" in client.get("/documents/doc").text
    assert "Date: 1 May 2024" in client.get("/documents").text


def test_document_without_text_says_so() -> None:
    assert "There is no text in this document" in client_for("").get("/documents/doc").text


@pytest.mark.parametrize("path", ["/documents", "/documents/about-us", "/help", "/nothing"])
def test_way_to_help_stands_on_every_page(client: TestClient, path: str) -> None:
    page = client.get(path).text

    assert page.count(HELP) == 1
    assert page.index(HELP) < page.index("<main")
    assert page.count("<h1") == 1


def test_trust_is_named_at_the_top_of_every_page() -> None:
    client = TestClient(create_app(about_assistant(), Site(trust_name="Bow & Stern NHS Trust")))

    for path in ("/", "/help", "/documents"):
        assert '<span class="trust">Bow &amp; Stern NHS Trust</span>' in client.get(path).text


def test_help_needs_no_index() -> None:
    client = TestClient(create_app(ScriptedAssistant([], {})))

    page = client.get("/help").text

    buttons = re.findall(r'class="call" href="([^"]*)">([^<]*)<', page)
    assert [link for link, _ in buttons] == [contact.link for contact in load_help().contacts]
    assert buttons[0] == ("tel:999", "Call 999")
    assert ("sms:85258?body=SHOUT", "Text SHOUT to 85258") in buttons
    assert page.index("tel:111") < page.index('class="call"')
    assert "select the mental health option" in page
    assert "Nobody has been told" in page


def test_help_tells_which_contact_is_closed_after_those_that_are_open() -> None:
    never_open = 'hours = "Mon-Sun 00:00-00:00"'
    content = (files("assistant") / "help.toml").read_text()
    closed = Help(content.replace('hours = "always"', never_open, 2).encode())
    client = TestClient(create_app(about_assistant(), Site(help_words=closed)))

    page = client.get("/help").text

    assert page.count("Closed now. Open Mon-Sun 00:00-00:00.") == 2
    assert page.index("Open at any time.") < page.index("Closed now.")
    assert page.rindex("Open at any time.") < page.index("Closed now.")


@pytest.mark.parametrize("path", ["/documents", "/documents/about-us"])
def test_pages_without_an_index_say_what_to_run(path: str) -> None:
    response = TestClient(create_app(ScriptedAssistant([], {}))).get(path)

    assert response.status_code == 503
    assert "Build it with <code>python ingest.py</code>." in response.text
    assert HELP in response.text


def test_unknown_document_is_a_page(client: TestClient) -> None:
    response = client.get("/documents/nothing")

    assert response.status_code == 404
    assert "There is no document at this address" in response.text


def test_headers_alone_can_be_asked_for() -> None:
    with serve(create_app(about_assistant())) as address:
        for path in ("/", "/help", "/healthz", "/documents/about-us"):
            response = httpx.head(address + path)

            assert (response.status_code, response.content) == (200, b"")


def test_headers_keep_other_hosts_out(client: TestClient) -> None:
    headers = client.get("/documents/about-us").headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert "script-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_list_says_what_was_not_read_and_which_document_is_an_earlier_version() -> None:
    unread = [
        UnreadFile("forms/old.pdf", "old.pdf is locked with a password."),
        UnreadFile("leave.pdf", "leave.pdf is damaged. Its last good version is used.", "leave"),
    ]
    documents = [make_document("leave", "# Leave\nTake it."), make_document("pay", "# Pay\nWait.")]
    client = TestClient(create_app(ScriptedAssistant(documents, {}, unread=unread)))

    listed = client.get("/documents").text
    summaries = client.get("/api/documents").json()

    assert "old.pdf is locked with a password." in listed
    assert listed.count("Earlier version") == 1
    assert "leave.pdf is damaged." in listed
    assert "leave.pdf is damaged." in client.get("/documents/leave").text
    assert [(s["id"], s["state"]) for s in summaries] == [
        ("leave", "earlier_version"),
        ("pay", "read"),
    ]
    assert summaries[0]["problems"] == ["leave.pdf is damaged. Its last good version is used."]


def test_list_where_all_was_read_says_nothing_of_problems(client: TestClient) -> None:
    page = client.get("/documents").text

    assert 'class="state"' not in page
    assert "answers cannot use" not in page

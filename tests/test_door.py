import re

import pytest
from fakes import about_assistant
from fastapi.testclient import TestClient

from assistant.web.app import create_app
from assistant.web.site import Site


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(about_assistant()))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/run/answer"),
        ("POST", "/gradio_api/api/answer"),
        ("POST", "/gradio_api/call/answer"),
        ("POST", "/gradio_api/call/v2/answer"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://example.org/"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/monitoring"),
        ("POST", "/login"),
        ("GET", "/static/../../../etc/passwd"),
    ],
)
def test_what_the_conversation_does_not_need_is_not_found(
    client: TestClient, method: str, path: str
) -> None:
    assert client.request(method, path).status_code == 404


def test_unknown_gradio_route_answers_in_json(client: TestClient) -> None:
    assert set(client.post("/gradio_api/upload").json()) == {"detail", "urgent_help"}


def test_unknown_page_leads_to_help(client: TestClient) -> None:
    response = client.get("/nothing")

    assert response.status_code == 404
    assert 'href="/help"' in response.text


def test_every_script_of_the_page_carries_the_nonce_of_its_policy(client: TestClient) -> None:
    response = client.get("/")

    found = re.search(r"'nonce-([^']+)'", response.headers["content-security-policy"])
    assert found is not None
    assert response.text.count("<script") == response.text.count(f'<script nonce="{found[1]}"')
    assert "unsafe-inline" not in response.headers["content-security-policy"].split("style-src")[0]
    assert client.get("/").text != response.text


def test_first_response_has_what_a_page_needs_without_scripts(client: TestClient) -> None:
    page = client.get("/").text

    assert "<title>Ask the trust’s documents</title>" in page
    assert 'lang="en-GB"' in page
    assert page.count('<a class="help-link" href="/help">Get urgent help</a>') == 1
    assert "It does not give health advice." in page
    assert page.index("<noscript>") < page.index('href="/documents">read the documents')


def test_page_names_no_other_host(client: TestClient) -> None:
    page = client.get("/").text.split("<script", 1)[0]

    assert "://" not in page


def test_question_in_the_address_changes_nothing(client: TestClient) -> None:
    assert client.get("/?deep_link=abc&__theme=dark").status_code == 200


def test_page_can_be_framed_only_where_it_is_allowed() -> None:
    app = create_app(about_assistant(), Site(frame_ancestors="'self' https://intranet.example.org"))
    client = TestClient(app)

    for path in ("/", "/help", "/api/documents"):
        policy = client.get(path).headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'self' https://intranet.example.org")

from pathlib import Path

import pytest
from fakes import ScriptedAssistant, about_assistant
from fastapi.testclient import TestClient

from assistant.web.app import create_app
from assistant.web.site import Site


@pytest.mark.parametrize("path", ["/privacy", "/accessibility"])
def test_statements_need_no_index_and_are_linked_from_every_page(path: str) -> None:
    client = TestClient(create_app(ScriptedAssistant([], {})))

    assert client.get(path).status_code == 200
    for page in ("/", "/embed", "/ask", "/help", "/strategy"):
        assert f'href="{path}"' in client.get(page).text


def test_logo_stands_once_with_the_trusts_name_as_its_words(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    client = TestClient(create_app(about_assistant(), Site(trust_name="Bow Trust", logo=logo)))

    page = client.get("/help").text
    assert page.count('<img class="logo" src="/logo" alt="Bow Trust">') == 1
    assert page.count("Bow Trust") == 1
    assert client.get("/logo").text == logo.read_text()


def test_without_a_logo_there_is_none() -> None:
    client = TestClient(create_app(about_assistant()))

    assert "<img" not in client.get("/help").text
    assert client.get("/logo").status_code == 404


def test_banner_is_shown_as_words_on_every_page() -> None:
    client = TestClient(create_app(about_assistant(), Site(banner="A trial <b>until</b> May")))

    for path in ("/", "/ask", "/documents"):
        assert "A trial &lt;b&gt;until&lt;/b&gt; May" in client.get(path).text


def test_embed_script_may_be_loaded_by_other_sites_and_passes_no_text() -> None:
    response = TestClient(create_app(about_assistant())).get("/embed.js")

    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "detail" not in response.text


def test_hosts_that_may_frame_are_named_on_every_page() -> None:
    host = "https://intranet.example.nhs.uk"
    client = TestClient(create_app(about_assistant(), Site(frame_ancestors=f"'self' {host}")))

    for path in ("/", "/embed", "/induction", "/ask", "/help"):
        policy = client.get(path).headers["content-security-policy"]
        assert policy.endswith(f"frame-ancestors 'self' {host}")

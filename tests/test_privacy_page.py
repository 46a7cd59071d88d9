from fakes import about_assistant
from fastapi.testclient import TestClient

from assistant.web.app import create_app
from assistant.web.site import PrivacyFacts, Site

BLANK = "has not filled this in yet"


def test_privacy_page_says_what_the_trust_has_not_filled_in() -> None:
    page = TestClient(create_app(about_assistant())).get("/privacy").text

    assert page.count(BLANK) == 4
    assert "assistant_session" in page
    assert "The language model" not in page


def test_privacy_page_says_who_is_responsible_and_where_questions_go() -> None:
    facts = PrivacyFacts(
        controller="The Test Trust",
        contact="dpo@example.org",
        lawful_basis="Public task",
        model="maker:model",
        model_at="https://model.example",
    )

    page = TestClient(create_app(about_assistant(), Site(privacy=facts))).get("/privacy").text

    for words in ("The Test Trust", "dpo@example.org", "Public task", "https://model.example"):
        assert words in page
    assert page.count(BLANK) == 1

import datetime

from browsing import PYRAMID
from conftest import ROOT
from fakes import ABOUT, CORPUS, ScriptedAssistant, make_document
from fastapi.testclient import TestClient

from assistant.catalogue import CatalogueEntry
from assistant.web.app import create_app
from assistant.web.guides.figure import passed_year, read_tiers
from assistant.web.site import Site

TODAY = datetime.date(2026, 5, 1)


def test_sections_become_tiers_with_statements_and_boxes_in_order() -> None:
    tiers = read_tiers(make_document("p", PYRAMID), CORPUS, TODAY)

    assert [tier.heading.text for tier in tiers] == [
        "Patients and students",
        "Our vision",
        "Strategic pillars",
        "2023/24 objectives",
    ]
    assert tiers[0].statement is None
    assert tiers[1].statement is not None
    assert tiers[1].statement.text.startswith("Our vision is to be a leader")
    assert [box.text for box in tiers[2].boxes][:2] == [
        "Outstanding patient care",
        "education and training",
    ]
    assert [tier.passed is not None for tier in tiers] == [False, False, False, True]


def test_every_part_opens_its_words_and_can_be_asked_about() -> None:
    document = make_document("p", PYRAMID)
    client = TestClient(create_app(ScriptedAssistant([document], {}), Site(strategy_document="p")))
    tiers = read_tiers(document, CORPUS, TODAY)

    for words in [tier.heading for tier in tiers] + [box for tier in tiers for box in tier.boxes]:
        assert f">{words.text}</mark>" in client.get(words.url).text
        assert f">\n{words.text}</textarea>" in client.get(words.about).text


def test_shipped_pyramid_is_drawn_whole() -> None:
    shipped = (ROOT / "corpus" / "strategy-pyramid.md").read_text()
    tiers = read_tiers(make_document("strategy-pyramid", shipped), CORPUS, TODAY)

    assert [len(tier.boxes) for tier in tiers] == [0, 0, 4, 5, 10, 0]


def test_document_with_headings_of_one_level_is_drawn_as_well() -> None:
    document = make_document("p", "# People\n- Kind\n- Fair\n# Money\nWe spend it well.")

    tiers = read_tiers(document, CORPUS, TODAY)

    assert [tier.heading.text for tier in tiers] == ["People", "Money"]
    assert [box.text for box in tiers[0].boxes] == ["Kind", "Fair"]


def test_year_has_passed_only_when_its_last_is_over() -> None:
    assert passed_year("2023/24 objectives", TODAY)
    assert not passed_year("2025/26 objectives", datetime.date(2026, 3, 31))
    assert not passed_year("Our values", TODAY)
    assert not passed_year("2024 and 2027", TODAY)


def test_page_marks_the_year_that_has_passed() -> None:
    documents = [make_document("strategy-pyramid", PYRAMID)]
    page = TestClient(create_app(ScriptedAssistant(documents, {}))).get("/strategy").text

    assert "This year has passed: 2023/24 ended on 31 March 2024." in page
    assert page.count("This year has passed") == 1


def test_page_gives_the_date_of_the_catalogue() -> None:
    document = make_document("strategy-pyramid", PYRAMID, date=datetime.date(2001, 1, 1))
    assistant = ScriptedAssistant([document], {})
    assistant.entries = {
        "strategy-pyramid": CatalogueEntry(published=datetime.date(2026, 9, 1)),
    }

    page = TestClient(create_app(assistant)).get("/strategy").text

    assert "1 September 2026" in page
    assert "2001" not in page


def test_without_such_a_document_the_page_says_so() -> None:
    documents = [make_document("about-us", ABOUT)]
    page = TestClient(create_app(ScriptedAssistant(documents, {}))).get("/strategy").text

    assert "There is no strategy to show here yet" in page
    assert "<figure" not in page

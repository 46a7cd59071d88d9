import datetime
from pathlib import Path

import pytest
from browsing import INDUCTION, PYRAMID
from fakes import ABOUT, CORPUS, ScriptedAssistant, make_document
from fastapi.testclient import TestClient

from assistant.contacts import TrustContact
from assistant.errors import SettingsError
from assistant.induction import read_induction, steps_for
from assistant.web.app import create_app
from assistant.web.site import Site

STEP = '[[step]]\nkind = "words"\ndocument = "about-us"\nsection = "Our values"\n'
QUESTION = """
[[step]]
kind = "question"
document = "about-us"
section = "Our values"
ask = "Which?"
answer = "We champion inclusivity"
others = ["parking"]
"""


def write(folder: Path, text: str) -> Path:
    (folder / "induction.toml").write_text(text)
    return folder


def client_for(folder: Path, text: str) -> TestClient:
    documents = [make_document("about-us", ABOUT), make_document("strategy-pyramid", PYRAMID)]
    assistant = ScriptedAssistant(documents, {})
    assistant.trust_contacts = (
        TrustContact(topic="Library", who="Library desk", how="Call 01234 567890"),
        TrustContact.model_validate({"topic": "Union", "who": "Rep", "for": ["staff"]}),
    )
    return TestClient(create_app(assistant, Site(corpus=write(folder, text))))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (STEP + 'titel = "x"', 5, "titel"),
        (STEP + '\n[[step]]\nkind = "film"', 7, "kind"),
        (STEP + "title = 3", 5, "title"),
        (STEP + 'for = ["nurse"]', 5, "for"),
        ("minutes = 3\n\n" + STEP, 1, "minutes"),
        ('[[step]]\nkind = "words"\ndocument = "about-us"', 1, "section"),
        (QUESTION.replace('others = ["parking"]', "others = []"), 8, "others"),
    ],
)
def test_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(SettingsError, match=rf"induction\.toml line {line}: .*{words}"):
        read_induction(write(tmp_path, text))


def test_file_that_is_not_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_induction(write(tmp_path, "[[step]"))


def test_steps_can_be_for_one_kind_of_reader(tmp_path: Path) -> None:
    steps = read_induction(write(tmp_path, STEP + 'for = ["student"]\n' + QUESTION))

    assert [step.kind for step in steps_for(steps, "staff")] == ["question"]
    assert len(steps_for(steps, "student")) == len(steps_for(steps, None)) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (STEP.replace("about-us", "gone"), "line 1: no document is named &#39;gone&#39;"),
        (STEP.replace("Our values", "Gone"), "line 1: “About us” has no section “Gone”"),
        (QUESTION.replace('"We champion', '"I champion'), "line 2: &#39;I champion inclusivity"),
        (QUESTION.replace("parking", "We have respect"), "stands in “Our values” as well"),
    ],
)
def test_step_that_refers_to_nothing_is_told_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    response = client_for(tmp_path, text).get("/induction")

    assert response.status_code == 503
    assert said in response.text


def test_step_shows_the_documents_own_words_with_their_source(tmp_path: Path) -> None:
    page = client_for(tmp_path, INDUCTION).get("/induction/1").text

    assert "<li>We champion inclusivity</li>" in page
    start = ABOUT.replace("#", "").index("Our values")
    assert f"/documents/about-us?v={CORPUS}&amp;from=" in page
    assert start > 0
    assert "Your team shows you how we put these into practice." in page


def test_what_a_step_means_here_is_left_out_while_it_is_empty(tmp_path: Path) -> None:
    page = client_for(tmp_path, STEP + 'here = ""').get("/induction/1").text

    assert "What this means here" not in page


def test_people_are_those_filled_in_for_the_reader(tmp_path: Path) -> None:
    step = '[[step]]\nkind = "people"\ntopics = ["library", "Union", "Parking"]'
    client = client_for(tmp_path, step)

    student = client.get("/induction/1?who=student").text
    assert "Library desk" in student
    assert "Union" not in student
    assert "Union" in client.get("/induction/1?who=staff").text
    step = '[[step]]\nkind = "people"\ntopics = ["Parking"]'
    assert "have not been filled in here yet" in client_for(tmp_path, step).get("/induction/1").text


def test_question_can_be_tried_until_its_answer_is_shown_with_its_quote(tmp_path: Path) -> None:
    client = client_for(tmp_path, QUESTION)
    choices = ["parking", "We champion inclusivity"]
    choices.sort(key=str.casefold)
    right = choices.index("We champion inclusivity") + 1

    wrong = client.get(f"/induction/1?answer={3 - right}").text
    assert "“parking” is not in this section" in wrong
    assert "<q>" not in wrong
    assert "Choose an answer first." in client.get("/induction/1?answer=").text
    assert "Choose an answer first." in client.get("/induction/1?answer=9").text
    page = client.get(f"/induction/1?answer={right}").text
    assert "<q>We champion inclusivity</q>" in page


def test_question_of_a_year_that_has_passed_is_not_asked(tmp_path: Path) -> None:
    client = client_for(tmp_path, INDUCTION)

    assert "Step 1 of 4" in client.get("/induction/1").text
    assert "Never asked" not in client.get("/induction/4").text
    assert client.get("/induction/5").status_code == 404


def test_last_page_names_the_day_and_the_version_and_sends_no_name(tmp_path: Path) -> None:
    page = client_for(tmp_path, INDUCTION).get("/induction/finish?who=staff").text

    assert CORPUS in page
    assert str(datetime.date.today().year) in page
    assert "as typed, not checked" in page
    name = page[page.index('id="name"') - 60 : page.index('id="name"')]
    assert "name=" not in name
    assert "<form" not in page


def test_without_the_file_the_page_says_so(tmp_path: Path) -> None:
    client = client_for(tmp_path, "")

    assert "No induction has been set up" in client.get("/induction").text

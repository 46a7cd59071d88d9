"""What only names a document is answered with what that holds."""

import pytest
from conftest import ROOT

from assistant.answers import Answer, Turn
from assistant.assistant import Assistant, Models
from assistant.index import IndexFolder
from assistant.ingestion import ingest
from assistant.messages import load_messages

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def handbooks(models: Models, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Open an assistant over the policies and handbooks of a made-up trust."""
    index = IndexFolder(tmp_path_factory.mktemp("handbooks"))
    ingest(ROOT / "evals" / "data" / "hard" / "docs", index, models.embeddings)
    assistant = Assistant(index, load_messages(), lambda: models, trust_name="Calderwick")
    assistant.load()
    return assistant


def quoted(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize("asked", ["annual leave", "tell me about annual leave"])
def test_headings_of_a_document_that_is_named_are_listed(handbooks: Assistant, asked: str) -> None:
    answer = handbooks.ask(asked)

    assert answer.status == "answered"
    assert answer.text.startswith("“Annual Leave Policy” is about this.")
    assert quoted(answer)[:3] == [
        "1. Scope",
        "2. The leave year and entitlement",
        "3. Asking for leave",
    ]
    document = handbooks.document("annual-leave-policy")
    for citation in answer.citations:
        assert document.text[citation.start : citation.end] == citation.quote


def test_heading_listed_is_what_the_second_one_means(handbooks: Assistant) -> None:
    first = handbooks.ask("induction")
    turn = Turn("induction", first.text, first.citations)

    second = handbooks.ask("tell me about the second one", history=[turn])

    assert quoted(first)[:2] == ["Before you start", "Your first day"]
    assert {citation.section[-1] for citation in second.citations} == {"Your first day"}


@pytest.mark.parametrize(
    "asked",
    [
        "who wrote the annual leave policy",
        "who is annual leave",
        "parking policy",
        "how many annual leave",
    ],
)
def test_question_for_more_than_a_document_is_not_answered_by_its_headings(
    handbooks: Assistant, asked: str
) -> None:
    assert "1. Scope" not in quoted(handbooks.ask(asked))

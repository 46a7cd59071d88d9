import pytest
from conftest import OpenGeneration
from fake_embeddings import CountingEmbeddings, counting_models
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.errors import Paused
from assistant.events import Answered, Event
from assistant.help import load_help
from assistant.index import IndexFolder
from assistant.messages import load_messages
from assistant.web.app import create_app

LEAVE = "# Annual leave\n\nAnnual leave is 27 days a year.\n"
QUESTION = "How many days is annual leave?"


def make_assistant(
    index: IndexFolder,
    counting: CountingEmbeddings,
    *,
    paused: bool = False,
    events: list[Event] | None = None,
) -> Assistant:
    assistant = Assistant(
        index,
        load_messages(),
        lambda: counting_models(counting),
        trust_name="The Test Trust",
        paused=paused,
        observe=[].append if events is None else events.append,
    )
    assistant.load()
    return assistant


@pytest.fixture
def paused(
    open_generation: OpenGeneration, index: IndexFolder, counting: CountingEmbeddings
) -> Assistant:
    open_generation({"leave.md": LEAVE})
    return make_assistant(index, counting, paused=True)


def test_paused_assistant_answers_nothing_but_a_crisis(paused: Assistant) -> None:
    with pytest.raises(Paused, match="paused"):
        paused.ask(QUESTION)
    with pytest.raises(Paused, match="paused"):
        paused.ask("hello")

    assert paused.ask("I want to kill myself").urgent_help == "full"
    assert "paused" in (paused.not_ready() or "")


def test_paused_app_serves_help_and_documents_and_says_so(paused: Assistant) -> None:
    client = TestClient(create_app(paused))

    asked = client.post("/api/ask", json={"question": QUESTION})
    worrying = client.post("/api/ask", json={"question": "i am so low at the moment"})
    crisis = client.post("/api/ask", json={"question": "I want to kill myself"})

    assert asked.status_code == 503
    assert "paused" in asked.json()["detail"]
    assert worrying.json()["detail"].startswith(load_help().line)
    assert crisis.json()["urgent_help"] == "full"
    assert client.get("/help").status_code == 200
    assert "27 days" in client.get("/documents/leave").text
    assert client.get("/healthz").status_code == 503


def test_answer_is_told_with_its_stages_and_no_words(
    open_generation: OpenGeneration, index: IndexFolder, counting: CountingEmbeddings
) -> None:
    open_generation({"leave.md": LEAVE})
    events: list[Event] = []
    assistant = make_assistant(index, counting, events=events)

    assistant.ask(QUESTION)
    assistant.ask("I want to kill myself")
    assistant.answer_crisis(QUESTION)

    first, second = events
    assert isinstance(first, Answered)
    assert (first.route, first.status, first.urgent_help) == ("documents", "answered", None)
    assert list(first.seconds) == ["route", "find", "compose", "suggest"]
    assert isinstance(second, Answered)
    assert (second.route, second.urgent_help) == ("crisis", "full")


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("My NHS number is 943 476 5919.", "an NHS number"),
        ("I was born on 12/03/1985, ann@example.org.", "a date of birth and an e-mail address"),
    ],
)
def test_personal_details_are_answered_with_a_notice(
    open_generation: OpenGeneration,
    index: IndexFolder,
    counting: CountingEmbeddings,
    typed: str,
    named: str,
) -> None:
    open_generation({"leave.md": LEAVE})
    assistant = make_assistant(index, counting)

    answer = assistant.ask(f"{typed} {QUESTION}")

    assert "27 days" in answer.text
    assert named in answer.notes[-1]
    assert answer.text.endswith(answer.notes[-1])
    assert "943" not in answer.notes[-1]
    assert not [note for note in assistant.ask(QUESTION).notes if "looks like" in note]
    assert assistant.ask("I want to kill myself, call 07700 900123").notes == ()

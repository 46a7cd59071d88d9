"""A small model that invents freely: whatever it writes, nothing unsupported is shown."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.assistant import Assistant
from assistant.index import IndexFolder
from assistant.ingestion import ingest
from assistant.messages import load_messages
from assistant.rephrasing.breaker import Breaker
from assistant.rephrasing.chat import ChatModel
from assistant.rephrasing.prompts import load_prompts
from assistant.rephrasing.providers import load_chat_model
from assistant.rephrasing.rephraser import Rephraser, Rewording
from assistant.settings import Settings
from assistant.wiring import load_models
from evals.cases import Case, read_cases
from evals.recheck import unsupported

ROOT = Path(__file__).parent.parent
FIRST_WORD_SECONDS, SECONDS = 60.0, 120.0


@pytest.fixture(scope="module")
def chat(model_url: str) -> Iterator[ChatModel]:
    chat = load_chat_model(
        "openai:smollm2",
        base_url=model_url,
        has_key=False,
        first_word_seconds=FIRST_WORD_SECONDS,
        seconds=SECONDS,
    )
    yield chat
    chat.close()


@pytest.fixture(scope="module")
def seen() -> list[Rewording]:
    return []


@pytest.fixture(scope="module")
def assistant(
    chat: ChatModel, seen: list[Rewording], tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    models = load_models(Settings())
    index = IndexFolder(tmp_path_factory.mktemp("index"))
    ingest(ROOT / "corpus", index, models.embeddings)
    rephraser = Rephraser(
        chat, load_prompts(), breaker=Breaker(failures=10_000), observe=seen.append
    )
    assistant = Assistant(
        index,
        load_messages(),
        lambda: models,
        trust_name="The Tavistock and Portman",
        rephraser=rephraser,
    )
    assistant.load()
    return assistant


@pytest.fixture(scope="module")
def asked(
    assistant: Assistant, seen: list[Rewording], request: pytest.FixtureRequest
) -> list[tuple[Case, Answer]]:
    wanted = request.config.getoption("--questions")
    found = []
    for case in read_cases(ROOT / "evals" / "trust.jsonl"):
        found.append((case, assistant.ask(case.question, history=case.turns)))
        if wanted and len(seen) >= wanted:
            break
    return found


def test_nothing_unsupported_is_shown(
    assistant: Assistant, asked: list[tuple[Case, Answer]], seen: list[Rewording]
) -> None:
    wrong = {
        case.question: faults
        for case, answer in asked
        if (faults := unsupported(answer, assistant.document))
    }

    print(json.dumps({"asked": len(asked), "worded_for": len(seen), **report(seen)}))
    assert len(seen) >= 30
    assert wrong == {}


def test_every_answer_stands_whatever_the_model_does(asked: list[tuple[Case, Answer]]) -> None:
    answered = [answer for _, answer in asked if answer.status in ("answered", "partial")]

    assert answered
    assert all(answer.claims and answer.citations for answer in answered)


def test_recheck_notices_an_unsupported_sentence(
    assistant: Assistant, asked: list[tuple[Case, Answer]]
) -> None:
    answer = next(answer for _, answer in asked if answer.claims)
    claim = replace(answer.claims[0], text="The chief executive is paid £1 million.")

    assert unsupported(replace(answer, claims=(claim,)), assistant.document)


def report(seen: list[Rewording]) -> dict[str, object]:
    first_words = sorted(r.first_word_seconds for r in seen if r.first_word_seconds is not None)
    return {
        "outcomes": Counter(rewording.outcome for rewording in seen),
        "sentences_shown": sum(not s.is_quote for rewording in seen for s in rewording.said),
        "sentences_replaced": sum(rewording.replaced for rewording in seen),
        "sentences_dropped": sum(rewording.dropped for rewording in seen),
        "seconds_to_first_word": round(first_words[len(first_words) // 2], 2),
        "seconds": round(sum(rewording.seconds for rewording in seen) / len(seen), 2),
    }

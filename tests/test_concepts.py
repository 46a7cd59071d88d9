import tomllib

import numpy as np
import pytest
from conftest import ROOT
from fake_embeddings import CountingEmbeddings

from assistant.assistant import Assistant
from assistant.concepts import ALIKE, AskedAs, Concepts, load_concepts

CONCEPTS = Concepts(
    lambda texts: np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32),
    (
        AskedAs("What are we here for?", ("What is our mission?", "What is our purpose?")),
        AskedAs("What do we believe in?", ("What are our values?",)),
    ),
)


def at(cosine: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array([cosine, -np.sqrt(1 - cosine**2)], dtype=np.float32)


def test_question_like_an_example_is_asked_in_other_words() -> None:
    assert CONCEPTS.other_words("What are we for?", at(ALIKE + 0.01)) == (
        "What is our mission?",
        "What is our purpose?",
    )


def test_question_unlike_all_examples_is_left_alone() -> None:
    assert CONCEPTS.other_words("What are we for?", at(ALIKE - 0.01)) == ()


def test_nearest_example_decides() -> None:
    vector = np.array([0.0, 1.0], dtype=np.float32)

    assert CONCEPTS.other_words("What do we trust in?", vector) == ("What are our values?",)


@pytest.mark.parametrize(
    "question",
    ["Who wrote our values?", "Why do our values matter?", "What were our values in 2015?"],
)
def test_question_for_another_kind_of_thing_is_left_alone(question: str) -> None:
    assert CONCEPTS.other_words(question, at(1.0)) == ()


def test_shipped_concepts_are_questions_in_general_words() -> None:
    tables = tomllib.loads((ROOT / "assistant" / "concepts.toml").read_text())["concept"]
    examples = [example for table in tables for example in table["asked_as"]]

    assert len(set(examples)) == len(examples)
    assert all(question.endswith("?") for table in tables for question in table["questions"])
    assert not any("Tavistock" in text or "pyramid" in text for text in examples)


def test_every_example_and_question_stands_for_its_concept() -> None:
    concepts = load_concepts(CountingEmbeddings("mission values exist"))

    assert len(concepts.vectors) == len(concepts.examples)
    assert np.linalg.norm(concepts.vectors, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "means"),
    [
        ("Why do we exist?", "What is our mission?"),
        ("Why are we here?", "What is our mission?"),
        ("What do we stand for?", "What are our values?"),
        ("What are we aiming for in the long run?", "What is our vision?"),
    ],
)
def test_shipped_concepts_know_other_words(
    embeddings: CountingEmbeddings, question: str, means: str
) -> None:
    concepts = load_concepts(embeddings)

    vector = np.array(embeddings.embed_query(question), dtype=np.float32)

    assert means in concepts.other_words(question, vector)


@pytest.mark.model
@pytest.mark.parametrize("asked", ["How old is the trust?", "how long has this place been going"])
def test_age_of_the_trust_is_looked_for_by_its_name(shipped: Assistant, asked: str) -> None:
    assert shipped.ask(asked).citations[0].quote.startswith("For 100 years")


@pytest.mark.model
@pytest.mark.parametrize("asked", ["How long is the course?", "how old do you have to be"])
def test_other_times_are_not_the_trusts_age(shipped: Assistant, asked: str) -> None:
    assert shipped.ask(asked).status == "not_found"


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "Who is the chief executive?",
        "How much annual leave do I get?",
        "Where is France?",
        "When does our strategy start?",
        "What are my objectives?",
        "Who wrote our values?",
    ],
)
def test_shipped_concepts_leave_other_questions_alone(
    embeddings: CountingEmbeddings, question: str
) -> None:
    concepts = load_concepts(embeddings)

    vector = np.array(embeddings.embed_query(question), dtype=np.float32)

    assert concepts.other_words(question, vector) == ()

import numpy as np
import pytest
from conftest import VOCABULARY, OpenGeneration
from fake_embeddings import CountingEmbeddings, coverage_picker

from assistant.answerability import (
    GATE_FEATURES,
    PLAIN_FEATURES,
    gate_features,
    in_house,
)
from assistant.questions import QuestionReader
from assistant.spelling import Speller

OURS = (
    "We tell you in good time.",
    "Staff report theft to security.",
    "Leave must be asked for.",
    "Students pay in May.",
)
OF_THE_WORLD = (
    "The US Army left the hills in May 1869.",
    "It was founded in 1869.",
    "Its walls were of stone.",
    "The king died there.",
)


@pytest.mark.parametrize(
    ("own", "others", "share"), [(4, 0, 1.0), (0, 4, 0.0), (1, 4, 1 / 3), (2, 4, 1.0), (0, 0, 0.0)]
)
def test_texts_that_speak_to_their_own_people_are_in_house(
    own: int, others: int, share: float
) -> None:
    sentences = [*OURS[:own], *OF_THE_WORLD[:others]]

    assert in_house(sentences) == pytest.approx(share)


@pytest.mark.parametrize(("said", "share"), [(OURS, 1.0), (OF_THE_WORLD, 0.0)])
def test_what_is_in_house_counts_once_more_as_far_as_it_is(
    open_generation: OpenGeneration, said: tuple[str, ...], share: float
) -> None:
    generation = open_generation({"page.md": "# Page\n\n" + " ".join(said) + "\n"})
    counting = CountingEmbeddings(VOCABULARY)
    reader = QuestionReader("", Speller({}, lambda word: True), counting)  # type: ignore[arg-type]
    question = reader.read("Who dies in the hills in May?")
    picked = coverage_picker().pick(question, generation)
    assert picked is not None
    scores = np.linspace(1, 0, len(picked.candidates))

    row = gate_features(question, picked.candidates, scores, generation.inverse_document_frequency)

    plain, in_house_part = row[: len(PLAIN_FEATURES)], row[len(PLAIN_FEATURES) + 1 :]
    assert len(row) == len(GATE_FEATURES)
    assert row[GATE_FEATURES.index("in_house")] == share
    assert np.array_equal(in_house_part, share * plain)
    assert plain.any()

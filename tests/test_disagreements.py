"""Only what is in force disputes what is quoted."""

import pytest
from conftest import VOCABULARY, OpenGeneration
from fake_embeddings import CountingEmbeddings, coverage_picker

from assistant.composing import Part, compose_quotes
from assistant.disagreements import with_disagreements
from assistant.generation import Generation
from assistant.questions import QuestionReader
from assistant.spelling import Speller

FILES: dict[str, str | bytes] = {
    "leave.md": "# Leave\n\n## Annual leave\n\nAnnual leave is 27 days a year.\n",
    "leave-2019.md": "# Leave of 2019\n\n## Annual leave\n\nAnnual leave is 25 days a year.\n",
    "values.md": "# Values\n\n## Our values\n\n- Kindness\n- Courage\n",
    "values-2019.md": "# Values\n\n## Our values\n\n- Openness\n- Thrift\n",
}


@pytest.fixture
def generation(open_generation: OpenGeneration) -> Generation:
    return open_generation(FILES)


def disputed(generation: Generation, asked: str, *superseded: str) -> Part:
    counting = CountingEmbeddings(VOCABULARY)
    reader = QuestionReader("", Speller({}, lambda word: True), counting)  # type: ignore[arg-type]
    question = reader.read(asked)
    picked = coverage_picker().pick(question, generation)
    assert picked is not None
    part = Part(question, compose_quotes(question, picked, generation.document), 1.0)
    return with_disagreements(part, picked, generation, superseded)


@pytest.mark.parametrize("asked", ["How many days is annual leave?", "What are our values?"])
def test_what_is_in_force_twice_and_differs_is_disputed(generation: Generation, asked: str) -> None:
    part = disputed(generation, asked)

    assert len(part.disagreements) == 1
    assert part.composed.claims == ()


@pytest.mark.parametrize("asked", ["How many days is annual leave?", "What are our values?"])
@pytest.mark.parametrize(
    "superseded", [("leave", "values"), ("leave-2019", "values-2019")], ids=["new", "old"]
)
def test_what_was_replaced_neither_disputes_nor_is_disputed(
    generation: Generation, asked: str, superseded: tuple[str, ...]
) -> None:
    part = disputed(generation, asked, *superseded)

    assert part.disagreements == ()
    assert part.composed.claims

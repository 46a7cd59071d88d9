import dataclasses

import numpy as np
import pytest
from conftest import VOCABULARY, OpenGeneration
from fake_embeddings import CountingEmbeddings, coverage_picker, weighing

from assistant.errors import ModelError
from assistant.features import FEATURES
from assistant.generation import Generation
from assistant.picking import MOST_QUOTES, Picked, load_picker, softmax
from assistant.questions import Question, QuestionReader
from assistant.scoring import FARTHEST, SmallModel, places, read_model, sigmoid
from assistant.spelling import Speller

PAGES: dict[str, str | bytes] = {
    "leave.md": "# Leave\n\nAnnual leave is 27 days. Ask for sick leave.\n",
    "pay.md": "# Pay\n\nPay comes in May. Nothing else.\n",
    "aims.md": "# Aims\n## Our vision\nTo be of use.\n## Mission\nA vision is no mission.\n",
}


@pytest.fixture
def generation(open_generation: OpenGeneration) -> Generation:
    return open_generation(PAGES)


def read(asked: str) -> Question:
    counting = CountingEmbeddings(VOCABULARY)
    reader = QuestionReader("", Speller({}, lambda word: True), counting)  # type: ignore[arg-type]
    return reader.read(asked)


def pick(generation: Generation, asked: str) -> Picked:
    picked = coverage_picker().pick(read(asked), generation)
    assert picked is not None
    return picked


def texts(picked: Picked) -> list[str]:
    return [candidate.text for candidate in picked.candidates]


def test_sentences_come_best_first_with_their_shares(generation: Generation) -> None:
    picked = pick(generation, "Is annual leave 27 days?")

    assert texts(picked)[:2] == ["Annual leave is 27 days.", "Ask for sick leave."]
    assert picked.shares.sum() == pytest.approx(1)
    assert list(picked.shares) == sorted(picked.shares, reverse=True)
    assert len(picked.candidates) == len(picked.shares)


def test_question_that_a_passage_covers_is_answerable(generation: Generation) -> None:
    picked = pick(generation, "annual leave days")

    assert picked.enough
    assert picked.answerable > 0.9


def test_sentence_that_only_repeats_the_question_says_no_time(
    open_generation: OpenGeneration,
) -> None:
    generation = open_generation({"aims.md": "# Aims\n\n- Pay review\n- Library plan\n"})

    assert not pick(generation, "When is the pay review?").enough
    assert pick(generation, "Is there a pay review?").enough


def test_topic_that_is_only_named_tells_no_sum(open_generation: OpenGeneration) -> None:
    page = "# Aims\n\n- Annual pay review\n- Report theft to security\n"
    generation = open_generation({"aims.md": page})

    assert not pick(generation, "How much is the pay review?").enough
    assert not pick(generation, "What are the steps of the pay review?").enough
    assert pick(generation, "Is there a pay review?").enough
    assert pick(generation, "How do I report theft?").enough
    assert pick(generation, "Who do I report theft to?").enough


def test_time_is_looked_for_in_what_is_about_the_question(open_generation: OpenGeneration) -> None:
    page = "# Aims\n\nWe plan a library with partners. Our strategy is for three years.\n"
    generation = open_generation({"aims.md": page})

    assert not pick(generation, "When is the library with partners planned?").enough


@pytest.mark.parametrize(
    ("partner", "enough"), [("a trust nearby", False), ("Ada Byron", True), ("BMA", True)]
)
def test_organisation_that_is_asked_for_is_written_with_a_capital(
    open_generation: OpenGeneration, partner: str, enough: bool
) -> None:
    page = f"# Library\n\nOur library is shared with {partner}.\n"
    generation = open_generation({"library.md": page})

    assert pick(generation, "Which trust is our library shared with?").enough is enough


def test_section_of_another_number_is_not_the_one_that_is_named(
    open_generation: OpenGeneration,
) -> None:
    page = "# Four years\n\n## Fourth year\n\nPay in time.\n\n## Fifth year\n\nGo home.\n"
    generation = open_generation({"plan.md": page})

    assert texts(pick(generation, "What is the fourth year?"))[0] == "Pay in time."
    assert texts(pick(generation, "What is the fifth year?"))[0] == "Go home."


def test_question_that_no_passage_covers_is_not(generation: Generation) -> None:
    picked = pick(generation, "Who is the chief executive?")

    assert not picked.enough
    assert picked.answerable < 0.1


def test_section_that_is_named_by_the_question_comes_first(generation: Generation) -> None:
    assert texts(pick(generation, "What is our vision?"))[0] == "To be of use."


def test_sections_below_the_one_that_names_a_list_are_it(open_generation: OpenGeneration) -> None:
    page = "# Plan\n## Our two aims\n### Aim 1: Pay\nPay in time.\n### Aim 2: Rest\nGo home.\n"
    generation = open_generation({"plan.md": page, "pay.md": "# Pay\n\nOur aims of pay are two.\n"})

    picked = pick(generation, "What are our two aims?")

    assert set(texts(picked)[:2]) == {"Pay in time.", "Go home."}
    assert picked.enough


def test_definition_of_what_is_asked_for_comes_first(open_generation: OpenGeneration) -> None:
    page = "# Words\n\nLeave year, leave year, leave year again. Leave year: April to March.\n"

    picked = pick(open_generation({"words.md": page}), "What is the leave year?")

    assert texts(picked)[0] == "Leave year: April to March."


def test_section_is_not_taken_for_named_by_a_question_about_more(generation: Generation) -> None:
    picked = pick(generation, "Why does a vision make no mission?")

    assert texts(picked)[0] == "A vision is no mission."


SHIPPED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_shipped_models_are_of_the_shipped_embedding_model() -> None:
    assert not load_picker(SHIPPED).lexical


def test_with_another_embedding_model_words_alone_decide(generation: Generation) -> None:
    picker = load_picker("another")
    question = read("Who may borrow the books?")
    silent = dataclasses.replace(
        question,
        vector=np.zeros_like(question.vector),
        pieces=dataclasses.replace(question.pieces, vectors=np.zeros_like(question.pieces.vectors)),
    )

    found, blind = (picker.pick(asked, generation) for asked in (question, silent))

    assert picker.lexical
    assert found is not None
    assert blind is not None
    assert found.answerable == pytest.approx(blind.answerable)


def test_model_fitted_on_other_features_is_refused_by_name() -> None:
    with pytest.raises(ModelError, match=r"picker\.json was fitted on other features.*evals fit"):
        read_model("picker.json", FEATURES[:-1], FEATURES)


def test_model_of_some_features_takes_its_own_columns() -> None:
    model = dataclasses.replace(weighing(("b",), b=2.0), columns=places(("b",), ("a", "b", "c")))

    assert model.score(np.array([[7.0, 3.0, 7.0]])) == pytest.approx([6.0])


def test_shares_sum_to_one_whatever_the_scores() -> None:
    shares = softmax(np.array([800.0, 799.0, -900.0]))

    assert shares.sum() == pytest.approx(1)
    assert shares[0] > shares[1] > shares[2] >= 0


@pytest.mark.parametrize(("score", "chance"), [(0, 0.5), (1e9, 1.0), (-1e9, 0.0)])
def test_any_score_is_a_chance(score: float, chance: float) -> None:
    assert sigmoid(score) == pytest.approx(chance)


def test_at_most_four_quotes_are_promised() -> None:
    assert MOST_QUOTES == 4


def test_feature_far_from_all_that_was_seen_does_not_decide_alone() -> None:
    model = SmallModel(
        ("rare", "usual"),
        fingerprint="",
        mean=np.array([0.0, 0.5]),
        scale=np.array([0.01, 0.2]),
        weights=np.array([-0.5, 2.0]),
        bias=0.0,
    )

    scores = model.score(np.array([[1.0, 1.0], [0.0, 0.5]]))

    assert scores == pytest.approx([-0.5 * FARTHEST + 2.0 * 2.5, 0.0])

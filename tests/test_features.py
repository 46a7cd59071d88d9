import numpy as np
import pytest
from conftest import VOCABULARY, OpenGeneration
from fake_embeddings import CountingEmbeddings

from assistant.features import FEATURES, Candidate, sentence_candidates
from assistant.generation import Generation
from assistant.questions import Question, QuestionReader
from assistant.retrieval import retrieve
from assistant.spelling import Speller

PAGES: dict[str, str | bytes] = {
    "leave.md": "# Leave\n\nAnnual leave is 27 days. Ask Ada Byron for sick leave.\n",
    "pay.md": "# Pay\n\nPay comes in May, because the bank is slow. Nothing else.\n",
    "vision.md": "# Vision\n\nOur mission and values:\n\n- Care\n- Respect\n",
}


@pytest.fixture
def generation(open_generation: OpenGeneration) -> Generation:
    return open_generation(PAGES)


def read(asked: str) -> Question:
    counting = CountingEmbeddings(VOCABULARY)
    reader = QuestionReader("", Speller({}, lambda word: True), counting)  # type: ignore[arg-type]
    return reader.read(asked)


def candidates(generation: Generation, asked: str) -> dict[str, Candidate]:
    question = read(asked)
    passages = retrieve(question.terms, question.vector, generation, top_k=8)
    return {c.text: c for c in sentence_candidates(question, passages, generation)}


def feature(candidate: Candidate, name: str) -> float:
    return float(candidate.features[FEATURES.index(name)])


ANNUAL = "Annual leave is 27 days."
SICK = "Ask Ada Byron for sick leave."
PAY = "Pay comes in May, because the bank is slow."


def test_every_sentence_of_the_passages_is_a_candidate(generation: Generation) -> None:
    found = candidates(generation, "leave")

    assert set(found) == {
        ANNUAL,
        SICK,
        PAY,
        "Nothing else.",
        "Our mission and values:",
        "Care",
        "Respect",
    }
    assert {len(c.features) for c in found.values()} == {len(FEATURES)}
    assert all(np.isfinite(c.features).all() for c in found.values())


def test_coverage_is_the_share_of_the_question_found(generation: Generation) -> None:
    found = candidates(generation, "annual leave")

    assert feature(found[ANNUAL], "coverage") == pytest.approx(1)
    assert 0 < feature(found[SICK], "coverage") < 1
    assert feature(found[PAY], "coverage") == 0


def test_heading_and_sentence_before_lend_what_a_sentence_lacks(generation: Generation) -> None:
    found = candidates(generation, "annual pay nothing")

    assert feature(found["Nothing else."], "heading_coverage") > 0
    assert feature(found["Nothing else."], "previous_coverage") > 0
    assert feature(found[SICK], "previous_coverage") > 0
    assert feature(found[ANNUAL], "previous_coverage") == 0


def test_list_item_is_read_under_the_line_that_introduces_it(generation: Generation) -> None:
    found = candidates(generation, "mission values care")

    assert feature(found["Care"], "coverage") == pytest.approx(1)
    assert feature(found["Respect"], "coverage") < 1
    assert found["Care"].terms == {"care"}


def test_reported_statement_is_read_under_the_words_that_report_it(
    open_generation: OpenGeneration,
) -> None:
    said = "Our pledge is to answer each letter in a week"
    page = f"# Poster\n\nThe bottom part says ‘{said}’\n"

    found = candidates(open_generation({"poster.md": page}), "bottom pledge")

    assert feature(found[said], "coverage") == pytest.approx(1)


def test_name_that_stands_in_the_question_is_no_answer(generation: Generation) -> None:
    found = candidates(generation, "Who is Ada Byron?")

    assert feature(found[SICK], "name") == 0


def test_neighbouring_words_count_where_they_neighbour(generation: Generation) -> None:
    assert feature(candidates(generation, "annual leave")[ANNUAL], "neighbours") == 1
    assert feature(candidates(generation, "leave annual")[ANNUAL], "neighbours") == 0


def test_best_sentence_has_no_gap_and_the_rest_have_one(generation: Generation) -> None:
    found = candidates(generation, "leave")

    for name in ("cosine_gap", "bm25_gap", "match_gap", "passage_score_gap"):
        gaps = [feature(c, name) for c in found.values()]
        assert max(gaps) == pytest.approx(0)
        assert min(gaps) < 0


def test_word_pieces_meet_the_questions_own(generation: Generation) -> None:
    found = candidates(generation, "leave pay")

    assert feature(found[ANNUAL], "match") == pytest.approx(0.5, abs=0.05)
    assert feature(found[ANNUAL], "worst_match") == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(
    ("asked", "kind", "sentence"),
    [
        ("How many days of leave?", "duration", ANNUAL),
        ("When does pay come?", "date", PAY),
        ("Who is asked for sick leave?", "name", SICK),
        ("Why is pay late?", "reason", PAY),
    ],
)
def test_sentence_that_holds_what_is_asked_for_is_marked(
    generation: Generation, asked: str, kind: str, sentence: str
) -> None:
    found = candidates(generation, asked)

    assert feature(found[sentence], kind) == 1
    assert feature(found["Nothing else."], kind) == 0
    others = {"number", "date", "name", "reason"} - {kind}
    assert all(feature(c, other) == 0 for c in found.values() for other in others)


def test_no_passages_give_no_candidates(generation: Generation) -> None:
    assert sentence_candidates(read("leave"), [], generation) == []


@pytest.mark.parametrize("asked", ["", "🙂", "unicorns", "what is it"])
def test_question_without_anything_known_gives_numbers_all_the_same(
    generation: Generation, asked: str
) -> None:
    found = candidates(generation, asked)

    assert found
    assert all(np.isfinite(c.features).all() for c in found.values())

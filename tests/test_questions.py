import pytest
from conftest import VOCABULARY
from fake_embeddings import CountingEmbeddings

from assistant.questions import QuestionReader
from assistant.spelling import Speller

COUNTS = dict.fromkeys(VOCABULARY.split(), 1) | {"merger": 1}


@pytest.fixture
def reader(counting: CountingEmbeddings) -> QuestionReader:
    return QuestionReader(
        "The Tavistock and Portman",
        Speller(COUNTS, counting.knows),
        counting,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("What is the trust's mission?", "What is our mission?"),
        ("What is the Trust’s mission?", "What is our mission?"),
        ("what does this organisation do", "what do we do"),
        ("Why does this place exist?", "Why do we exist?"),
        ("the Tavistock and Portman's vision", "our vision"),
        ("Tavistock and Portman NHS Foundation Trust values", "our values"),
        ("what is the trust vision", "what is our vision"),
        ("what are the trusts core values", "what are our core values"),
        ("what does the trust value", "what do we value"),
        ("what makes this place different", "what makes us different"),
        ("Tell me what is said about the trust", "what is said about us"),
        ("what work the trust does with schools", "what work we do with schools"),
        ("Why isn't the trust open", "Why isn't we open"),
        ("Where does the trust plan to expand?", "Where do we plan to expand?"),
        ("the values of the trust", "our values"),
        ("what's the trust all about", "what are we all about"),
        ("the purpose of the trust board", "the purpose of our board"),
        ("What do people trust?", "What do people trust?"),
    ],
)
def test_the_trust_is_we_as_its_documents_say(
    reader: QuestionReader, typed: str, searched: str
) -> None:
    assert reader.read(typed).search_text == searched


@pytest.mark.parametrize(
    "typed",
    [
        "Hello there, what are our values?",
        "hi! please tell me what are our values?",
        "Could you please tell me what are our values?",
        "I would like to know what are our values?",
        "Good morning all - what are our values?",
    ],
)
def test_greetings_and_courtesies_go(reader: QuestionReader, typed: str) -> None:
    question = reader.read(typed)

    assert question.search_text == "what are our values?"
    assert question.text == typed


@pytest.mark.parametrize("typed", ["hello", "please", "the trust", "?"])
def test_nothing_is_stripped_down_to_nothing(reader: QuestionReader, typed: str) -> None:
    assert reader.read(typed).search_text


def test_spelling_is_mended_for_the_search_and_kept_as_typed(reader: QuestionReader) -> None:
    question = reader.read("what is our visoin?")

    assert question.text == "what is our visoin?"
    assert question.search_text == "what is our vision?"
    assert question.terms == ("vision",)


def test_term_that_the_corpus_has_in_another_form_is_searched_in_that(
    reader: QuestionReader,
) -> None:
    assert reader.read("Is the trust going to merge with anyone?").terms == ("merger",)


def test_typed_question_is_read_in_the_form_of_the_documents(reader: QuestionReader) -> None:
    question = reader.read("What\u00a0are\nour\u200b values\u00ad?\f")

    assert question.text == "What are our values?"


def test_each_term_comes_once_with_the_places_of_its_word_pieces(
    reader: QuestionReader, counting: CountingEmbeddings
) -> None:
    question = reader.read("vision, mission and vision")

    assert question.terms == ("vision", "mission")
    (vision, _), (mission, _) = question.pieces.terms
    assert question.pieces.vectors[vision].tolist() == counting.embed_query("vision")
    assert question.pieces.vectors[mission].tolist() == counting.embed_query("mission")
    assert len(question.pieces.weights) == len(question.pieces.vectors)


def test_question_without_content_has_no_terms_and_a_vector(reader: QuestionReader) -> None:
    question = reader.read("🙂")

    assert question.terms == ()
    assert question.pieces.terms == ()
    assert question.vector.shape == (len(VOCABULARY.split()) + 1,)


@pytest.mark.parametrize(
    ("typed", "wants_list", "wants_count"),
    [
        ("What are our values?", True, False),
        ("values", True, False),
        ("List the pillars", True, False),
        ("Name the strategic pillars", True, False),
        ("Which objectives were set?", True, False),
        ("How many values are there?", True, True),
        ("What is the number of values?", True, True),
        ("What is our mission?", False, False),
        ("Who is the chief executive?", False, False),
        ("How long does the strategy run?", False, False),
        ("Do we have values that I should know of?", False, False),
    ],
)
def test_lists_and_counts_are_told_from_other_questions(
    reader: QuestionReader, typed: str, wants_list: bool, wants_count: bool
) -> None:
    question = reader.read(typed)

    assert (question.wants_list, question.wants_count) == (wants_list, wants_count)


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        ("What is our vision?", True),
        ("vision", True),
        ("Which values?", True),
        ("what's the mission", True),
        ("define compassion", True),
        ("How many values are there?", True),
        ("Why do we have a vision?", False),
        ("When was the vision written?", False),
        ("I heard a lot about our vision at the induction day", False),
    ],
)
def test_asking_what_something_is_is_told_from_asking_about_it(
    reader: QuestionReader, typed: str, asks: bool
) -> None:
    assert reader.read(typed).asks_what_is is asks


def test_other_words_for_a_question_keep_what_was_typed(reader: QuestionReader) -> None:
    question = reader.reword("Why are we here?", "What is our mission?")

    assert (question.text, question.search_text) == ("Why are we here?", "What is our mission?")
    assert question.terms == ("mission",)


@pytest.mark.parametrize("name", ["", "St. (Guy's) + [Co]"])
def test_any_name_of_a_trust_will_do(counting: CountingEmbeddings, name: str) -> None:
    reader = QuestionReader(name, Speller({}, counting.knows), counting)  # type: ignore[arg-type]

    assert reader.read("What is the trust's mission?").search_text == "What is our mission?"
    assert reader.read("What is in the library?").search_text == "What is in the library?"

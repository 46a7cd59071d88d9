from collections.abc import Mapping

import pytest

from assistant.spelling import Speller

COUNTS: Mapping[str, int] = {
    "values": 5,
    "valued": 1,
    "vision": 3,
    "mission": 2,
    "inclusivity": 1,
    "merger": 1,
    "compassion": 1,
    "strategy": 4,
    "the": 20,
    "24": 1,
    "café": 1,
}


@pytest.fixture
def speller() -> Speller:
    return Speller(COUNTS, frozenset({"visit", "division", "merge", "leave"}).__contains__)


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("valus?", "values?"),
        ("What are our valeus", "What are our values"),
        ("Stratgey", "strategy"),
        ("inclusivty", "inclusivity"),
        ("incluzivety", "inclusivity"),
        ("compasion and mision", "compassion and mission"),
    ],
)
def test_misspelt_word_becomes_the_nearest_one_of_the_corpus(
    speller: Speller, typed: str, mended: str
) -> None:
    assert speller.mend(typed) == mended


@pytest.mark.parametrize(
    "typed",
    [
        "What are our values?",
        "VISION",
        "a visit to the division",
        "cat tha 2025 x",
        "valuing",
        "zebra crossing",
        "people’s o'clock",
        "",
        "🙂 ?!",
    ],
)
def test_known_short_and_far_words_are_left_alone(speller: Speller, typed: str) -> None:
    assert speller.mend(typed) == typed


def test_commonest_of_equally_near_words_is_taken() -> None:
    counts = {"tested": 1, "rested": 9, "nested": 3}

    assert Speller(counts, lambda word: False).mend("xested") == "rested"


def test_same_first_letter_comes_before_a_commoner_word() -> None:
    counts = {"parking": 1, "barking": 9}

    assert Speller(counts, lambda word: False).mend("pharking") == "parking"


def test_word_that_the_corpus_has_in_another_form_becomes_that(speller: Speller) -> None:
    assert speller.to_corpus_words("Will we merge?") == "Will we merger?"


@pytest.mark.parametrize("word", ["mergers", "values", "mermaid", "leave"])
def test_word_without_kin_in_the_corpus_stays(speller: Speller, word: str) -> None:
    assert speller.to_corpus_words(word) == word


def test_corpus_without_words_mends_nothing_of_its_own() -> None:
    speller = Speller({}, lambda word: False)

    assert speller.mend("zebbra") == "zebbra"
    assert speller.to_corpus_words("merge") == "merge"


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("waht are our vlaues", "what are our values"),
        ("Whta's the vision", "What's the vision"),
        ("how mnay values", "how many values"),
        ("how logn is it, and shoudl I go", "how long is it, and should I go"),
        ("mny of teh values, wth us", "many of the values, with us"),
        ("whats that, dont i", "what's that, don't i"),
        ("whats the plan", "what's the plan"),
        ("ok whos the chair", "ok who's the chair"),
        ("wat is wots the vision abt", "what is what's the vision about"),
        ("HOW MNAY VALUES", "HOW many VALUES"),
        ("tell me moer about taht one", "tell me more about that one"),
        ("which one came seccond", "which one came second"),
        ("does it treet kidss", "does it treat kids"),
    ],
)
def test_misspelt_word_of_asking_is_mended(speller: Speller, typed: str, mended: str) -> None:
    assert speller.mend(typed).lower() == mended.lower()


@pytest.mark.parametrize(
    "typed",
    [
        "therapists, midwives and the deans",
        "the dosing of a cyst",
        "my theses on a sanction",
        "its ill were",
        "what hows and whys say",
        "is Mr Whan or DSE or the PDR there",
        "cpd dse pdr fte cqc mha",
        "ropa tupe lado gids hcas",
        "is Dr Wots of ward r there",
    ],
)
def test_real_word_name_or_acronym_is_no_misspelt_word_of_asking(
    speller: Speller, typed: str
) -> None:
    assert speller.mend(typed) == typed


def test_endless_word_is_no_slip(speller: Speller) -> None:
    typed = "values " + "s" * 2000

    assert speller.mend(typed) == speller.mend_shape(typed) == typed


def test_word_of_the_corpus_is_meant_before_a_word_of_asking() -> None:
    assert Speller({"treat": 1, "trent": 2}, lambda word: False).mend("trentt") == "trent"
    assert Speller({"lave": 1}, lambda word: False).mend("lave") == "lave"


def test_only_what_shapes_a_question_is_mended_first(speller: Speller) -> None:
    assert speller.mend_shape("waht are teh vlaues, wots that") == (
        "what are the vlaues, what's that"
    )


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("behavior", "behaviour"),
        ("organizations", "organisation"),
        ("centers", "centre"),
        ("licenses", "licence"),
        ("pediatric", "paediatric"),
        ("program", "programme"),
        ("analyze", "analyse"),
        ("behaviour", "behavior"),
    ],
)
def test_word_is_found_as_it_is_written_across_the_atlantic(typed: str, known: str) -> None:
    assert Speller({known: 1}, lambda word: True).to_corpus_words(typed) == known


def test_inflected_english_word_is_not_taken_for_a_slip() -> None:
    speller = Speller({"working": 3}, lambda word: word == "word")

    assert speller.mend("wording") == "wording"


def test_word_far_from_the_corpus_becomes_the_only_english_one_near() -> None:
    english = {"transport", "calendar", "calender"}
    speller = Speller({"values": 1}, lambda word: word in english)

    assert speller.mend("trransport") == "transport"
    assert speller.mend("calendxr") == "calendxr"
    assert speller.mend("zzzzzzzzz") == "zzzzzzzzz"

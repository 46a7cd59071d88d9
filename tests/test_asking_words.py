from assistant.asking_words import CONTRACTED, SHAPE_WORDS, load_asking_words
from assistant.english import is_english


def test_words_that_shape_a_question_say_nothing_of_its_matter() -> None:
    assert {"what", "many", "long", "second", "list", "exact"} <= SHAPE_WORDS
    assert SHAPE_WORDS.isdisjoint({"values", "mission", "leave", "pay"})


def test_every_word_that_shapes_a_question_is_english() -> None:
    assert [word for word in sorted(SHAPE_WORDS) if not is_english(word)] == []


def test_words_of_asking_are_those_of_concepts_and_everyday_words() -> None:
    assert {"treat", "kids", "purpose"} <= load_asking_words()


def test_word_without_its_apostrophe_has_it_but_for_one_that_is_another_word() -> None:
    assert (CONTRACTED["whats"], CONTRACTED["dont"]) == ("what's", "don't")
    assert CONTRACTED.keys().isdisjoint({"its", "ill", "were"})

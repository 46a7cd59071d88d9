import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.terms import fold, question_terms, stem, terms, words


def test_words_are_folded_and_keep_their_apostrophes() -> None:
    assert words("People’s café – it isn't THE end_of 2023/24") == [
        "people's",
        "cafe",
        "it",
        "isn't",
        "the",
        "end",
        "of",
        "2023",
        "24",
    ]


def test_terms_leave_out_words_that_carry_no_content() -> None:
    assert terms("What are the values of our trust?") == ["valu", "trust"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("value", "values"), ("strategy", "strategies"), ("trust’s", "trusts"), ("Café", "cafe")],
)
def test_forms_of_one_word_share_a_term(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("spelt", "digits"),
    [
        ("five", "5"),
        ("forty", "40"),
        ("hundredth", "100"),
        ("sixtieth", "60"),
        ("100th", "100"),
        ("1st", "1"),
        ("fifth", "5"),
    ],
)
def test_number_is_its_digits_however_it_is_written(spelt: str, digits: str) -> None:
    assert stem(spelt) == digits


@pytest.mark.parametrize("word", ["one", "first", "second", "third", "4thly"])
def test_word_that_is_often_no_number_stays_a_word(word: str) -> None:
    assert not stem(word).isdigit()


def test_question_terms_leave_out_words_that_only_ask() -> None:
    assert question_terms("How long does the strategy run?") == ["strategi"]
    assert question_terms("Can you tell me what the mission means?") == ["mission"]
    assert question_terms("Who runs the strategy?") == ["run", "strategi"]


def test_question_of_asking_words_alone_keeps_them() -> None:
    assert question_terms("What work gets done?") == ["work", "get", "done"]


def test_question_without_content_has_no_terms() -> None:
    assert question_terms("What is it?") == []
    assert question_terms("🙂 ?!") == []


def test_order_and_repeats_are_kept_for_counting() -> None:
    assert terms("leave, pay and leave") == ["leav", "pay", "leav"]


@settings(deadline=None)
@given(st.text())
def test_any_text_has_words_that_are_found_in_its_folded_form(text: str) -> None:
    folded = fold(text)

    assert all(word in folded for word in words(text))
    assert len(terms(text)) <= len(words(text))


@settings(deadline=None)
@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=30))
def test_a_word_never_loses_all_its_letters(word: str) -> None:
    assert stem(word)

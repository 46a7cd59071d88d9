"""A pronoun means what was said before only where the question itself leaves it open."""

import time

import pytest

from assistant.anaphora import leans_outside, points_outside


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("is it the same as the vision", "it"),
        ("does it apply to students", "it"),
        ("is it open to the public", "it"),
        ("is it likely to change", "it"),
        ("who decides that", "that"),
        ("does the trust publish it", "it"),
        ("what are their names", "their"),
        ("what are its shared values", "its"),
        ("who do I tell if it breaks", "it"),
        ("is it worth it", "it"),
        ("is it compulsory for students", "it"),
        ("how long does it take", "it"),
        ("does it support adults", "it"),
        ("who chairs their board", "their"),
        ("who decided it in 2022", "it"),
        ("how do staff apply for it", "it"),
    ],
)
def test_open_pronoun_is_found(asked: str, word: str) -> None:
    found = points_outside(asked)

    assert found is not None
    assert found[0] == word


@pytest.mark.parametrize(
    "asked",
    [
        "what if its a weekend",
        "what if its refused",
        "is it true that the trust is merging",
        "is it always necessary to ring",
        "does it matter whether I ring",
        "is it my job to report that there is a fault",
        "whose responsibility is it to lock up",
        "is it compulsory for students to register",
        "how long does it take to get a badge",
        "how far is it from the station",
        "is it the manager who decides",
        "why is it that nobody answers",
        "when does it get dark",
        "what is it like working nights",
        "was it agreed that fees go up",
        "whose decision was it to close",
    ],
)
def test_it_that_stands_for_what_follows_or_for_nothing_is_not(asked: str) -> None:
    assert points_outside(asked) is None


@pytest.mark.parametrize(
    "asked",
    [
        "Who do I ring in IT",
        "how do I reach the it desk",
        "where is it support",
        "is there any it training",
    ],
)
def test_it_that_is_the_computer_service_is_not(asked: str) -> None:
    assert points_outside(asked) is None


@pytest.mark.parametrize(
    "asked",
    [
        "if a nurse is ill, who do they tell",
        "when they are ill, who do staff tell",
        "what is a debit and where does it go",
        "what are nox and where do they come from",
        "does the library tell students when their loans end",
        "which help is there for those who work nights",
        "who was praised for their brave work with children",
        "who said he would resign",
        "where do nurses go when they need rest",
        "what do staff say when they leave",
        "what does “make it so” mean",
    ],
)
def test_pronoun_with_its_noun_in_the_question_or_in_quotation_marks_is_not(asked: str) -> None:
    assert points_outside(asked) is None


def test_question_that_says_enough_of_its_own_is_searched_as_it_is() -> None:
    assert points_outside("when do they lock the car park at night in winter") is None


@pytest.mark.parametrize(
    ("asked", "leans"),
    [
        ("where did he study", True),
        ("who else is involved", True),
        ("students too", True),
        ("who was Bion and what did he do", False),
        ("when did these rebellions take place", True),
    ],
)
def test_question_may_lean_without_a_word_to_replace(asked: str, leans: bool) -> None:
    assert leans_outside(asked) is leans


@pytest.mark.parametrize("word", ["only", "really", "never", "it", "that", "too", "is it ok of"])
def test_word_said_again_and_again_takes_no_time(word: str) -> None:
    started = time.perf_counter()

    leans_outside(f"is it {f'{word} ' * 300} there")
    points_outside(f"is it {f'{word} ' * 300} there")

    assert time.perf_counter() - started < 1

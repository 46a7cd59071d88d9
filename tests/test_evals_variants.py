"""Questions in near words, in few, or about something else, and passages cut."""

import numpy as np
from fake_embeddings import CountingEmbeddings

from evals.datasets import SourcePassage, SourceQuestion
from evals.variants import (
    Thesaurus,
    about_something_else,
    cut_passages,
    in_few_words,
    in_near_words,
    still_answered,
)


def question(text: str, *, id_: str = "q", answers: tuple[str, ...] = ()) -> SourceQuestion:
    return SourceQuestion(id_, text, "article", answers, ("p",), (), answerable=True)


def passage(text: str) -> SourcePassage:
    return SourcePassage("p", "article", "Title", text)


WORDS = ("leave", "holiday", "leaves", "engine")
THESAURUS = Thesaurus(
    {word: place for place, word in enumerate(WORDS)},
    WORDS,
    np.array([[1, 0], [0.9, 0.436], [0.99, 0.14], [0, 1]], dtype=np.float32),
)


def test_near_word_is_another_word_and_no_form_of_the_same() -> None:
    assert THESAURUS.near("leave") == ["holiday"]
    assert THESAURUS.near("unknown") == []


def test_word_is_replaced_only_where_the_question_stays_the_same() -> None:
    asked = [question("How long is the annual leave for sick staff?")]

    same = CountingEmbeddings("annual sick staff")
    another = CountingEmbeddings("leave holiday")

    (found,) = in_near_words(asked, THESAURUS, same)  # type: ignore[arg-type]
    assert found.text == "How long is the annual holiday for sick staff?"
    terse = [question("annual leave")]
    assert list(in_near_words(terse, THESAURUS, another)) == []  # type: ignore[arg-type]


def test_few_words_are_the_content_words() -> None:
    (found,) = in_few_words([question("How long is the Annual Leave?"), question("What is it?")])

    assert found.text == "long annual leave"


def test_question_about_something_else_keeps_all_but_one_word_and_has_no_answer() -> None:
    asked = [
        question("Which river crosses Ashfield?", id_="a"),
        question("Which engine drives the pump?", id_="b"),
    ]

    for before, after in zip(asked, about_something_else(asked, [passage("river")]), strict=True):
        changed = [
            pair
            for pair in zip(before.text.split(), after.text.split(), strict=True)
            if pair[0] != pair[1]
        ]
        assert len(changed) == 1
        assert not after.answerable


def test_cut_passage_lacks_one_sentence_and_answers_only_what_is_left() -> None:
    whole = passage("The river is long. The hill is high. The wood is dark.")

    (cut,) = cut_passages([whole], seed=1)

    asked = [question("How?", answers=(answer,)) for answer in ("long", "high", "dark")]
    answerable = [q.answerable for q in still_answered(asked, [cut])]
    assert answerable.count(False) == 1
    assert len(cut.text) < len(whole.text)


def test_short_passage_is_not_cut() -> None:
    whole = passage("The river is long. The hill is high.")

    assert cut_passages([whole], seed=1) == [whole]

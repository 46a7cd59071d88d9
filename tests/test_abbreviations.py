import time

import pytest

from assistant.abbreviations import Abbreviations

TEXTS = [
    "We work for equality, diversity and inclusion (EDI) every day.",
    "The Information Technology (IT) team answers within an hour.",
    "Ask PALS (Patient Advice and Liaison Service) for help.",
    "The Department of Health (DoH) wrote it (see page 2).",
    "Other brackets (NOT these) and words (ABC) say nothing.",
    "Self-assessment form (SAF) and the Trust’s own plan (TOP).",
]


@pytest.fixture
def abbreviations() -> Abbreviations:
    return Abbreviations(TEXTS)


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("Who leads on EDI?", "Who leads on equality, diversity and inclusion?"),
        ("who leads on edi", "who leads on equality, diversity and inclusion"),
        ("Where is pals?", "Where is Patient Advice and Liaison Service?"),
        ("What did the DoH say?", "What did the Department of Health say?"),
        ("Where is the SAF?", "Where is the Self-assessment form?"),
        ("Who leads on Equality, diversity and inclusion?", "Who leads on EDI?"),
    ],
)
def test_short_name_is_written_out_and_a_long_one_shortened(
    abbreviations: Abbreviations, asked: str, other: str
) -> None:
    assert list(abbreviations.other_words(asked)) == [other]


@pytest.mark.parametrize(
    "asked", ["Is it raining?", "What is ABC?", "Is this NOT so?", "Are you editing?"]
)
def test_common_word_and_what_the_corpus_does_not_explain_stay(
    abbreviations: Abbreviations, asked: str
) -> None:
    assert list(abbreviations.other_words(asked)) == []


def test_it_in_capitals_is_the_service(abbreviations: Abbreviations) -> None:
    (other,) = abbreviations.other_words("Where is IT?")

    assert other == "Where is Information Technology?"


def test_many_small_words_before_many_capitals_take_no_time() -> None:
    started = time.perf_counter()

    Abbreviations(["a " * 60 + f"(B{'A' * 15})", f"B{'A' * 15} ({'a ' * 3_000}c)"] * 10)
    Abbreviations(["A&" * 20_000 + " (", "(" + "A" * 50_000])

    assert time.perf_counter() - started < 1

import pytest

from assistant.everyday_words import read_everyday_words
from assistant.spelling import Speller
from assistant.terms import stem, words

COUNTS = {"years": 3, "leave": 5, "manager": 2, "sick": 1, "hours": 2}


def test_short_form_becomes_what_the_documents_have_for_it() -> None:
    speller = Speller(COUNTS, lambda word: True)

    mended = speller.mend("how many hrs of hols after 10 yrs, asks my boss")

    assert mended == "how many hours of leave after 10 years, asks my boss"


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("bosses who are poorly", "managers who are sick"),
        ("Boss and poorly", "manager and sick"),
        ("ask Boss", "ask Boss"),
        ("poor bossy", "poor bossy"),
        ("my dog", "my dog"),
        ("are they kind? what kind of boss", "are they caring? what kind of manager"),
    ],
)
def test_everyday_word_becomes_one_that_the_documents_have(typed: str, other: str) -> None:
    speller = Speller({**COUNTS, "managers": 1, "caring": 1}, lambda word: True)

    assert speller.without_everyday_words(typed) == other
    assert speller.to_corpus_words("my boss") == "my boss"


def test_everyday_word_that_the_documents_have_is_left() -> None:
    speller = Speller({**COUNTS, "boss": 1}, lambda word: True)

    assert speller.without_everyday_words("my boss is poorly") == "my boss is sick"


def test_everyday_word_is_no_slip_of_another() -> None:
    assert Speller({"jobs": 1}, lambda word: False).mend("my jabs") == "my jabs"


def test_every_word_is_written_as_it_is_looked_up() -> None:
    tables = read_everyday_words()

    assert tables["short"].keys().isdisjoint(tables["other"])
    for table in tables.values():
        for word, others in table.items():
            assert words(word) == [word]
            assert stem(word) not in map(stem, others)
            assert all(words(other) == [other] for other in others)


def test_address_is_left() -> None:
    assert (
        Speller(COUNTS, lambda word: True).without_everyday_words("mail boss@yrs.org")
        == "mail boss@yrs.org"
    )

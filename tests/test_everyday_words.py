from assistant.everyday_words import load_everyday_words
from assistant.spelling import Speller
from assistant.terms import stem, words

COUNTS = {"years": 3, "leave": 5, "manager": 2, "sick": 1, "hours": 2}


def test_everyday_word_becomes_one_that_the_documents_have() -> None:
    speller = Speller(COUNTS, lambda word: True)

    mended = speller.mend("how many hrs of hols after 10 yrs, asks my boss")

    assert mended == "how many hours of leave after 10 years, asks my manager"


def test_everyday_word_that_the_documents_have_is_left() -> None:
    speller = Speller({**COUNTS, "boss": 1}, lambda word: True)

    assert speller.mend("my boss is poorly") == "my boss is sick"


def test_every_word_is_written_as_it_is_looked_up() -> None:
    for word, others in load_everyday_words().items():
        assert word == word.lower()
        assert others
        for other in others:
            assert words(other) == [other]
            assert stem(other) != stem(word)


def test_address_is_left() -> None:
    assert Speller(COUNTS, lambda word: True).mend("mail boss@yrs.org") == "mail boss@yrs.org"

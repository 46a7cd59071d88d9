from assistant.everyday_words import load_everyday_words, load_short_forms
from assistant.spelling import Speller
from assistant.terms import stem, words

COUNTS = {"years": 3, "leave": 5, "manager": 2, "sick": 1, "hours": 2}


def test_short_form_becomes_what_the_documents_have_for_it() -> None:
    speller = Speller(COUNTS, lambda word: True)

    mended = speller.mend("how many hrs of hols after 10 yrs, asks my boss")

    assert mended == "how many hours of leave after 10 years, asks my boss"


def test_everyday_word_becomes_one_that_the_documents_have() -> None:
    speller = Speller(COUNTS, lambda word: True)

    for other in (speller.to_corpus_words, speller.in_documents_words):
        assert other("bosses who are poorly") == "manager who are sick"


def test_everyday_word_that_the_documents_have_is_left() -> None:
    speller = Speller({**COUNTS, "boss": 1}, lambda word: True)

    assert speller.in_documents_words("my boss is poorly") == "my boss is sick"


def test_word_that_is_none_of_them_is_left() -> None:
    assert Speller(COUNTS, lambda word: True).in_documents_words("my dog") == "my dog"


def test_every_word_is_written_as_it_is_looked_up() -> None:
    assert load_short_forms().keys() <= load_everyday_words().keys()
    for word, others in load_everyday_words().items():
        assert word == word.lower()
        for other in others:
            assert words(other) == [other]
            assert stem(other) != word


def test_address_is_left() -> None:
    assert Speller(COUNTS, lambda word: True).mend("mail boss@yrs.org") == "mail boss@yrs.org"

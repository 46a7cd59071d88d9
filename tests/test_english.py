import pytest

from assistant.english import is_english


@pytest.mark.parametrize("word", ["therapists", "organisation", "paediatric", "dosing", "theses"])
def test_word_that_documents_of_a_trust_use_is_english(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["waht", "recieve", "therapsits", "tavistock"])
def test_misspelt_word_or_name_is_not(word: str) -> None:
    assert not is_english(word)

import pytest

from assistant.definitions import defines
from assistant.terms import terms


@pytest.mark.parametrize(
    "text",
    [
        "Out of area placement: A bed in a hospital run by another organisation.",
        "Term: Out of area placement; What we mean: A bed run by another organisation.",
        "An out of area placement is a bed in a hospital run by another organisation.",
        "“Out of area placements” means beds elsewhere.",
        "Out of area placement (OAP): a bed elsewhere.",
    ],
)
def test_entry_row_and_sentence_define_their_name(text: str) -> None:
    assert defines(terms("out of area placement"), text)


@pytest.mark.parametrize(
    "text",
    [
        "We will stop sending adults to out of area placements by March.",
        "The number of out of area placements is falling.",
        "Out of area placement review: The board met in May.",
        "Openness: We tell the truth.",
        "An out of area placement is no answer.",
    ],
)
def test_what_only_names_it_defines_nothing(text: str) -> None:
    assert not defines(terms("out of area placement"), text)


def test_question_without_terms_is_defined_by_nothing() -> None:
    assert not defines([], "It: all of it.")

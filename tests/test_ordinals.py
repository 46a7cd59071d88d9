import pytest

from assistant.ordinals import asks_beyond

PILLARS = frozenset({"pillar", "strateg", "5"})


@pytest.mark.parametrize(
    ("question", "beyond"),
    [
        ("What's the sixth strategic pillar?", True),
        ("What is our sixth pillar?", True),
        ("What's the sixth of our pillars?", True),
        ("What is the fifth pillar?", False),
        ("What is the last pillar?", False),
        ("What are the sixth pillars?", False),
        ("Which pillar is on the sixth floor?", False),
        ("What do sixth years learn?", False),
        ("What is the second aim of the sixth pillar?", False),
    ],
)
def test_place_beyond_the_last_of_five(question: str, beyond: bool) -> None:
    assert asks_beyond(question, 5, PILLARS) is beyond


def test_list_that_an_ordinal_names_has_its_own_items() -> None:
    assert not asks_beyond("What happens at the third stage?", 2, {"third", "stage"})

import pytest

from assistant.places import asks_beyond

PILLARS = frozenset({"pillar", "strateg"})


@pytest.mark.parametrize(
    ("question", "beyond"),
    [
        ("What's the sixth strategic pillar?", True),
        ("What is the 6th pillar?", True),
        ("What is the seventh item on the list?", True),
        ("What is the fifth pillar?", False),
        ("What is the last pillar?", False),
        ("Which pillar is on the sixth floor?", False),
        ("What do sixth years learn?", False),
    ],
)
def test_place_beyond_the_last_of_five(question: str, beyond: bool) -> None:
    assert asks_beyond(question, 5, PILLARS) is beyond

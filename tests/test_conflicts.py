import pytest

from assistant.conflicts import Statement, disagree


def said(text: str, document: str = "guide") -> Statement:
    return Statement(document, document.title(), ("Opening hours",), text)


@pytest.mark.parametrize(
    ("one", "other", "disputed"),
    [
        ("The library is open from 9am to 8pm.", "The library is open from 9am to 6pm.", True),
        ("The library is open from 9 am to 8 pm.", "The library is open from 9am to 6pm.", True),
        ("The library is open from 9 am to 8 pm.", "The library is open from 9am to 8pm.", False),
        ("The library lends ten books.", "The library lends 12 books.", True),
        ("The library lends ten books.", "The library lends 10 books.", False),
        ("The gym is open from 9am to 8pm.", "The library is open from 9am to 6pm.", False),
    ],
)
def test_other_figures_for_the_same_thing_are_a_conflict(
    one: str, other: str, disputed: bool
) -> None:
    assert disagree(said(one), said(other, "handbook")) is disputed

import pytest

from assistant.slips import kind_of_slip, slips, words_near


@pytest.mark.parametrize(
    ("typed", "meant", "kind"),
    [
        ("waht", "what", 0),
        ("whay", "what", 1),
        ("wht", "what", 2),
        ("whatt", "what", 2),
        ("treet", "treat", 2),
        ("whaxt", "what", 3),
        ("whpt", "what", 4),
    ],
)
def test_likelier_slip_is_of_a_lower_kind(typed: str, meant: str, kind: int) -> None:
    assert kind_of_slip(typed, meant) == kind


def test_words_near_are_at_most_so_many_edits_away_nearest_first() -> None:
    known = {4: ["what", "want", "that"], 5: ["wheat", "shame"]}

    assert words_near("what", known, 1) == [("what", 0), ("that", 1), ("wheat", 1)]
    assert words_near("xxxx", known, 2) == []


def test_slips_start_alike_and_are_one_edit_away() -> None:
    made = set(slips("leave"))

    assert {"leav", "laeve", "leaves", "leafe", "leavve"} <= made
    assert "eave" not in made
    assert "xleave" not in made

"""Rareness: what a term weighs that the corpus does not have."""

from assistant.rareness import Rareness


def test_unknown_terms_weigh_as_much_as_the_rarest_and_stay_unknown() -> None:
    rareness = Rareness({"rare": 2.0, "common": 0.5})

    assert [rareness[term] for term in ("rare", "common", "never")] == [2.0, 0.5, 2.0]
    assert "never" not in rareness


def test_in_an_empty_corpus_every_term_weighs_one() -> None:
    assert Rareness({})["anything"] == 1.0

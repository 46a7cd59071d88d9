"""Rareness: how much each term of a corpus weighs, and one that it does not have."""

from collections.abc import Mapping


class Rareness(dict[str, float]):
    """The inverse document frequency of each term; an unknown one weighs as much as the rarest."""

    def __init__(self, of_terms: Mapping[str, float]) -> None:
        super().__init__(of_terms)
        self._most = max(of_terms.values(), default=1.0)

    def __missing__(self, term: str) -> float:
        """Return what an unknown term weighs; it stays unknown."""
        return self._most

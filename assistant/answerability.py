"""Answerability: what of a whole ranking tells whether the answer is among its best sentences."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from assistant.answer_types import MEASURED, asked_type, lacks, names
from assistant.features import FEATURES, Candidate
from assistant.questions import Question
from assistant.rareness import Rareness
from assistant.scoring import softmax
from assistant.terms import terms
from assistant.units import unit

MOST_QUOTES = 4
"""So many sentences are quoted at most, and looked at to tell whether they hold the answer."""

NOT_IN_HOUSE, IN_HOUSE = 0.15, 0.3
"""Shares of sentences between which texts are taken less or more for an organisation's own."""
_IN_HOUSE = re.compile(
    r"\b(?:[Ww]e|[Oo]urs?|us|[Yy]ou|[Yy]ours?|[Mm]ust|[Ss]hould|[Pp]lease|may"
    r"|[Ss]taff|[Ss]tudents?|[Pp]atients?|[Ss]ervice users?|[Tt]rust|[Pp]olicy)\b"
)
"""Words for the organisation, its people and their duties; "US" and "May" are none."""

KINDS_OF_TEXT = ("row", "item")
"""Features that the gate is not the better for; see docs/decisions.md."""

PLAIN_FEATURES = (
    *(f"best_{name}" for name in FEATURES if name not in KINDS_OF_TEXT),
    "best_score",
    "margin",  # of the best sentence's score over the next one's
    "share",  # of the best, by softmax over all
    "share_of_four",
    "top_cosine",  # the best sentence cosine of all
    "top_coverage",
    "top_passage_coverage",
    "top_passage_cosine",
    "four_coverage",  # share of the question's terms, by weight, in the best four together
    "unknown",  # share of the question's terms, by weight, that the corpus does not have
    "terms",  # log(1 + how many)
    "top_match",
    "cosine_lead",  # of the best sentence cosine over the mean
    "match_lead",
    *(f"lacks_{kind}" for kind in MEASURED),  # asked for, and none in the best four
    "lacks_unit",  # asked how many of it there are, and no number stands beside it in the four
    "kind_coverage_gap",  # of the best that holds what is asked for, to the best of the four
    "contact_elsewhere",  # asked for, and none stands with the name in the four
    "number_not_there",  # one that the question names is not in the best sentence's passage
    "name_not_there",
)
GATE_FEATURES = (
    *PLAIN_FEATURES,
    "in_house",  # how far what was found speaks as an organisation does to its own people
    *(f"in_house_{name}" for name in PLAIN_FEATURES),  # the same as far as it does, 0 elsewhere
)
"""What tells an answer differs between an encyclopaedia and a trust's own documents."""

LEXICAL_GATE_FEATURES = tuple(
    name
    for name in GATE_FEATURES
    if not any(part in name for part in ("cosine", "match", "passage_score"))
)


def gate_features(
    question: Question,
    ranked: Sequence[Candidate],
    scores: NDArray[np.float64],
    rareness: Rareness,
) -> NDArray[np.float64]:
    """Return the features of a whole ranking in the order of GATE_FEATURES, (G,).

    `rareness` is that of the corpus's terms.
    """
    weights = {term: rareness[term] for term in question.terms}
    total = sum(weights.values()) or 1.0
    shares = softmax(scores)
    matrix = np.stack([c.features for c in ranked])
    column = {name: matrix[:, i] for i, name in enumerate(FEATURES)}
    best = ranked[:MOST_QUOTES]
    four: frozenset[str] = frozenset().union(*(c.terms for c in best))
    asked = question.search_text
    kind, named = asked_type(asked), names(asked)
    covered = (column["coverage"] + column["heading_coverage"])[:MOST_QUOTES]
    of_kind = np.array([not lacks(kind, c.text, asked) for c in best])
    there = frozenset(terms(ranked[0].passage.chunk.embedded_text))
    plain = np.array(
        [
            *(matrix[0, i] for i, name in enumerate(FEATURES) if name not in KINDS_OF_TEXT),
            scores[0],
            scores[0] - scores[1] if len(scores) > 1 else 5.0,
            shares[0],
            shares[:MOST_QUOTES].sum(),
            column["cosine"].max(),
            column["coverage"].max(),
            column["passage_coverage"].max(),
            column["passage_cosine"].max(),
            sum(w for term, w in weights.items() if term in four) / total,
            sum(w for term, w in weights.items() if term not in rareness) / total,
            np.log1p(len(weights)),
            column["match"].max(),
            column["cosine"].max() - column["cosine"].mean(),
            column["match"].max() - column["match"].mean(),
            *(kind == measured and not of_kind.any() for measured in MEASURED),
            unit(asked) is not None and not column["unit"][:MOST_QUOTES].any(),
            covered.max() - (covered * of_kind).max(),
            kind == "contact" and not any(_names_all(named, c) for c in compress(best, of_kind)),
            any(term not in there for term in weights if term[:1].isdigit()),
            any(term not in there for term in named),
        ],
        dtype=np.float64,
    )
    own = in_house([c.text for c in ranked])
    return np.concatenate([plain, [own], own * plain])


def in_house(sentences: Sequence[str]) -> float:
    """Return how far sentences speak as an organisation does to its own people, 0 to 1.

    They do so wholly where a share of IN_HOUSE of them name it, its people or what these have to
    or may do; not at all where no more than NOT_IN_HOUSE does.
    """
    share = sum(map(_speaks_in_house, sentences)) / max(1, len(sentences))
    return min(1.0, max(0.0, (share - NOT_IN_HOUSE) / (IN_HOUSE - NOT_IN_HOUSE)))


@lru_cache(maxsize=20_000)
def _speaks_in_house(sentence: str) -> bool:
    return _IN_HOUSE.search(sentence) is not None


def _names_all(named: Collection[str], candidate: Candidate) -> bool:
    """Return whether a sentence, with what it stands under, has all the terms of a name."""
    heading = terms(candidate.passage.chunk.heading)
    return candidate.terms.union(candidate.list_terms, heading).issuperset(named)

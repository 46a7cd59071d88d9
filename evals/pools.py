"""Pools: every question that the models are fitted and checked on, asked of its corpus."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.embedding import SentenceTransformerEmbeddings
from evals.datasets import Dataset, read_dataset
from evals.examples import Example, ask_all, ask_each, small_corpora
from evals.trusts import ask_trust, list_trusts
from evals.variants import (
    about_something_else,
    cut_passages,
    in_few_words,
    in_near_words,
    read_thesaurus,
    still_answered,
)

AS_ASKED, NEAR_WORDS, FEW_WORDS, SOMETHING_ELSE, CUT = (
    "as asked",
    "in near words",
    "in few words",
    "about something else",
    "a sentence of each passage cut out",
)


@dataclass(frozen=True, slots=True)
class Pools:
    """The questions that the models are fitted on and checked on.

    `whole` is squad2_part with every passage there, `thirds` with every third one out, `small`
    its small corpora by variant; `other_fit` and `other_test` are halves of clapnq_dev; `trusts`
    are made-up trusts, `trusts_without` the same without the passages that hold the answer.
    """

    whole: list[Example]
    thirds: list[Example]
    small: Mapping[str, list[Example]]
    other_fit: list[Example]
    other_test: list[Example]
    trusts: list[Example]
    trusts_without: list[Example]


def gather(dev_data: Path, embeddings: SentenceTransformerEmbeddings) -> Pools:
    """Ask every question of every corpus that the models are fitted and checked on."""
    squad = read_dataset(dev_data / "squad2_part")
    clapnq = read_dataset(dev_data / "clapnq_dev")
    asked = [q for q in squad.questions if q.answerable]
    thirds: list[Example] = []
    for part in range(3):
        kept = [p for number, p in enumerate(squad.passages) if number % 3 != part]
        thirds += ask_all(asked, kept, embeddings)
    other = ask_all(clapnq.questions, clapnq.passages, embeddings)
    asked_of_trusts = [ask_trust(folder, embeddings) for folder in list_trusts()]
    return Pools(
        whole=ask_all(asked, squad.passages, embeddings),
        thirds=thirds,
        small={**_variants(squad, embeddings), CUT: _cut(squad, embeddings)},
        other_fit=[e for e in other if _half(e) == 0],
        other_test=[e for e in other if _half(e) == 1],
        trusts=[e for asked, _ in asked_of_trusts for e in asked],
        trusts_without=[e for _, without in asked_of_trusts for e in without],
    )


def _variants(
    squad: Dataset, embeddings: SentenceTransformerEmbeddings
) -> dict[str, list[Example]]:
    thesaurus = read_thesaurus(embeddings)
    pools: dict[str, list[Example]] = {}
    for kept, questions in small_corpora(squad, seed=1):
        variants = {
            AS_ASKED: questions,
            NEAR_WORDS: list(in_near_words(questions, thesaurus, embeddings)),
            FEW_WORDS: list(in_few_words(questions)),
            SOMETHING_ELSE: list(about_something_else(questions, squad.passages)),
        }
        asked = ask_each(list(variants.values()), kept, embeddings)
        for name, examples in zip(variants, asked, strict=True):
            pools.setdefault(name, []).extend(examples)
    return pools


def _cut(squad: Dataset, embeddings: SentenceTransformerEmbeddings) -> list[Example]:
    found: list[Example] = []
    for number, (kept, questions) in enumerate(small_corpora(squad, seed=3)):
        left = cut_passages(kept, seed=number)
        found += ask_all(still_answered(questions, left), left, embeddings)
    return found


def _half(example: Example) -> int:
    """Return 0 or 1, fixed by the question's id."""
    return hashlib.sha256(example.question.id.encode()).digest()[0] % 2

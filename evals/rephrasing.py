"""Rephrasing: the share of what is false that the check catches, of what is true it passes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.abbreviations import Abbreviations
from assistant.rephrasing.checking import Checker, Source
from assistant.sentences import split_sentences
from evals import metrics
from evals.changes import KINDS, Change, make_changes
from evals.metrics import Estimate, estimate

SHORTEST = 4
"""A sentence of fewer words than this is not changed."""
CAUGHT = 0.95
"""At least this share of the changes of each kind has to be caught."""


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A true wording of one or more sentences, checked by hand.

    `words` tells whether it keeps to their words, "close", or takes others, "free"; `half`
    whether it was looked at when the check was written, "tuning", or not, "kept".
    """

    sources: tuple[str, ...]
    paraphrase: str
    words: str
    half: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Shares of changes caught, a kind each, of paraphrases passed, and what went by."""

    caught: Mapping[str, Estimate]
    passed: Mapping[str, Estimate]
    missed: tuple[Change, ...]


def read_paraphrases(path: Path) -> list[Paraphrase]:
    """Read the paraphrases, one a line."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Paraphrase(tuple(row.pop("sources")), **row) for row in rows]


def read_sentences(paths: Sequence[Path]) -> Iterator[str]:
    """Yield the sentences of Markdown files, or of the `text` of each line of JSON lines."""
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines] if path.suffix == ".jsonl" else lines
        for text in texts:
            plain = text.strip().removeprefix("- ")
            if plain and not plain.startswith("#"):
                yield from (plain[start:end] for start, end in split_sentences(plain))


def changes_of(
    sentences: Sequence[str], paraphrases: Sequence[Paraphrase], count: int, seed: int = 1
) -> tuple[Change, ...]:
    """Return changes of sentences as they stand and of paraphrases of one that pass the check.

    So what is caught is caught for what was changed in it.
    """
    pairs = [(text, text) for text in sentences if len(text.split()) >= SHORTEST]
    single = [(p.sources[0], p.paraphrase) for p in paraphrases if len(p.sources) == 1]
    pairs += [(source, wording) for source, wording in single if _stands(wording, [source])]
    return make_changes(pairs, count, seed=seed)


def measure_check(changes: Sequence[Change], paraphrases: Sequence[Paraphrase]) -> Findings:
    """Hold every change and every paraphrase against what it was made from."""
    missed = [change for change in changes if _stands(change.sentence, [change.source])]
    caught: dict[str, Estimate] = {
        kind: _share([c not in missed for c in changes if c.kind == kind])
        for kind in KINDS
        if any(change.kind == kind for change in changes)
    }
    groups: dict[str, list[bool]] = {}
    for case in paraphrases:
        stands = _stands(case.paraphrase, case.sources)
        groups.setdefault(f"{case.words} words, {case.half}", []).append(stands)
    return Findings(
        caught, {name: _share(stood) for name, stood in sorted(groups.items())}, tuple(missed)
    )


def write_changes(changes: Sequence[Change], path: Path) -> None:
    """Write changes as JSON lines, for reading by hand."""
    lines = (json.dumps(asdict(change), ensure_ascii=False) for change in changes)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _stands(sentence: str, sources: Sequence[str]) -> bool:
    checker = Checker([Source(text) for text in sources], Abbreviations(sources))
    return bool(checker.support(sentence, range(1, len(sources) + 1)))


def _share(found: Sequence[bool]) -> Estimate:
    return estimate(metrics.mean, np.array(found, dtype=np.float64))

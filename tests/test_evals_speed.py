from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals.speed.corpora import make_questions, write_corpus
from evals.speed.load import Times, compare
from evals.speed.measuring import Figure, in_turn, read, save
from evals.speed.report import draw, print_figures

POINT = {
    "ingest_seconds": 2.0,
    "open_seconds": 0.5,
    "answer": 40.0,
    "retrieval": 20.0,
    "bare": 15.0,
}


@pytest.mark.parametrize(
    ("value", "at_least", "holds"),
    [(1.2, False, True), (1.21, False, False), (1.2, True, True), (1.19, True, False)],
)
def test_figure_is_held_against_its_bound(value: float, at_least: bool, holds: bool) -> None:
    assert Figure("start", value, "", 1.2, at_least).holds is holds


def test_what_falls_short_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    print_figures([Figure("start", 1.5, "9 s", 1.2), Figure("memory", 1.4, "", 1.5, unit="GB")])

    short, held = capsys.readouterr().out.splitlines()
    assert short == "start | 1.50 | at most 1.2 | falls short | 9 s"
    assert held.startswith("memory | 1.40 GB | at most 1.5 GB | holds")


def test_steps_are_timed_in_turn() -> None:
    order: list[str] = []

    taken = in_turn({name: lambda name=name: order.append(name) for name in "ab"}, rounds=2)  # type: ignore[misc]

    assert order == ["a", "b", "a", "b"]
    assert set(taken) == {"a", "b"}


def test_each_part_keeps_its_last_figures(tmp_path: Path) -> None:
    save(tmp_path, "start", [Figure("start", 1.5, "")], [])
    save(tmp_path, "memory", [Figure("memory", 1.0, "")], [])
    save(tmp_path, "start", [Figure("start", 1.1, "")], [])

    kept = read(tmp_path)

    assert {part: [f.value for f in figures] for part, figures in kept.items()} == {
        "start": [1.1],
        "memory": [1.0],
    }


def test_corpus_has_a_section_for_each_chunk_and_is_the_same_each_time(tmp_path: Path) -> None:
    write_corpus(tmp_path / "one", 45)
    write_corpus(tmp_path / "two", 45)

    one, two = (
        [path.read_text() for path in sorted((tmp_path / name).glob("*.md"))]
        for name in ("one", "two")
    )
    assert one == two
    assert sum(text.count("\n## ") for text in one) == 45


def test_questions_ask_in_the_words_of_the_files(tmp_path: Path) -> None:
    write_corpus(tmp_path, 20)

    questions = make_questions(tmp_path, 10)

    text = (tmp_path / "document-00000.md").read_text().lower()
    assert len(set(questions)) > 5
    for question in questions:
        about = question.removeprefix("What is ").removeprefix("the ").rstrip("?").split()
        assert all(word.lower() in text for word in about)


def test_plot_shows_every_point_of_every_line() -> None:
    drawn = ElementTree.fromstring(draw([{"chunks": n, **POINT} for n in (100, 1_000, 10_000)]))

    circles = drawn.findall("{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 4 * 3


def test_load_is_held_against_a_lone_users_median() -> None:
    alone = {"api": Times([100.0] * 9, 0), "chat": Times([300.0] * 9, 0)}
    many = {"api": Times([100.0] * 90 + [700.0] * 10, 1), "chat": Times([600.0] * 10, 0)}

    api, chat, errors = compare(alone, many, 50, "")

    assert (api.value, api.holds) == (7.0, False)
    assert (chat.value, chat.holds) == (2.0, True)
    assert (errors.value, errors.holds) == (1, False)

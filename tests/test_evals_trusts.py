import json
from pathlib import Path

import pytest
from fakes import about_assistant

from evals.trust_answers import TrustAnswer, measure_trust
from evals.trusts import KEPT_APART, TRUSTS, list_trusts, read_trust_questions, shows

ROWS = [
    {"id": 1, "question": "How many days?", "gold": [["27 days", "27 in all"]], "kind": "fact"},
    {
        "id": 2,
        "question": "and part time?",
        "history": ["How many days?"],
        "gold": [],
        "kind": "no",
    },
]


@pytest.mark.parametrize(
    ("text", "fact", "expected"),
    [
        ("Leave is 27 days, pro rata.", ["27 days"], True),
        ("Leave is 127 days.", ["27 days"], False),
        ("Ends at 6.30pm.", ["6.30pm"], True),
        ("Ends at 16.30.", ["6.30"], False),
        ("It costs £5 a month.", ["5 pounds", "£5 a month."], True),
        ("It costs 5% a month.", ["5 a month"], False),
    ],
)
def test_fact_is_shown_word_for_word(text: str, fact: list[str], expected: bool) -> None:
    assert shows(text, fact) is expected


def test_follow_ups_are_read_only_where_they_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, ROWS)))

    alone = read_trust_questions(tmp_path)
    every = read_trust_questions(tmp_path, follow_ups=True)

    assert [q.source.text for q in alone] == ["How many days?"]
    assert [q.before for q in every] == [(), ("How many days?",)]
    assert [q.source.answerable for q in every] == [True, False]


def test_answer_is_right_that_shows_every_fact_or_refuses_what_is_not_there(tmp_path: Path) -> None:
    rows = [
        {"question": "What is our vision?", "gold": [["a leader"], ["education"]], "kind": "fact"},
        {"question": "What is our vision?", "gold": [["a leader"], ["money"]], "kind": "fact"},
        {"question": "What is our vision?", "gold": [], "kind": "far"},
        {"question": "Who is the cook?", "gold": [], "kind": "far"},
    ]
    lines = [json.dumps({"id": i, **row}) for i, row in enumerate(rows)]
    (tmp_path / "questions.jsonl").write_text("\n".join(lines))
    assistant = about_assistant()

    answers = [
        TrustAnswer(asked, assistant.ask(asked.source.text))
        for asked in read_trust_questions(tmp_path)
    ]

    assert [answer.right for answer in answers] == [True, False, False, True]
    shares = {name.strip(): figure.value for name, figure in measure_trust(answers).items()}
    assert shares == {"answered in full": 0.5, "refused": 0.5, "fact": 0.5, "far": 0.5}


def test_trusts_to_fit_on_and_the_one_kept_apart_are_not_the_same() -> None:
    fitted, apart = list_trusts(TRUSTS), list_trusts(KEPT_APART)

    assert len(fitted) >= 6
    assert apart
    asked = {q.source.text for trust in fitted for q in read_trust_questions(trust)}
    assert len(asked) >= 1_000
    for trust in apart:
        own = [q.source.text for q in read_trust_questions(trust)]
        assert len(asked.intersection(own)) <= 2

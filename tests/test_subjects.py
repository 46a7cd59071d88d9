"""What a question is about is what a follow-up to it may mean."""

import pytest

from assistant.subjects import asked_about, asked_of_other, subject


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What are the strategic pillars?", "the strategic pillars"),
        ("Do you see children?", "children"),
        ("How do I apply for a badge?", "a badge"),
        ("How many days of annual leave do I get?", "days of annual leave"),
        ("Is there a gym?", "a gym"),
        ("Is the trust going to merge?", "the trust"),
        ("Is annual leave paid?", "annual leave"),
        ("Was the plan written by the board?", "the plan"),
        ("Can you tell me more about the library?", "the library"),
        ("ok and what is the mission", "the mission"),
        ("who supervises placements", "placements"),
        ("what services do you offer?", "services"),
        ("What is organisational change?", "organisational change"),
        ("Does IT support Macs?", "IT support Macs"),
        ("Who decided on the values?", "the values"),
        ("when does the induction happen", "the induction"),
        ("I start on Monday. Who runs the induction? Thanks.", "the induction"),
        ("Strategy", "Strategy"),
    ],
)
def test_subject_is_what_is_left_without_question_words(question: str, about: str) -> None:
    assert subject(question) == about


@pytest.mark.parametrize(
    ("asking", "before", "asked"),
    [
        ("why", "What are our values?", "Why our values?"),
        ("when", "Is the trust going to merge?", "When is the trust going to merge?"),
        ("who with", "Will we merge with anyone?", "Who with will we merge?"),
        ("why not", "Does the library lend laptops?", "Why not does the library lend laptops?"),
    ],
)
def test_bare_question_word_asks_of_the_question_before(
    asking: str, before: str, asked: str
) -> None:
    assert asked_about(asking, before) == asked


@pytest.mark.parametrize(
    ("before", "other", "asked"),
    [
        ("What is the mission?", "the values", "What are the values?"),
        ("What are our values?", "the mission", "What is the mission?"),
        ("Do you see adults?", "young people", "Do you see young people?"),
        ("How do I apply for a badge?", "a permit", "How do I apply for a permit?"),
        ("Is there a gym?", "parking", "Is there parking?"),
        ("tell me about the strategy", "for students", "What does the strategy say for students?"),
        ("Who is my manager?", "my line manager", "Who is my line manager?"),
        ("How do I become a student?", "a volunteer", "How do I become a volunteer?"),
        (
            "Where is the staff room?",
            "visitors",
            "Where is the staff room for visitors?",
        ),
        ("Explain our values", "carers", "What do our values say for carers?"),
        (
            "How much annual leave do I get?",
            "part-timers",
            "How much annual leave do I get for part-timers?",
        ),
        (
            "Does the dress code apply to students?",
            "agency staff",
            "Does the dress code apply to agency staff?",
        ),
        ("What are the aims for 2023/24?", "for 2024/25", "What are the aims for 2024/25?"),
        ("What are the aims for 2023/24?", "2024/25", "What are the aims for 2024/25?"),
        (
            "How many days of leave do I get?",
            "after ten years",
            "How many days of leave do I get after ten years?",
        ),
    ],
)
def test_question_is_asked_of_something_else(before: str, other: str, asked: str) -> None:
    assert asked_of_other(before, other) == asked

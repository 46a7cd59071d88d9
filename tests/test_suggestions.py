import pytest

from assistant.suggestions import question_about


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Our values", "What are our values?"),
        ("2. Frequency and duration", "Tell me about frequency and duration"),
        ("Support for students", "Tell me about support for students"),
        ("Strategic pillars", "What are the strategic pillars?"),
        ("Trust Strategy 2024 to 2029", "Tell me about Trust Strategy 2024 to 2029"),
        ("OUR HISTORY", "What is our history?"),
        ("IT help", "Tell me about IT help"),
        ("If supervision is missed", "Tell me about “If supervision is missed”"),
        ("Who can apply?", "Who can apply?"),
        ("Introduction", None),
        ("Our vision, mission and values", "What are our vision, mission and values?"),
        ("Our strategic aims 2024 to 2029", "What are our strategic aims 2024 to 2029?"),
        ("Raising concerns", "Tell me about raising concerns"),
        ("Who this policy is for", "Tell me about “Who this policy is for”"),
        ("How to ask", "Tell me about “How to ask”"),
        ("Your first day", "Tell me about my first day"),
        ("2024 objectives", "What are the 2024 objectives?"),
    ],
)
def test_heading_becomes_a_question_in_plain_english(heading: str, question: str | None) -> None:
    assert question_about(heading) == question


def test_title_of_a_document_is_quoted_whole() -> None:
    question = question_about("Guide for new starters", is_title=True)

    assert question == "Tell me about “Guide for new starters”"

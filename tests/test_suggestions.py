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
    ],
)
def test_heading_becomes_a_question_in_plain_english(heading: str, question: str | None) -> None:
    assert question_about(heading) == question

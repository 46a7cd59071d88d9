import time

import pytest

from assistant.chunks import Chunk
from assistant.suggestions import nearest_first, question_about


def chunk(document: str, heading: str) -> Chunk:
    return Chunk(document, (heading,), 0, 1, "", heading, ())


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


def test_sections_nearest_to_a_quote_come_first_those_behind_it_before_those_ahead() -> None:
    chunks = [chunk("a", heading) for heading in "pqrst"]

    ordered = nearest_first(chunks, {("a", ("r",))})

    assert [c.section[0] for c in ordered] == ["r", "s", "q", "t", "p"]


def test_section_of_another_document_is_near_only_what_is_quoted_there() -> None:
    chunks = [chunk("a", "p"), chunk("a", "q"), chunk("b", "r"), chunk("b", "s"), chunk("b", "t")]

    ordered = nearest_first(chunks, {("a", ("q",)), ("b", ("t",))})

    assert [c.section[0] for c in ordered] == ["q", "t", "s", "p", "r"]


def test_nothing_quoted_leaves_the_order() -> None:
    chunks = [chunk("a", "p"), chunk("b", "q"), chunk("b", "r"), chunk("b", "s")]

    assert nearest_first(chunks, ()) == chunks


def test_long_section_that_is_quoted_takes_no_time() -> None:
    chunks = [chunk("a", "p")] * 20_000
    started = time.perf_counter()

    nearest_first(chunks, {("a", ("p",))})

    assert time.perf_counter() - started < 1

"""What comes out on paper: the words, and none of what is there to be pressed."""

import io

from browsing import ask, open_chat
from playwright.sync_api import Page, expect
from pypdf import PdfReader

QUESTION = "What are our values?"
TO_BE_PRESSED = ("Get urgent help", "Skip to main content", "Copy this answer", "Start again")


def printed(page: Page) -> str:
    """Return the words of the page as printed, and hold that nothing to press is among them."""
    pages = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    words = " ".join(" ".join(sheet.extract_text() for sheet in pages).split())
    assert [label for label in TO_BE_PRESSED if label in words] == []
    return words


def test_strategy_is_printed_with_every_tier_and_box(page: Page, address: str) -> None:
    page.goto(f"{address}/strategy")

    words = printed(page)

    for part in ("Strategic pillars", "sustainability", "2023/24 objectives", "ended on 31 March"):
        assert part in words
    assert "Ask" not in words


def test_answer_is_printed_with_its_question_and_its_sources(page: Page, address: str) -> None:
    open_chat(page, address)
    ask(page, QUESTION)
    page.locator(".answer .sources").wait_for()

    words = printed(page)

    assert QUESTION in words
    assert words.count("We champion inclusivity") == 2  # in the answer, and in its source
    assert "Where this comes from" in words
    assert "Do not include names" not in words


def test_answer_of_the_plain_page_is_printed_without_the_form(page: Page, address: str) -> None:
    page.goto(f"{address}/ask")
    ask(page, QUESTION)
    expect(page.locator(".answer .sources")).to_be_visible()

    words = printed(page)

    assert words.count("We champion inclusivity") == 2
    assert "Do not include names" not in words


def test_last_page_of_the_induction_is_printed_on_one_sheet_with_the_name(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/induction/finish?who=student")
    page.get_by_label("Your name").fill("Sam Student")

    words = printed(page)

    assert "Sam Student" in words
    assert "The name is as typed, not checked" in words
    assert "Version of the documents" in words
    assert len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages) == 1

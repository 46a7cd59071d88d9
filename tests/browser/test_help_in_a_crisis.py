"""The help as somebody reads it in a crisis: a small phone, no scripts, no index and no model."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from serving import serve

from assistant.assistant import Assistant, Models
from assistant.errors import ModelError
from assistant.help import load_help
from assistant.index import IndexFolder
from assistant.messages import load_messages
from assistant.web.app import create_app

SMALL_PHONE = {"width": 320, "height": 568}
CALLS = ["tel:999", "tel:111", "tel:116123", "sms:85258?body=SHOUT"]


def no_models() -> Models:
    raise ModelError("There is no model.")


@pytest.fixture(scope="module")
def unready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an assistant with no index and no model."""
    index = IndexFolder(tmp_path_factory.mktemp("nothing"))
    with serve(create_app(Assistant(index, load_messages(), no_models, trust_name="T"))) as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small phone with scripts turned off."""
    context = browser.new_context(viewport=SMALL_PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def ask(page: Page, address: str, message: str) -> None:
    page.goto(f"{address}/ask")
    page.get_by_label("Your question").fill(message)
    page.get_by_role("button", name="Ask", exact=True).click()


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_crisis_reply_is_on_the_first_screen_whole_with_links_to_tap(
    phone: Page, unready: str
) -> None:
    ask(phone, unready, "i feel like ending it. call me on 07700 900123")

    answer = phone.locator(".answer.urgent")
    assert answer.count() == 1
    paragraphs = [text.strip() for text in answer.locator("p").all_inner_texts()]
    assert paragraphs[: len(load_help().crisis("self"))] == list(load_help().crisis("self"))
    links = [link.get_attribute("href") for link in answer.locator("a").all()]
    assert [link for link in links if link in CALLS] == CALLS
    assert bottom(phone, '.answer.urgent a[href="tel:999"]') <= SMALL_PHONE["height"]


def words_above(page: Page, fold: float) -> int:
    """Return how many words the paragraphs have that begin above it."""
    seen = 0
    for paragraph in page.locator(".answer.urgent p").all():
        box = paragraph.bounding_box()
        assert box is not None
        if 0 <= box["y"] < fold:
            seen += len(paragraph.inner_text().split())
    return seen


def test_words_before_the_fold_are_fewer_than_ninety(phone: Page, unready: str) -> None:
    ask(phone, unready, "i feel like ending it")

    assert 20 <= words_above(phone, SMALL_PHONE["height"]) < 90


def test_conversation_shows_whom_to_call_above_its_box_at_once(
    browser: Browser, unready: str
) -> None:
    page = browser.new_page(viewport=SMALL_PHONE)
    page.goto(unready)
    page.get_by_label("Your question").fill("i feel like ending it")
    page.keyboard.press("Enter")
    page.locator(".answer.urgent").wait_for()

    box = page.locator("#ask").bounding_box()
    assert box is not None
    assert page.locator(".answer.urgent p").count() > len(load_help().crisis("self"))
    assert 0 <= bottom(page, '.answer.urgent a[href="tel:999"]') <= box["y"]
    assert 20 <= words_above(page, box["y"]) < 90
    page.close()


@pytest.mark.parametrize("path", ["/ask", "/help", "/documents", "/nothing-here"])
def test_way_to_help_is_at_the_top_of_every_page_of_a_small_phone(
    phone: Page, unready: str, path: str
) -> None:
    phone.goto(f"{unready}{path}")

    assert bottom(phone, 'header a[href="/help"]') <= SMALL_PHONE["height"] / 3


def test_help_page_is_read_without_scrolling_sideways(phone: Page, unready: str) -> None:
    phone.goto(f"{unready}/help")

    assert phone.locator("h1").inner_text() == "Get urgent help"
    assert bottom(phone, 'main a[href="tel:999"]') <= SMALL_PHONE["height"]
    for link in phone.locator("main a").all():
        box = link.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= SMALL_PHONE["width"]


def test_help_stays_on_the_next_turn(phone: Page, unready: str) -> None:
    ask(phone, unready, "i want to die")
    phone.get_by_label("Your question").fill("tried them")
    phone.get_by_role("button", name="Ask", exact=True).click()

    first = phone.locator(".answer").first
    assert "urgent" in (first.get_attribute("class") or "")
    assert load_help().crisis_again(1)[1] in first.inner_text()

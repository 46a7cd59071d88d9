"""Every function by keyboard alone, and every stop of it in sight."""

import pytest
from browsing import ask, open_chat
from playwright.sync_api import Page, expect

QUESTION = "What are our values?"
PAGES = [
    "/ask",
    "/documents",
    "/documents/about-us?from=0&to=8",
    "/help",
    "/strategy",
    "/induction",
    "/induction/1",
    "/induction/4?answer=2",
    "/induction/finish",
    "/privacy",
    "/accessibility",
]
LOOK = """(element) => {
  const part = element.type === "radio" ? element : element.closest("summary") ?? element;
  const style = getComputedStyle(part);
  const outline = style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineColor;
  return outline + style.backgroundColor + style.boxShadow;
}"""
MOST_STOPS = 60


def stops_without_a_mark(page: Page) -> list[str]:
    """Go through a page with Tab; return what looks the same with the focus as without."""
    unmarked = []
    seen = 0
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate_handle("document.activeElement").as_element()
        assert stop is not None
        if stop.evaluate("element => element === document.body"):
            break
        seen += 1
        expect(page.locator(":focus")).to_be_in_viewport()
        focused = stop.evaluate(LOOK)
        without = stop.evaluate(f"element => {{ element.blur(); return ({LOOK})(element); }}")
        stop.evaluate("element => element.focus()")
        if focused == without:
            unmarked.append(stop.evaluate("element => element.outerHTML"))
    assert seen > 5
    return unmarked


@pytest.mark.parametrize("path", PAGES)
def test_every_stop_of_a_page_can_be_seen(page: Page, address: str, path: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(address + path)

    assert stops_without_a_mark(page) == []


def test_every_stop_of_the_conversation_can_be_seen(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_chat(page, address)
    ask(page, QUESTION)
    expect(page.locator(".answer .sources")).to_be_visible()
    page.locator("details.source summary").click()
    page.evaluate("document.activeElement.blur()")

    assert stops_without_a_mark(page) == []


def go_to(page: Page, selector: str, *, key: str = "Tab") -> None:
    """Press a key until the focus is on it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{key} does not reach {selector}")


def test_question_is_asked_read_copied_and_cleared_by_keyboard_alone(
    page: Page, address: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_chat(page, address)
    go_to(page, "#conversation .example")
    page.keyboard.press("Enter")
    expect(page.locator(".answer .sources")).to_be_visible()

    go_to(page, "a.cite[href$='-2']")
    expect(page.get_by_role("tooltip")).to_have_text("“We champion inclusivity”")
    page.keyboard.press("Enter")
    expect(page.locator(".source mark:focus")).to_have_text("We champion inclusivity")
    go_to(page, ".copy")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    go_to(page, "#question textarea")
    page.keyboard.type("What is our vision?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer[id]")).to_have_count(2)

    go_to(page, "#clear")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_count(0)

import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import INDUCTION, ask, make_assistant, open_chat, watched_context
from conftest import ROOT
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, Page, expect
from serving import serve

from assistant.web.app import create_app
from assistant.web.site import Site

EXAMPLES = ROOT / "docs" / "examples"
ADDRESS = "https://assistant.example.nhs.uk"
NO_SCRIPTS = "script-src 'none'"
MOST_MORE_MS = 150
WATCH_FOR_WORDS = """() => {
  const before = document.querySelectorAll(".answer").length;
  addEventListener("keydown", () => { window.start = performance.now(); }, {once: true});
  window.first = new Promise((done) => new MutationObserver((_, watcher) => {
    const answers = [...document.querySelectorAll(".answer")];
    if (answers.length <= before || answers.at(-1).matches(".waiting")) return;
    watcher.disconnect();
    done(performance.now() - window.start);
  }).observe(document.body, {childList: true, subtree: true, characterData: true}));
}"""
ASK_API = """async (question) => {
  const start = performance.now();
  await (await fetch("/api/ask", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({question}),
  })).json();
  return performance.now() - start;
}"""


class Host:
    """A trust's own site on another port, and the assistant that it may show."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.pages: dict[str, tuple[str, str]] = {}

    def show(self, example: str, assistant: str, *, policy: str) -> str:
        page = (EXAMPLES / example).read_text().replace(ADDRESS, assistant)
        self.pages[example] = (page, policy)
        return f"{self.address}/{example}"


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    app = FastAPI()
    with serve(app) as address:
        host = Host(address)

        @app.get("/{example}")
        def show(example: str) -> HTMLResponse:
            page, policy = host.pages.get(example, ("", NO_SCRIPTS))
            return HTMLResponse(page, headers={"Content-Security-Policy": policy})

        yield host


@pytest.fixture(scope="module")
def framed(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an assistant that the host's pages may show."""
    corpus = tmp_path_factory.mktemp("framed")
    (corpus / "induction.toml").write_text(INDUCTION)
    app = create_app(
        make_assistant(), Site(frame_ancestors=f"'self' {host.address}", corpus=Path(corpus))
    )
    with serve(app) as address:
        yield address


def test_new_starter_asks_on_a_phone_and_reads_in_the_document(
    browser: Browser, address: str
) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with watched_context(browser, address, **phone) as context:
        page = context.new_page()
        open_chat(page, address)
        page.get_by_label("I’m new here").tap()
        page.locator("#conversation .example", has_text="What are our values?").tap()
        expect(page.locator(".answer[id]")).to_have_count(1)
        for count, question in enumerate(("What is our vision?", "partly"), 2):
            ask(page, question)
            expect(page.locator(".answer[id]")).to_have_count(count)

        number = page.locator(".answer").first.locator("a.cite").nth(1)
        number.tap()
        number.tap()
        expect(page.locator(".source mark:focus")).to_have_text("We champion inclusivity")
        with context.expect_page() as opened:
            page.locator(".answer").first.get_by_role("link", name="Open in the document").tap()
        quote = opened.value.locator("mark#quote")
        expect(quote).to_have_text("We strive for excellence")
        expect(quote).to_be_in_viewport()


def focus_on(page: Page, selector: str) -> None:
    """Press Tab until the focus is on it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_student_finishes_the_induction_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/induction")
    focus_on(page, "input[name='who']")
    page.keyboard.press("ArrowDown")
    focus_on(page, "button.action")
    page.keyboard.press("Enter")

    for step in range(1, 4):
        expect(page.locator(".progress")).to_have_text(f"Step {step} of 4")
        focus_on(page, "nav a.action")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Which of these is one of our values?"
    )
    for choice in ("Space", "ArrowDown"):  # the first is right, the second is not
        focus_on(page, "input[name='answer']")
        page.keyboard.press(choice)
        page.keyboard.press("Enter")
        expect(page.locator("#result")).to_be_focused()
    expect(page.locator("#result")).to_contain_text("is not in this section")
    page.go_back()
    expect(page.locator("#result")).to_contain_text("We champion inclusivity")

    focus_on(page, "nav a.action")
    page.keyboard.press("Enter")
    expect(page.locator("#name")).to_be_visible()
    focus_on(page, "#name")
    page.keyboard.type("Sam Student")
    expect(page.get_by_role("button", name="Print this page")).to_be_visible()
    assert page.url == f"{address}/induction/finish?who=student"
    assert "Sam" not in str(page.context.storage_state())


def test_induction_is_carried_on_in_its_tab_and_needs_no_script(
    browser: Browser, page: Page, address: str
) -> None:
    page.goto(f"{address}/induction/2?who=staff")
    page.goto(f"{address}/induction")
    page.get_by_role("link", name="Carry on where you left off").click()
    assert page.url == f"{address}/induction/2?who=staff"

    with watched_context(browser, address, java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto(f"{address}/induction/4")
        plain.get_by_label("We work in silence").check()
        plain.get_by_role("button", name="Check your answer").click()
        expect(plain.locator("#result")).to_contain_text("is not in this section")
        plain.get_by_role("link", name="Continue").click()
        expect(plain.get_by_role("button", name="Print this page")).to_be_hidden()


@pytest.mark.parametrize("height", [400, 700])
def test_page_of_the_trust_shows_the_assistant_without_any_script_of_its_own(
    browser: Browser, host: Host, framed: str, height: int
) -> None:
    with watched_context(browser, host.address, framed) as context:
        page = context.new_page()
        page.goto(host.show("frame.html", framed, policy=NO_SCRIPTS))
        page.locator("iframe").evaluate(f"frame => {{ frame.style.height = '{height}px' }}")
        frame = page.frame_locator("iframe")
        frame.locator("#conversation .example").first.wait_for()

        frame.get_by_label("Your question").fill("What are our values?")
        frame.get_by_role("button", name="Ask", exact=True).click()
        expect(frame.locator(".answer[id]")).to_contain_text("We champion inclusivity")
        expect(frame.get_by_label("Your question")).to_be_in_viewport()
        expect(frame.locator(".asked")).to_be_in_viewport()
        inside = page.frames[1]
        assert inside.evaluate("innerHeight") in (height - 2, height)
        assert inside.evaluate("document.documentElement.scrollHeight > innerHeight")
        with context.expect_page() as opened:
            frame.get_by_role("link", name="Get urgent help").click()
        expect(opened.value.get_by_role("heading", level=1)).to_have_text("Get urgent help")


def test_embed_script_places_the_frame_and_tells_what_happens(
    browser: Browser, host: Host, framed: str
) -> None:
    with watched_context(browser, host.address, framed) as context:
        page = context.new_page()
        page.add_init_script(
            "window.told = []; addEventListener('message', (e) => told.push(e.data));"
        )
        policy = f"script-src 'unsafe-inline' {framed}"
        page.goto(host.show("script.html", framed, policy=policy))
        frame = page.frame_locator("iframe")
        expect(page.locator("#events")).to_have_text("ready ")
        assert page.locator("iframe").evaluate("frame => frame.offsetHeight") == 500

        frame.get_by_label("Your question").fill("suicide")
        frame.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator("#events")).to_have_text("ready answered ")
        page.frames[1].goto(f"{framed}/induction/finish")
        expect(page.locator("#events")).to_have_text("ready answered induction-finished ")

        named = [{"assistant": name} for name in ("ready", "answered", "induction-finished")]
        told = page.evaluate("told")
        assert [message for message in told if "assistant" in message] == named
        assert "suicide" not in str(told)


def test_host_that_is_not_on_the_list_is_refused_by_the_browser(
    browser: Browser, host: Host, address: str
) -> None:
    page = browser.new_page()

    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(host.show("frame.html", address, policy=NO_SCRIPTS), wait_until="commit")

    expect(page.locator("iframe")).to_be_visible()
    assert address not in page.frames[1].url
    page.close()


def milliseconds_more_than_the_api(page: Page, question: str) -> float:
    page.get_by_label("Your question").fill(question)
    page.evaluate(WATCH_FOR_WORDS)
    page.keyboard.press("Enter")
    expect(page.locator(".waiting")).to_have_count(0)
    shown: float = page.evaluate("window.first")
    expect(page.locator(".answer").last).to_have_attribute("id", re.compile("."))
    asked: float = page.evaluate(ASK_API, question)
    return shown - asked


def test_first_words_come_soon_after_the_answer_is_known(page: Page, address: str) -> None:
    open_chat(page, address)
    medians = []
    for _ in range(3):  # a busy machine only adds to it, so the best of three rounds counts
        more = [milliseconds_more_than_the_api(page, "What is our vision?") for _ in range(5)]
        medians.append(statistics.median(more))
        if medians[-1] <= MOST_MORE_MS:
            break
        page.get_by_role("button", name="Start again").click()
        expect(page.locator(".answer")).to_have_count(0)

    print(f"first words after the API's answer, median in ms: {min(medians):.0f}")
    assert min(medians) <= MOST_MORE_MS

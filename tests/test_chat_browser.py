import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from fakes import ABOUT, VALUES, Script, ScriptedAssistant, make_document
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from serving import serve

from assistant.web.app import create_app

CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
HOSTILE = "# <b>Bold</b>\n<img src=x onerror=\"document.title='owned'\"> **stars** [2] $x$ `code`"
QUESTION = "What are our values?"
WATCH = """() => {
  window.seen = [];
  new MutationObserver(() => {
    const answer = [...document.querySelectorAll(".answer")].at(-1);
    const words = answer ? answer.innerText : "";
    if (window.seen.at(-1) !== words) window.seen.push(words);
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("CI") != "true",
        reason="no chromium found: install it with apt-get install chromium",
    ),
]


def make_assistant() -> ScriptedAssistant:
    documents = [make_document("about-us", ABOUT), make_document("odd name #1", HOSTILE)]
    hostile = Script("It says:", [("odd name #1", HOSTILE.splitlines()[1])])
    vision = "Our vision is to be a leader in mental health care and education."
    scripts = {
        QUESTION: VALUES,
        "What is our vision?": Script("The vision:", [("about-us", vision)]),
        "hostile": hostile,
    }
    return ScriptedAssistant(documents, scripts)


@pytest.fixture(scope="module")
def assistant() -> ScriptedAssistant:
    return make_assistant()


@pytest.fixture(scope="module")
def address(assistant: ScriptedAssistant) -> Iterator[str]:
    with serve(create_app(assistant)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None, "CI needs chromium: install it with apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


class Watched:
    """What a browser asked for and complained about."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def note(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.elsewhere.append(request.url)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone's page, which asks no other host for anything and has no console error."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    watched = Watched(address)
    context.on("console", watched.hear)
    context.on("request", watched.note)
    context.on("weberror", lambda error: watched.complaints.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert watched.elsewhere == []
    assert watched.complaints == []


def open_chat(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#conversation .example").first.wait_for()


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def test_answer_streams_in_and_its_citation_opens_the_marked_words(
    page: Page, address: str
) -> None:
    open_chat(page, address)
    page.evaluate(WATCH)

    ask(page, QUESTION)

    expect(page.locator(".answer .sources")).to_be_visible()
    seen = page.evaluate("window.seen")
    assert any("We strive" in words and "We have respect" not in words for words in seen)
    with page.context.expect_page() as opened:
        page.locator(".answer a.cite", has_text="2").click()
    quote = opened.value.locator("mark#quote")
    expect(quote).to_have_text("We champion inclusivity")
    expect(quote).to_be_in_viewport()


def test_source_shows_its_place_and_the_marked_passage(page: Page, address: str) -> None:
    open_chat(page, address)
    ask(page, "What is our vision?")
    source = page.locator("details.source")

    source.locator("summary").click()

    expect(source.locator(".place")).to_have_text("About us Our vision", use_inner_text=False)
    expect(source.locator("mark")).to_have_text(
        "Our vision is to be a leader in mental health care and education."
    )
    expect(source.locator(".passage")).to_contain_text("It guides what we do.")
    expect(source.get_by_role("link")).to_have_attribute(
        "href", page.locator("a.cite").first.get_attribute("href") or ""
    )


def test_starter_question_is_asked_by_choosing_it(page: Page, address: str) -> None:
    open_chat(page, address)

    page.locator("#conversation .example", has_text=QUESTION).click()

    expect(page.locator(".asked")).to_contain_text(QUESTION)
    expect(page.locator(".answer")).to_contain_text("We champion inclusivity")


def test_follow_up_brings_the_history_until_starting_again(
    page: Page, address: str, assistant: ScriptedAssistant
) -> None:
    open_chat(page, address)
    ask(page, QUESTION)
    expect(page.locator(".sources")).to_have_count(1)
    ask(page, "What is our vision?")
    expect(page.locator(".sources")).to_have_count(2)

    assert [turn.question for turn in assistant.asked[-1][1]] == [QUESTION]
    assert len(assistant.asked[-1][1][0].citations) == 4

    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".asked")).to_have_count(0)
    ask(page, "What is our vision?")
    expect(page.locator(".sources")).to_have_count(1)
    assert assistant.asked[-1][1] == ()


def test_not_found_offers_a_question_that_can_be_answered(page: Page, address: str) -> None:
    open_chat(page, address)
    ask(page, "Who is the chief executive?")
    expect(page.locator(".answer")).to_contain_text("The documents do not say.")

    page.locator("#conversation .option", has_text=QUESTION).click()

    expect(page.locator(".answer").last).to_contain_text("We champion inclusivity")


def test_urgent_help_is_shown_whole_at_once_without_sources(page: Page, address: str) -> None:
    open_chat(page, address)
    page.evaluate(WATCH)

    ask(page, "suicide")

    expect(page.locator(".answer.urgent")).to_contain_text("call 999 in danger")
    links = page.locator(".answer.urgent").get_by_role("link")
    hrefs = [link.get_attribute("href") for link in links.all()]
    assert hrefs == ["tel:999", "tel:111", "/help"]
    expect(page.locator(".sources")).to_have_count(0)
    seen = [words for words in page.evaluate("window.seen") if "You are not alone" in words]
    assert all("call 111" in words for words in seen)


@pytest.mark.parametrize("next_message", ["...", "no", " "])
def test_help_is_given_again_after_a_crisis(page: Page, address: str, next_message: str) -> None:
    open_chat(page, address)
    ask(page, "suicide")
    expect(page.locator(".answer.urgent")).to_have_count(1)

    ask(page, next_message)

    expect(page.locator(".answer.urgent")).to_have_count(2)
    expect(page.locator(".answer.refusal")).to_have_count(0)


def test_question_that_is_too_long_is_kept_to_be_shortened(page: Page, address: str) -> None:
    open_chat(page, address)

    ask(page, "values " * 300)

    expect(page.locator(".answer")).to_contain_text("must be 2,000 characters or fewer")
    expect(page.locator(".answer").get_by_role("link")).to_have_attribute("href", "/help")
    expect(page.get_by_label("Your question")).to_have_value("values " * 300)


def test_empty_question_is_told_so(page: Page, address: str) -> None:
    open_chat(page, address)

    ask(page, "  ")

    expect(page.locator(".answer")).to_contain_text("Enter a question.")


def test_hostile_words_are_shown_as_words(page: Page, address: str) -> None:
    open_chat(page, address)
    ask(page, "hostile")
    expect(page.locator(".answer .sources")).to_be_visible()

    shown = page.locator(".answer li").first
    expect(shown).to_contain_text(HOSTILE.splitlines()[1])
    assert page.locator("#conversation img, .answer b, .answer strong, .answer code").count() == 0
    assert page.locator(".answer a.cite").count() == 1
    ask(page, "<img src=x onerror=\"document.title='owned'\"> _a_")
    expect(page.locator(".asked").last).to_contain_text("<img src=x")
    assert page.locator("#conversation img").count() == 0
    assert page.title() == "Ask the trust’s documents"


def test_citation_into_an_odd_document_name_opens_it(page: Page, address: str) -> None:
    open_chat(page, address)
    ask(page, "hostile")

    with page.context.expect_page() as opened:
        page.locator(".answer a.cite").click()

    expect(opened.value.locator("mark#quote")).to_have_text(HOSTILE.splitlines()[1])


@pytest.mark.parametrize("width", [320, 360, 400])
def test_nothing_scrolls_sideways_on_a_phone(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    open_chat(page, address)
    ask(page, "w" * 300)
    expect(page.locator(".answer .sources")).to_be_visible()
    page.locator("details.source summary").click()
    widths = {"/": page.evaluate("document.documentElement.scrollWidth")}

    for path in ("/documents", "/documents/odd%20name%20%231?from=0&to=9", "/help"):
        page.goto(address + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert set(widths.values()) == {width}


def test_box_to_type_in_stays_in_sight_in_type_that_phones_do_not_zoom(
    page: Page, address: str
) -> None:
    open_chat(page, address)
    box = page.get_by_label("Your question")
    for count in range(1, 4):
        ask(page, QUESTION)
        expect(page.locator(".sources")).to_have_count(count)

    expect(box).to_be_in_viewport()
    expect(page.locator(".asked").last).to_be_in_viewport()
    assert box.evaluate("box => parseFloat(getComputedStyle(box).fontSize)") >= 16


def test_starters_come_when_the_assistant_is_ready(browser: Browser) -> None:
    class Starting(ScriptedAssistant):
        reason: str | None = "The assistant is starting."

        def not_ready(self) -> str | None:
            return self.reason

    assistant = Starting([make_document("about-us", ABOUT)], {QUESTION: VALUES})
    with serve(create_app(assistant)) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.locator("#conversation")).to_contain_text("The assistant is starting.")

        assistant.reason = None

        expect(page.locator("#conversation .example")).to_have_text(QUESTION)
        page.close()


def test_unforeseen_error_is_told_with_the_way_to_help(browser: Browser) -> None:
    class Broken(ScriptedAssistant):
        def documents(self) -> Any:
            raise RuntimeError("a bug")

    with serve(create_app(Broken([make_document("doc", ABOUT)], {}))) as address:
        page = browser.new_page()
        page.goto(address)

        ask(page, QUESTION)

        expect(page.locator(".answer")).to_contain_text("Something went wrong here")
        expect(page.locator(".answer").get_by_role("link")).to_have_attribute("href", "/help")
        page.close()


def test_messages_are_not_named_by_their_markup(page: Page, address: str) -> None:
    open_chat(page, address)
    ask(page, QUESTION)
    expect(page.locator(".answer .sources")).to_be_visible()

    assert page.locator("#conversation [aria-label*='<']").count() == 0


def test_page_without_scripts_leads_to_documents_and_help(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(address)

    expect(page.locator("noscript .notice")).to_be_visible()
    expect(page.locator("noscript a[href='/documents']")).to_be_visible()
    expect(page.locator("noscript a[href='/help']")).to_be_visible()
    page.get_by_role("link", name="Get urgent help", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Get urgent help")
    context.close()


def test_without_an_index_the_page_says_what_to_run(browser: Browser) -> None:
    with serve(create_app(ScriptedAssistant([], {}))) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.locator("#conversation")).to_contain_text("python ingest.py")

        ask(page, "suicide")

        expect(page.locator(".answer.urgent")).to_contain_text("call 111")
        page.close()

from typing import Any

import pytest
from browsing import HOSTILE, ask, make_assistant, open_chat, watched_context
from fakes import ABOUT, VALUES, ScriptedAssistant, make_document
from playwright.sync_api import Browser, Page, expect
from serving import serve

from assistant.web.app import create_app
from assistant.web.site import Site

QUESTION = "What are our values?"
WATCH = """() => {
  window.seen = [];
  new MutationObserver(() => {
    const answer = [...document.querySelectorAll(".answer")].at(-1);
    const words = answer ? answer.innerText : "";
    if (window.seen.at(-1) !== words) window.seen.push(words);
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


def test_answer_streams_in_and_its_citation_opens_the_source_at_the_quote(
    page: Page, address: str
) -> None:
    open_chat(page, address)
    page.evaluate(WATCH)

    ask(page, QUESTION)

    expect(page.locator(".answer .sources")).to_be_visible()
    seen = page.evaluate("window.seen")
    assert any("We strive" in words and "We have respect" not in words for words in seen)
    page.locator(".answer a.cite", has_text="2").click()
    quote = page.locator(".source mark:focus")
    expect(quote).to_have_text("We champion inclusivity")
    expect(quote).to_be_in_viewport()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open in the document").click()
    expect(opened.value.locator("mark#quote")).to_have_text("We strive for excellence")
    expect(opened.value.locator("mark#quote")).to_be_in_viewport()


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

    page.locator("details.source summary").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open in the document").click()

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

    assert widths == dict.fromkeys(widths, width)


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


def test_reader_who_waits_for_others_is_told_how_many_come_first(browser: Browser) -> None:
    assistant = make_assistant()
    app = create_app(assistant, Site(questions_at_once=1))
    with serve(app) as address, watched_context(browser, address) as context:
        first, second = context.new_page(), context.new_page()
        for page in (first, second):
            open_chat(page, address)
        ask(first, "slow")
        first.locator(".waiting").wait_for()

        ask(second, "What are our values?")

        words = "Questions before yours: 0. This takes about 5 seconds"
        expect(second.locator(".waiting.queued")).to_contain_text(words)
        expect(second.locator("#status")).to_contain_text(words)
        expect(first.locator(".waiting.queued")).to_have_count(0)
        assistant.go_on.set()
        expect(second.locator(".answer[id]")).to_have_count(1)
        expect(second.locator("#status")).to_contain_text("We strive for excellence")


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


def test_number_shows_its_quote_when_pointed_at_or_focused_until_dismissed(
    page: Page, address: str
) -> None:
    open_chat(page, address)
    ask(page, QUESTION)
    expect(page.locator(".answer .sources")).to_be_visible()
    tip = page.get_by_role("tooltip")

    expect(page.get_by_role("link", name="Source 2", exact=True)).to_have_count(1)
    page.locator("a.cite").nth(1).hover()
    expect(tip).to_have_text("“We champion inclusivity”")
    tip.hover()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()

    page.locator("a.cite").nth(2).focus()
    expect(tip).to_have_text("“We place compassion at our core”")
    page.keyboard.press("Enter")
    expect(page.locator(".source mark:focus")).to_have_text("We place compassion at our core")


def test_first_tap_shows_the_quote_and_the_second_opens_it(browser: Browser, address: str) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with watched_context(browser, address, **phone) as context:
        page = context.new_page()
        open_chat(page, address)
        ask(page, QUESTION)
        number = page.locator("a.cite").nth(1)
        expect(page.locator(".answer .sources")).to_be_visible()

        number.tap()
        expect(page.get_by_role("tooltip")).to_have_text("“We champion inclusivity”")
        expect(page.locator("details.source")).not_to_have_attribute("open", "")
        number.tap()
        expect(page.locator(".source mark:focus")).to_have_text("We champion inclusivity")


def test_conversation_stays_in_its_tab(
    page: Page, address: str, assistant: ScriptedAssistant
) -> None:
    open_chat(page, address)
    page.get_by_label("I’m a student").check()
    ask(page, QUESTION)
    expect(page.locator(".answer .sources")).to_be_visible()

    page.reload()
    expect(page.locator(".answer .sources")).to_be_visible()
    ask(page, "What is our vision?")
    expect(page.locator(".answer .sources")).to_have_count(2)
    _, history, audience = assistant.asked[-1]
    assert [turn.question for turn in history] == [QUESTION]
    assert len(history[0].citations) == 4
    assert audience == "student"

    page.goto(f"{address}/help")
    page.go_back()
    expect(page.locator(".answer .sources")).to_have_count(2)
    other = page.context.new_page()
    open_chat(other, address)
    assert other.locator(".answer").count() == 0
    assert page.context.storage_state()["origins"] == []

    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".answer")).to_have_count(0)
    page.reload()
    expect(page.locator("#conversation .example").first).to_be_visible()
    assert page.locator(".answer").count() == 0


def test_answer_is_copied_and_the_conversation_saved_with_citations(
    page: Page, address: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_chat(page, address)
    ask(page, QUESTION)

    page.get_by_role("button", name="Copy this answer").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save conversation").click()

    assert "- We champion inclusivity [2]" in copied
    assert "[2] “We champion inclusivity”\nAbout us › Our values\nhttp://" in copied
    assert download.value.path().read_text() == copied


def test_screen_reader_is_told_once_what_the_answer_says(page: Page, address: str) -> None:
    open_chat(page, address)
    status = page.locator("#status")
    page.evaluate("""() => {
      window.told = [];
      new MutationObserver(() => window.told.push(document.getElementById("status").textContent))
        .observe(document.getElementById("status"), {childList: true});
    }""")

    ask(page, QUESTION)

    expect(status).to_contain_text("The answer has arrived. The documents list four values: We")
    told = [words for words in page.evaluate("window.told") if words]
    assert len(told) == 1
    live = "#conversation [aria-live]:not([aria-live='off'])"
    assert page.locator(live).count() == 0


def test_screen_reader_is_told_the_urgent_help_once_and_whole(page: Page, address: str) -> None:
    open_chat(page, address)
    page.evaluate("""() => {
      const status = document.getElementById("status");
      window.told = [];
      new MutationObserver((changes) => changes.forEach(() => window.told.push(status.textContent)))
        .observe(status, {childList: true, characterData: true, subtree: true});
    }""")

    ask(page, "suicide")

    expect(page.locator(".answer.urgent[id]")).to_be_visible()
    page.wait_for_timeout(500)
    help_words = "You are not alone. Get help now: call 999 in danger call 111"
    assert page.evaluate("window.told") == [f"The answer has arrived. {help_words} Get urgent help"]
    live = "#conversation [aria-live]:not([aria-live='off'])"
    assert page.locator(live).count() == 0


def test_plain_page_says_an_answer_once(page: Page, address: str) -> None:
    page.goto(f"{address}/ask")

    ask(page, "suicide")

    assert page.title().startswith("Answer: ")
    expect(page.locator("main")).to_contain_text("You are not alone.")
    assert page.locator("main").inner_text().count("You are not alone.") == 1
    assert page.locator("#status").text_content() == ""


def test_page_without_scripts_leads_to_the_form_that_answers(
    browser: Browser, address: str
) -> None:
    with watched_context(browser, address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator("noscript a[href='/documents']")).to_be_visible()
        expect(page.locator("noscript a[href='/help']")).to_be_visible()

        page.get_by_role("link", name="ask a question on a plain page").click()
        ask(page, QUESTION)

        assert page.url == f"{address}/ask"
        expect(page.locator(".answer")).to_contain_text("We champion inclusivity")
        page.locator("a.cite").nth(1).click()
        expect(page.locator("details.source mark").nth(1)).to_be_visible()
        ask(page, "What is our vision?")
        expect(page.locator(".answer")).to_have_count(2)
        page.go_back()
        expect(page.locator(".answer")).to_have_count(1)


def test_without_an_index_the_page_says_what_to_run(browser: Browser) -> None:
    with serve(create_app(ScriptedAssistant([], {}))) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.locator("#conversation")).to_contain_text("python ingest.py")

        ask(page, "suicide")

        expect(page.locator(".answer.urgent")).to_contain_text("call 111")
        page.close()

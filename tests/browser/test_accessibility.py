import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Pausing, ask, open_chat, watched_context
from conftest import ROOT
from fakes import ABOUT, ScriptedAssistant, make_document
from playwright.sync_api import Browser, Locator, Page, expect
from reportlab.pdfgen.canvas import Canvas
from serving import serve

from assistant.answers import Answer
from assistant.catalogue import CatalogueEntry
from assistant.documents import assemble_document
from assistant.errors import Paused
from assistant.readers import read_file
from assistant.web.app import create_app
from assistant.web.site import Site

AXE = ROOT / ".axe" / "node_modules" / "axe-core" / "axe.min.js"
CHECK = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const options = {
    runOnly: {type: "tag", values: tags},
    rules: {"target-size": {enabled: true}},
    resultTypes: ["violations"],
  };
  const found = await axe.run(document, options);
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((n) => n.html).join(" | ")}`);
}"""
WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")

DOCUMENT = "/documents/about-us?from=0&to=8"
PAGES = [
    "/ask",
    "/ask?who=student",
    "/ask?about=about-us&from=0&to=8",
    "/documents",
    "/documents/about-us",
    "/documents/strategy-pyramid",
    "/documents/nothing",
    "/induction/9",
    DOCUMENT,
    "/help",
    "/strategy",
    "/induction",
    "/induction/1?who=staff",
    "/induction/2",
    "/induction/3",
    "/induction/4",
    "/induction/4?answer=",
    "/induction/4?answer=1",
    "/induction/4?answer=2",
    "/induction/finish",
    "/privacy",
    "/accessibility",
    "/nothing",
]
QUESTIONS = [
    "What are our values?",
    "partly",
    "conflict",
    "signpost",
    "Who is the chief executive?",
    "suicide",
    "  ",
]


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        assert os.environ.get("CI") != "true", "CI needs axe-core: .ci/run installs it"
        pytest.skip("no axe-core: npm install --no-save --prefix .axe axe-core@4.14.1")
    return AXE.read_text()


def violations(page: Page, axe: str) -> list[str]:
    """Return what is wrong with a page as it stands, in both colours and at both widths."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(axe)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")  # nothing covered
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{wide} px wide at {width}"] if wide > width else []
            found += [f"{scheme} {width}: {one}" for one in page.evaluate(CHECK)]
    return found


@pytest.mark.parametrize("path", PAGES)
def test_page_meets_wcag(browser: Browser, address: str, axe: str, path: str) -> None:
    page = browser.new_page()
    page.goto(address + path)

    assert violations(page, axe) == []
    assert page.locator("h1").count() == 1
    page.close()


@pytest.mark.parametrize("start", ["/", "/embed"])
def test_first_visit_meets_wcag(page: Page, address: str, axe: str, start: str) -> None:
    open_chat(page, address + start)

    assert violations(page, axe) == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_answer_with_its_sources_open_meets_wcag(
    page: Page, address: str, axe: str, question: str
) -> None:
    open_chat(page, address)
    ask(page, question)
    expect(page.locator(".answer[id], .answer.refusal")).to_have_count(1)
    for source in page.locator("details.source summary").all():
        source.click()
    if page.locator("a.cite").count():
        page.locator("a.cite").first.focus()
        expect(page.get_by_role("tooltip")).to_be_visible()

    assert violations(page, axe) == []


@pytest.mark.parametrize("question", QUESTIONS[:-1])
def test_plain_page_with_an_answer_meets_wcag(
    page: Page, address: str, axe: str, question: str
) -> None:
    page.goto(f"{address}/ask")
    ask(page, "What are our values?")
    ask(page, question)
    expect(page.locator(".answer")).to_have_count(2)
    for source in page.locator("details.source summary").all():
        source.click()

    assert violations(page, axe) == []


def test_plain_page_with_a_refusal_meets_wcag(browser: Browser, address: str, axe: str) -> None:
    page = browser.new_page()  # its status, 422, is told on the console
    page.goto(f"{address}/ask")
    ask(page, " ")
    expect(page.locator(".answer.refusal")).to_be_visible()

    assert violations(page, axe) == []
    page.close()


def test_answer_in_a_frame_meets_wcag(page: Page, address: str, axe: str) -> None:
    open_chat(page, f"{address}/embed")
    ask(page, "What are our values?")
    page.locator("details.source summary").click()

    assert violations(page, axe) == []


def test_quote_on_the_picture_of_its_page_meets_wcag(
    browser: Browser, axe: str, tmp_path: Path
) -> None:
    original = tmp_path / "leave.pdf"
    canvas = Canvas(str(original))
    canvas.drawString(72, 700, "Leave is 27 days a year for all staff.")
    canvas.save()
    policy = assemble_document("leave", "leave.pdf", read_file(original))
    assistant = ScriptedAssistant([policy], {}, originals={policy.id: original})
    assistant.entries = {
        "leave": CatalogueEntry(owner="HR", review_due=datetime.date(2021, 3, 1)),
    }
    with serve(create_app(assistant)) as served:
        page = browser.new_page()
        page.goto(f"{served}/documents")
        assert violations(page, axe) == []

        page.goto(f"{served}/documents/leave?from=0&to=5")
        page.locator("details.picture summary").click()
        expect(page.locator("details.picture img")).to_be_visible()
        assert violations(page, axe) == []
        page.close()


def test_paused_assistant_meets_wcag(browser: Browser, axe: str, corpus_folder: Path) -> None:
    class PausedAssistant(ScriptedAssistant):
        def not_ready(self) -> str | None:
            return "Answers are paused at the moment."

        def answers(self, question: str, **others: object) -> Iterator[Answer]:
            raise Paused("Answers are paused at the moment.")

    paused = PausedAssistant([make_document("about-us", ABOUT)], {})
    with serve(create_app(paused, Site(corpus=corpus_folder))) as address:
        page = browser.new_page()
        for path in ("/", "/ask"):
            page.goto(address + path)
            expect(page.locator("body")).to_contain_text("Answers are paused")
            assert violations(page, axe) == []
        ask(page, "What are our values?")
        expect(page.locator(".answer.refusal")).to_contain_text("Answers are paused")
        assert violations(page, axe) == []
        page.close()


def test_thinking_meets_wcag(page: Page, address: str, axe: str, assistant: Pausing) -> None:
    open_chat(page, address)
    ask(page, "slow")
    expect(page.locator(".waiting")).to_be_visible()

    assert violations(page, axe) == []

    assistant.go_on.set()
    expect(page.locator(".answer[id]")).to_have_count(1)


def test_without_an_index_the_page_meets_wcag(
    browser: Browser, axe: str, corpus_folder: Path
) -> None:
    with serve(create_app(ScriptedAssistant([], {}), Site(corpus=corpus_folder))) as address:
        page = browser.new_page()
        for path in ("/", "/ask", "/strategy", "/induction"):
            page.goto(address + path)
            expect(page.locator("body")).to_contain_text("python ingest.py")
            assert violations(page, axe) == []
        page.close()


def test_offline_and_restarting_are_told_and_meet_wcag(
    browser: Browser, address: str, axe: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    open_chat(page, address)

    def told(state: str) -> Locator:
        return page.locator(f"#connection [data-state='{state}']")

    ask(page, "What are our values?")
    expect(page.locator(".answer[id]")).to_have_count(1)

    context.set_offline(True)
    expect(told("offline")).to_be_visible()
    assert violations(page, axe) == []
    context.set_offline(False)
    expect(told("offline")).to_be_hidden()

    for address_of in ("**/healthz", "**/gradio_api/queue/**"):
        page.route(address_of, lambda route: route.abort())
    ask(page, "What is our vision?")
    expect(told("restarting")).to_be_visible()
    assert violations(page, axe) == []

    page.unroute_all()
    expect(told("back")).to_be_visible()
    expect(page.locator(".answer[id]")).to_have_count(1)
    expect(page.get_by_label("Your question")).to_have_value("What is our vision?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".answer[id]")).to_have_count(2)
    expect(told("back")).to_be_hidden()
    context.close()


def test_colours_forced_and_text_enlarged_keep_all_in_sight(browser: Browser, address: str) -> None:
    with watched_context(
        browser, address, viewport={"width": 320, "height": 256}, forced_colors="active"
    ) as context:
        page = context.new_page()
        open_chat(page, address)
        ask(page, "What are our values?")
        expect(page.locator(".answer[id]")).to_be_visible()

        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert (
            page.locator("a.cite").first.evaluate("e => getComputedStyle(e).borderStyle") == "solid"
        )

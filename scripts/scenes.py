"""What there is to see: every page, and every state of the conversation and of the plain page."""

from collections.abc import Callable, Mapping
from functools import partial

from playwright.sync_api import Page

QUESTION = "What are our values?"
ASKED = {
    "answered": QUESTION,
    "partial": "What are our values, and who is the chief executive?",
    "not-found": "Who is the chief executive?",
    "signposted": "My manager bullies me. Who can I tell?",
    "personal-advice": "Should I take my tablets today?",
    "crisis": "I want to end my life",
    "conflict": "When is the library open?",
    "past-year": "What are the 2023/24 objectives?",
    "about-assistant": "What can you do?",
    "refused": "??",
}
PAGES = {
    "documents": "/documents",
    "document": "/documents/about-us",
    "document-pdf": "/documents/student-handbook",
    "help": "/help",
    "strategy": "/strategy",
    "induction": "/induction",
    **{f"induction-{step}": f"/induction/{step}?who=student" for step in range(1, 9)},
    "induction-unanswered": "/induction/6?answer=",
    "induction-wrong": "/induction/6?answer=1",
    "induction-right": "/induction/6?answer=2",
    "induction-finish": "/induction/finish",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "ask": "/ask",
    "ask-student": "/ask?who=student",
    "ask-about": "/ask?about=about-us&from=0&to=8",
    "error-not-found": "/nothing-here",
    "error-no-document": "/documents/nothing-here",
}
UNREADY = ("/", "/ask", "/documents", "/strategy", "/induction")

FREEZE = """() => new MutationObserver((_, watcher) => {
  if (!document.querySelector("#conversation .waiting")) return;
  watcher.disconnect();
  const still = document.body.innerHTML.replaceAll(/<gradio-app/g, "<div style='background: none'");
  document.body.innerHTML = still.replaceAll("</gradio-app", "</div");
}).observe(document.body, {childList: true, subtree: true})"""
"""Leaves the page as it looks while an answer is awaited, which is too short to picture.

Under another name than its own, Gradio's part of the page does not start again.
"""

Scene = Callable[[Page, str], None]


def open_page(page: Page, address: str, *, path: str) -> None:
    """Open a page that is read."""
    page.goto(address + path)
    page.wait_for_load_state("networkidle")


def first_visit(page: Page, address: str, *, path: str = "/") -> None:
    """Open the conversation."""
    page.goto(address + path)
    page.locator("#conversation .example").first.wait_for()


def ask(page: Page, address: str, *, question: str, path: str = "/") -> None:
    """Ask a question in the conversation and wait for all of its answer."""
    first_visit(page, address, path=path)
    fill_in(page, question)
    page.locator(".answer[id], .answer.refusal").wait_for()


def ask_plainly(page: Page, address: str, *, question: str) -> None:
    """Ask a question on the plain page."""
    page.goto(f"{address}/ask")
    fill_in(page, question)
    page.locator(".answer").wait_for()


def fill_in(page: Page, question: str) -> None:
    """Type a question and send it."""
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def thinking(page: Page, address: str) -> None:
    """Stop the page while an answer is awaited."""
    first_visit(page, address)
    page.evaluate(FREEZE)
    fill_in(page, QUESTION)
    page.locator(".waiting").wait_for()
    page.wait_for_timeout(500)


def source_open(page: Page, address: str, *, asked: Scene) -> None:
    """Open the source at the second quote of an answer."""
    asked(page, address)
    page.locator("a.cite").nth(1).click()
    page.locator(".source mark:focus").wait_for()


def quote_shown(page: Page, address: str) -> None:
    """Focus a number, so that its quote is shown."""
    ask(page, address, question=QUESTION)
    page.locator("a.cite").nth(1).focus()
    page.get_by_role("tooltip").wait_for()


def quote_in_document(page: Page, address: str, *, question: str) -> None:
    """Open the document of an answer at its quote, and the printed page where there is one."""
    ask_plainly(page, address, question=question)
    page.goto(address + (page.locator(".source > p a").last.get_attribute("href") or ""))
    page.locator("mark#quote").wait_for()
    if page.locator("details.picture").count():
        page.locator("details.picture summary").click()
        page.locator("details.picture img").wait_for()
        page.wait_for_load_state("networkidle")


def offline(page: Page, address: str) -> None:
    """Lose the connection after an answer."""
    ask(page, address, question=QUESTION)
    page.context.set_offline(True)
    page.locator("#connection [data-state='offline']").wait_for()


def restarting(page: Page, address: str) -> None:
    """Ask while the assistant cannot be reached."""
    ask(page, address, question=QUESTION)
    for path in ("**/healthz", "**/gradio_api/queue/**"):
        page.route(path, lambda route: route.abort())
    fill_in(page, "What is our vision?")
    page.locator("#connection [data-state='restarting']").wait_for()


def back(page: Page, address: str) -> None:
    """Reach the assistant again."""
    restarting(page, address)
    page.unroute_all()
    page.locator("#connection [data-state='back']").wait_for()


def unready(page: Page, address: str, *, path: str) -> None:
    """Open a page of an assistant that cannot answer."""
    page.goto(address + path)
    page.wait_for_load_state("load")
    page.wait_for_timeout(3_000 if path == "/" else 0)


SCENES: Mapping[str, Scene] = {
    "chat-first-visit": first_visit,
    "chat-thinking": thinking,
    "chat-quote-shown": quote_shown,
    "chat-source-open": partial(source_open, asked=partial(ask, question=QUESTION)),
    "chat-offline": offline,
    "chat-restarting": restarting,
    "chat-back": back,
    "embed-first-visit": partial(first_visit, path="/embed"),
    "embed-answered": partial(ask, question=QUESTION, path="/embed"),
    "ask-source-open": partial(source_open, asked=partial(ask_plainly, question=QUESTION)),
    "document-quote": partial(quote_in_document, question=QUESTION),
    "document-pdf-quote": partial(quote_in_document, question=ASKED["conflict"]),
    **{f"chat-{name}": partial(ask, question=question) for name, question in ASKED.items()},
    **{f"ask-{name}": partial(ask_plainly, question=question) for name, question in ASKED.items()},
    **{name: partial(open_page, path=path) for name, path in PAGES.items()},
}


def unready_scenes(state: str) -> Mapping[str, Scene]:
    """Return the scenes of an assistant that is paused or has no index."""
    return {f"{state}-{path.strip('/') or 'chat'}": partial(unready, path=path) for path in UNREADY}

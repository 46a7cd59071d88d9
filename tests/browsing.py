"""Pages in a real Chromium, which tell what they asked for and complained about."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from fakes import ABOUT, VALUES, Script, ScriptedAssistant, make_document
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PATIENCE = 60_000
"""Milliseconds until a condition that does not come is a failure: machines may be busy."""

HOSTILE = "# <b>Bold</b>\n<img src=x onerror=\"document.title='owned'\"> **stars** [2] $x$ `code`"

expect.set_options(timeout=PATIENCE)


def make_assistant() -> ScriptedAssistant:
    documents = [make_document("about-us", ABOUT), make_document("odd name #1", HOSTILE)]
    vision = "Our vision is to be a leader in mental health care and education."
    scripts = {
        "What are our values?": VALUES,
        "What is our vision?": Script("The vision:", [("about-us", vision)]),
        "hostile": Script("It says:", [("odd name #1", HOSTILE.splitlines()[1])]),
    }
    return ScriptedAssistant(documents, scripts)


class Watched:
    """What a browser asked for and complained about."""

    def __init__(self, *addresses: str) -> None:
        self._known = (*addresses, "data:", "blob:")
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("request", self._note)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _note(self, request: Request) -> None:
        if not request.url.startswith(self._known):
            self.elsewhere.append(request.url)


@contextmanager
def watched_context(
    browser: Browser, *addresses: str, **options: object
) -> Iterator[BrowserContext]:
    """Open a context that asks no other host for anything and has no console error."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    watched = Watched(*addresses)
    watched.watch(context)
    yield context
    context.close()
    assert watched.elsewhere == []
    assert watched.complaints == []


def open_chat(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#conversation .example").first.wait_for()


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()

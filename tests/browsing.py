"""Pages in a real Chromium, which tell what they asked for and complained about."""

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from fakes import ABOUT, VALUES, Script, ScriptedAssistant, make_document
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from assistant.answers import Answer, Audience, Turn
from assistant.contacts import TrustContact

CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PATIENCE = 60_000
"""Milliseconds until a condition that does not come is a failure: machines may be busy."""

HOSTILE = "# <b>Bold</b>\n<img src=x onerror=\"document.title='owned'\"> **stars** [2] $x$ `code`"

expect.set_options(timeout=PATIENCE)


PYRAMID = """# Our strategy pyramid
The diagram has several sections.
## Patients and students
The section at the top says ‘Patients and students’
## Our vision
It says ‘Our vision is to be a leader in mental health care and education’
## Strategic pillars
The fourth section shows five boxes:
- Outstanding patient care
- education and training
- partnerships for research and innovation
- people culture
- sustainability
## 2023/24 objectives
It lists:
- waiting lists
- equalities, diversity and inclusion
"""

INDUCTION = """
[[step]]
kind = "words"
document = "about-us"
section = "Our values"
here = "Your team shows you how we put these into practice."
talk = "What would each of these look like on an ordinary day?"

[[step]]
kind = "strategy"

[[step]]
kind = "people"
topics = ["Speaking up", "Library"]

[[step]]
kind = "question"
document = "about-us"
section = "Our values"
ask = "Which of these is one of our values?"
answer = "We champion inclusivity"
others = ["We work in silence"]

[[step]]
kind = "question"
document = "strategy-pyramid"
section = "2023/24 objectives"
ask = "Never asked, since its year has passed"
answer = "waiting lists"
others = ["parking"]
"""

VISION = "Our vision is to be a leader in mental health care and education."


class Pausing(ScriptedAssistant):
    """Answers "slow" when it is let go."""

    def __init__(self, *documents_and_scripts: Any) -> None:
        super().__init__(*documents_and_scripts)
        self.go_on = threading.Event()

    def answers(
        self, question: str, *, history: Sequence[Turn] = (), audience: Audience | None = None
    ) -> Iterator[Answer]:
        if question == "slow":
            assert self.go_on.wait(PATIENCE / 1000)
        yield from super().answers(question, history=history, audience=audience)


def make_assistant() -> Pausing:
    about = [("about-us", VISION)]
    both = [*about, ("strategy-pyramid", VISION.rstrip("."))]
    scripts = {
        "What are our values?": VALUES,
        "What is our vision?": Script("The vision:", about),
        "hostile": Script("It says:", [("odd name #1", HOSTILE.splitlines()[1])]),
        "partly": Script("It says:", about, ["I could not find: the rest"], "partial"),
        "conflict": Script("Two documents say this differently:", both, ["They disagree."]),
        "signpost": Script("You can speak to the guardian.", about, (), "answered", "speaking_up"),
    }
    texts = {"about-us": ABOUT, "odd name #1": HOSTILE, "strategy-pyramid": PYRAMID}
    assistant = Pausing([make_document(id_, text) for id_, text in texts.items()], scripts)
    assistant.trust_contacts = (
        TrustContact(topic="Library", who="Library desk", how="Call 01234 567890", hours="always"),
    )
    return assistant


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

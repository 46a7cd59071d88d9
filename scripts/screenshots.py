"""Take pictures of the pages, some of them for the README: `make screenshots`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
QUESTION = "What are our values?"
DESKTOP = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=360, height=740)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = {
    "ask": "/ask",
    "documents": "/documents",
    "help": "/help",
    "strategy": "/strategy",
    "induction": "/induction",
    "induction-words": "/induction/3",
    "induction-people": "/induction/5",
    "induction-question": "/induction/6?answer=2",
    "induction-finish": "/induction/finish",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
}
QUIET = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
LONGEST_START = 180


def main() -> int:
    """Serve the shipped corpus and take each picture; return 1 where there is no Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("No chromium was found. Install it with apt-get install chromium.", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with serve_shipped_corpus() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET.split())
        take_desktop(browser, address)
        take_phone(browser, address)
        take_pages(browser, address)
        browser.close()
    return 0


@contextmanager
def serve_shipped_corpus() -> Iterator[str]:
    """Run `app.py` on a free port over an index of its own; give its address once it answers."""
    with tempfile.TemporaryDirectory() as folder:
        ingest = [sys.executable, "ingest.py", str(ROOT / "corpus"), "--index", folder]
        subprocess.run(ingest, cwd=ROOT, check=True)  # noqa: S603 - our own command
        port = free_port()
        settings = {"ASSISTANT_INDEX_DIR": folder, "ASSISTANT_PORT": str(port)}
        server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=os.environ | settings)
        try:
            wait_until_ready(server, f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until_ready(server: "subprocess.Popen[bytes]", address: str) -> None:
    """Return once a question can be answered; raises RuntimeError if that never comes."""
    for _ in range(LONGEST_START):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/healthz").close()  # noqa: S310 - our own server
            return
        except urllib.error.URLError:
            time.sleep(1)
    raise RuntimeError(f"The assistant did not start at {address}.")


def take_desktop(browser: Browser, address: str) -> None:
    """Take the answer, and the document that its first citation opens, in light colours."""
    context = browser.new_context(viewport=DESKTOP, color_scheme="light")
    page = context.new_page()
    ask(page, address)
    page.screenshot(path=IMAGES / "chat.png")
    page.locator(".answer a.cite").first.click()
    with context.expect_page() as opened:
        page.get_by_role("link", name="Open in the document").first.click()
    opened.value.locator("mark#quote").wait_for()
    settle(opened.value)
    opened.value.screenshot(path=IMAGES / "document.png")
    context.close()


def take_phone(browser: Browser, address: str) -> None:
    """Take the answer on a phone, in dark colours."""
    context = browser.new_context(viewport=PHONE, color_scheme="dark")
    page = context.new_page()
    ask(page, address)
    page.screenshot(path=IMAGES / "chat-phone.png")
    context.close()


def take_pages(browser: Browser, address: str) -> None:
    """Take every page that is read, whole, in both colours, at a desk and on a phone."""
    for scheme in SCHEMES:
        for device, size in (("", DESKTOP), ("-phone", PHONE)):
            context = browser.new_context(viewport=size, color_scheme=scheme)
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(address + path)
                picture = f"{name}{device}-{scheme}.png"
                page.screenshot(path=IMAGES / "pages" / picture, full_page=True)
            context.close()


def ask(page: Page, address: str) -> None:
    """Ask the question and wait for its whole answer."""
    page.goto(address)
    page.locator("#conversation .example").first.wait_for()
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".answer .sources").wait_for()
    page.mouse.move(0, 0)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page has stopped moving."""
    page.wait_for_timeout(800)


if __name__ == "__main__":
    sys.exit(main())

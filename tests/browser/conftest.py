"""One real Chromium and one server for all tests of pages."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import CHROMIUM, INDUCTION, QUIET, make_assistant, watched_context
from fakes import ScriptedAssistant
from playwright.sync_api import Browser, Page, sync_playwright
from serving import serve

from assistant.web.app import create_app
from assistant.web.site import Site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skipped = pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("CI") != "true",
        reason="no chromium found: install it with apt-get install chromium",
    )
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(skipped)


@pytest.fixture(scope="package")
def assistant() -> ScriptedAssistant:
    return make_assistant()


@pytest.fixture(scope="package")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "induction.toml").write_text(INDUCTION)
    return folder


@pytest.fixture(scope="package")
def address(assistant: ScriptedAssistant, corpus_folder: Path) -> Iterator[str]:
    app = create_app(
        assistant,
        Site(
            trust_name="Bow and Stern NHS Foundation Trust",
            banner="This is a trial.",
            corpus=corpus_folder,
        ),
    )
    with serve(app) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None, "CI needs chromium: install it with apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone's page, which asks no other host for anything and has no console error."""
    with watched_context(browser, address, viewport={"width": 360, "height": 740}) as context:
        yield context.new_page()

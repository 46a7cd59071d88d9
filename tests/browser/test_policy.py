import re

import pytest
from browsing import ask, make_assistant, open_chat, watched_context
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page
from serving import serve

from assistant.web.app import create_app
from assistant.web.gate import Protection
from assistant.web.site import Site

PAGES = [
    "/",
    "/embed",
    "/ask",
    "/ask?who=student",
    "/help",
    "/privacy",
    "/accessibility",
    "/documents",
    "/documents/about-us",
    "/documents/about-us?from=0&to=8",
    "/documents/odd%20name%20%231",
    "/strategy",
    "/induction",
    "/induction/1?who=staff",
    "/induction/4?answer=1",
    "/induction/finish",
]
INJECT = """() => {
  const script = document.createElement("script");
  script.textContent = "window.owned = true";
  document.body.append(script);
  const image = document.createElement("img");
  image.setAttribute("onerror", "window.owned = true");
  image.src = "data:image/png;base64,broken";
  document.body.append(image);
  const link = document.createElement("a");
  link.href = "javascript:window.owned = true";
  document.body.append(link);
  link.click();
}"""


def test_no_page_is_left_out() -> None:
    routers = [getattr(one, "original_router", one) for one in create_app(make_assistant()).routes]
    pages = [
        route
        for router in routers
        for route in getattr(router, "routes", ())
        if isinstance(route, APIRoute) and "GET" in route.methods and _is_page(route)
    ]
    paths = [path.partition("?")[0] for path in PAGES]

    assert len(pages) > 8
    left_out = {page.path for page in pages if not any(map(page.path_regex.match, paths))}
    assert left_out == {"/embed.js"}  # a script, for pages of other sites


def _is_page(route: APIRoute) -> bool:
    kind = getattr(route.response_class, "value", route.response_class)
    return issubclass(kind, HTMLResponse)


@pytest.mark.parametrize("path", PAGES)
def test_page_keeps_its_policy_without_a_complaint(
    browser: Browser, address: str, path: str
) -> None:
    with watched_context(browser, address) as context:
        page = context.new_page()

        answer = page.goto(address + path)
        page.wait_for_load_state("networkidle")

        assert answer is not None
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe-eval" not in answer.headers["content-security-policy"]
        assert answer.ok


@pytest.mark.parametrize("path", [*PAGES, "/nothing-here"])
def test_injected_inline_script_does_not_run(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(address + path)

    page.evaluate(INJECT)
    page.wait_for_timeout(300)

    assert page.evaluate("window.owned") is None
    assert [text for text in refused if re.search("Content Security Policy", text)]
    context.close()


def test_policy_would_let_an_inline_script_run_where_there_is_none(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p>No policy</p>")

    page.evaluate(INJECT)
    page.wait_for_timeout(300)

    assert page.evaluate("window.owned") is True
    page.close()


def test_browser_that_asks_too_often_is_told_on_the_page(browser: Browser) -> None:
    app = create_app(make_assistant(), Site(protection=Protection(per_session=1)))
    with serve(app) as address:
        page: Page = browser.new_page()
        open_chat(page, address)
        ask(page, "What are our values?")
        page.locator(".answer .sources").wait_for()

        ask(page, "What is our vision?")

        page.get_by_text(re.compile(r"Wait \d+ seconds, then ask again")).first.wait_for()
        page.close()

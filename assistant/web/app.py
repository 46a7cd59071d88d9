"""The web application: routes, pages and the conversation, put together."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles

from assistant import __version__
from assistant.assistant import Assistant
from assistant.picturing import PagePictures
from assistant.web.api import api_routes
from assistant.web.ask import ask_routes
from assistant.web.chat import build_chat
from assistant.web.door import mount_chat
from assistant.web.fragments import Fragments
from assistant.web.gate import Gate
from assistant.web.guides.pages import Guides, guide_routes
from assistant.web.headers import SecurityHeaders
from assistant.web.monitoring import metrics_routes
from assistant.web.openapi import describe_requests
from assistant.web.page_pictures import picture_routes
from assistant.web.pages import page_routes
from assistant.web.problems import Problems, register_problems
from assistant.web.proxies import BehindProxies
from assistant.web.queue import QuestionQueue
from assistant.web.render import Renderer
from assistant.web.site import Site, site_routes
from assistant.web.talk import Talk
from assistant.web.watch import Watch

STYLES = Path(__file__).parent / "static"


def create_app(assistant: Assistant, site: Site | None = None) -> FastAPI:
    """Return the application that serves `assistant`."""
    site = site or Site()
    messages = site.messages
    renderer = Renderer(
        messages,
        site.help_words,
        trust_name=site.trust_name,
        banner=site.banner,
        has_logo=site.logo is not None,
    )
    app = FastAPI(
        title=messages.text("page.service"), version=__version__, docs_url=None, redoc_url=None
    )
    problems = Problems(messages, site.help_words, renderer, observe=site.observe)
    register_problems(app, messages, problems)
    queue = QuestionQueue(site.questions_at_once, messages)
    _add_middleware(app, assistant, site, problems)
    for routes in _routes(assistant, site, renderer, problems, queue):
        app.include_router(routes)
    app.mount("/styles", StaticFiles(directory=STYLES))
    describe_requests(app)
    fragments = Fragments(assistant, renderer, leave=True)
    talk = Talk(assistant, messages, site.help_words, fragments, queue, problems)

    def add_chat() -> None:
        mount_chat(
            app,
            build_chat(talk, messages),
            renderer,
            messages=messages,
            problems=problems,
            frame_ancestors=site.frame_ancestors,
        )

    in_event_loop(add_chat)
    return app


def _add_middleware(app: FastAPI, assistant: Assistant, site: Site, problems: Problems) -> None:
    """Put before the routes what every request passes, the last added first."""
    protection = site.protection
    app.add_middleware(
        Gate,
        assistant=assistant,
        messages=site.messages,
        problems=problems,
        protection=protection,
    )
    app.add_middleware(
        BehindProxies,
        trusted=protection.trusted_proxies,
        sign_in_header=protection.sign_in_header,
    )
    app.add_middleware(Watch, observe=site.observe, problems=problems)
    app.add_middleware(SecurityHeaders, frame_ancestors=site.frame_ancestors)


def _routes(
    assistant: Assistant, site: Site, renderer: Renderer, problems: Problems, queue: QuestionQueue
) -> Iterator[APIRouter]:
    """Yield all routes but the conversation's."""
    messages, help_words = site.messages, site.help_words
    guides = Guides(
        assistant,
        messages,
        renderer,
        corpus=site.corpus,
        strategy_document=site.strategy_document,
    )
    metrics_from = site.protection.metrics_from
    yield api_routes(assistant, messages, problems, queue)
    yield page_routes(assistant, messages, help_words, renderer)
    yield ask_routes(assistant, messages, help_words, renderer, problems, queue)
    yield picture_routes(assistant, messages, PagePictures())
    yield guide_routes(guides)
    yield metrics_routes(assistant, messages, site.metrics, queue, metrics_from)
    yield site_routes(messages, renderer, logo=site.logo, facts=site.privacy)


def in_event_loop(add: Callable[[], None]) -> None:
    """Call `add` while an event loop runs.

    Outside one, Gradio opens a loop for each of its locks and never closes it.
    """

    async def call() -> None:
        add()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(call())
    else:
        add()

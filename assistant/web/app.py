"""The web application: routes, pages and the conversation, put together."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from assistant import __version__
from assistant.assistant import Assistant
from assistant.events import Observer, observe_nothing
from assistant.help import Help, load_help
from assistant.messages import Messages, load_messages
from assistant.metrics import Metrics
from assistant.picturing import PagePictures
from assistant.web.api import api_routes
from assistant.web.ask import ask_routes
from assistant.web.chat import build_chat
from assistant.web.door import mount_chat
from assistant.web.fragments import Fragments
from assistant.web.gate import Gate, Protection
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
from assistant.web.site import PrivacyFacts, site_routes
from assistant.web.talk import Talk
from assistant.web.watch import Watch

STYLES = Path(__file__).parent / "static"


def create_app(
    assistant: Assistant,
    *,
    messages: Messages | None = None,
    help_words: Help | None = None,
    trust_name: str = "",
    banner: str = "",
    logo: Path | None = None,
    corpus: Path = Path("corpus"),
    strategy_document: str = "strategy-pyramid",
    frame_ancestors: str = "'self'",
    questions_at_once: int = 2,
    protection: Protection | None = None,
    privacy: PrivacyFacts | None = None,
    observe: Observer = observe_nothing,
    metrics: Metrics | None = None,
) -> FastAPI:
    """Return the application that serves `assistant`.

    `corpus` is the folder whose `induction.toml` is shown, and `strategy_document` the id of the
    document that is drawn as a figure. `banner` and the picture `logo` stand on every page.
    `frame_ancestors` are the hosts whose pages may show ours in a frame, as a content security
    policy writes them; `questions_at_once` is how many are answered at one time.
    `metrics` are shown at `/metrics`; what counts them is told of events elsewhere.
    """
    messages = messages or load_messages()
    help_words = help_words or load_help()
    renderer = Renderer(
        messages, help_words, trust_name=trust_name, banner=banner, has_logo=logo is not None
    )
    guides = Guides(
        assistant, messages, renderer, corpus=corpus, strategy_document=strategy_document
    )
    app = FastAPI(
        title=messages.text("page.service"), version=__version__, docs_url=None, redoc_url=None
    )
    problems = Problems(messages, help_words, renderer, observe=observe)
    register_problems(app, messages, problems)
    queue = QuestionQueue(questions_at_once, messages)
    protection = protection or Protection()
    app.add_middleware(
        Gate, assistant=assistant, messages=messages, problems=problems, protection=protection
    )
    app.add_middleware(
        BehindProxies,
        trusted=protection.trusted_proxies,
        sign_in_header=protection.sign_in_header,
    )
    app.add_middleware(Watch, observe=observe, problems=problems)
    app.add_middleware(SecurityHeaders, frame_ancestors=frame_ancestors)
    app.include_router(api_routes(assistant, messages, problems, queue))
    app.include_router(page_routes(assistant, messages, help_words, renderer))
    app.include_router(ask_routes(assistant, messages, help_words, renderer, problems, queue))
    app.include_router(picture_routes(assistant, messages, PagePictures()))
    app.include_router(guide_routes(guides))
    app.include_router(
        metrics_routes(assistant, messages, metrics or Metrics(), queue, protection.metrics_from)
    )
    app.include_router(site_routes(messages, renderer, logo=logo, facts=privacy or PrivacyFacts()))
    app.mount("/styles", StaticFiles(directory=STYLES))
    describe_requests(app)
    fragments = Fragments(assistant, renderer, leave=True)
    talk = Talk(assistant, messages, help_words, fragments, queue, problems)

    def add_chat() -> None:
        chat = build_chat(talk, messages)
        mount_chat(
            app,
            chat,
            renderer,
            messages=messages,
            problems=problems,
            frame_ancestors=frame_ancestors,
        )

    in_event_loop(add_chat)
    return app


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

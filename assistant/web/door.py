"""The door to Gradio: lets through what the conversation needs, and completes its page."""

import re
import secrets
from collections.abc import Collection
from typing import cast

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.messages import Messages
from assistant.web.asked import CALL, read_asked
from assistant.web.bodies import Body
from assistant.web.calls import SESSION, Inputs, read_call
from assistant.web.forgetting import NoMemory
from assistant.web.headers import content_security_policy
from assistant.web.problems import Problems
from assistant.web.render import Renderer
from assistant.web.visitors import give_session

NEEDED = re.compile(
    r"/(config|theme\.css|manifest\.json|(assets|static|svelte)/[\w./@-]+"
    rf"|gradio_api/(queue/(join|data)|heartbeat/{SESSION}|startup-events|cancel|reset|theme\.css))"
)
NOT_FOR_GRADIO = (b"origin", b"x-forwarded-host", b"x-forwarded-proto", b"x-gradio-server")
"""By the first Gradio lets other sites read its answers, by the rest it names its own address."""

PAGES = ("/", "/embed")
"""The conversation as a page of its own, and in a frame of another page."""

GIVEN_UP = ("/gradio_api/cancel", "/gradio_api/reset")
"""Where the page says that it no longer waits; Gradio fails on what is not JSON there."""

PREVIEW_TAGS = re.compile(r'<meta\s+(property="og:|name="twitter:)[^>]*>')
BODY = re.compile(r"<body[^>]*>")
FONT = ("Arial", "Helvetica", "sans-serif")


def mount_chat(
    app: FastAPI,
    chat: gr.Blocks,
    renderer: Renderer,
    *,
    messages: Messages,
    problems: Problems,
    frame_ancestors: str,
) -> None:
    """Mount the conversation at `/` of `app`, behind its door.

    Comes after every other route, since all that they leave falls to it.
    """
    gr.mount_gradio_app(
        app,
        chat,
        path="/",
        run_history=False,
        footer_links=[],
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        theme=gr.themes.Base(font=FONT, font_mono=["monospace"]),
    )
    mount = cast(Mount, app.routes[-1])
    gradio = cast(gr.routes.App, mount.app)
    gradio.state_holder = NoMemory(chat)
    mount.app = GradioDoor(
        gradio,
        renderer,
        inputs={index: [_choices(part) for part in fn.inputs] for index, fn in chat.fns.items()},
        bad_call=messages.text("error.call"),
        problems=problems,
        frame_ancestors=frame_ancestors,
    )


class GradioDoor:
    """Stands before Gradio; whatever the conversation does not need is not found.

    So nothing can be uploaded, no file of this machine read, and no function called except
    as the page calls it.
    """

    def __init__(
        self,
        gradio: ASGIApp,
        renderer: Renderer,
        *,
        inputs: Inputs,
        bad_call: str,
        problems: Problems,
        frame_ancestors: str,
    ) -> None:
        self._gradio = gradio
        self._renderer = renderer
        self._inputs = inputs
        self._bad_call = bad_call
        self._problems = problems
        self._frame_ancestors = frame_ancestors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        path = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
        if scope["type"] != "http":
            await self._gradio(scope, receive, send)
        elif path in PAGES and scope["method"] == "GET":
            await self._complete_page(scope, receive, send)
        elif path in (CALL, *GIVEN_UP) and scope["method"] == "POST":
            await self._call(path, scope, receive, send)
        elif NEEDED.fullmatch(path):
            await self._gradio(_without(scope, NOT_FOR_GRADIO), receive, send)
        else:
            raise HTTPException(404)

    async def _call(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        content = await Request(scope, receive).body()
        if path == CALL:
            call = read_call(content, self._inputs)
        else:
            call = content if isinstance(Body(content).json, dict) else None
        if call is not None:
            scope = _without(scope, (*NOT_FOR_GRADIO, b"content-length"))
            await self._gradio(scope, Body(call).again(receive), send)
            return
        asked = read_asked(CALL, Body(content))
        response = self._problems.beside_help(CALL, 422, self._bad_call, asked.typed, asked.earlier)
        await response(scope, receive, send)

    async def _complete_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        nonce = secrets.token_urlsafe(16)
        body = bytearray()

        async def collect(message: Message) -> None:
            body.extend(message.get("body", b""))

        await self._gradio(_plain_get(scope), receive, collect)
        page = self._complete(body.decode(), nonce, framed=scope["path"].endswith("/embed"))
        scripts = f"'self' 'nonce-{nonce}' 'sha256-Bp00+bXvXIKMynrZJ/zG223J2+w1B7iMwzQeXZXUst4='"
        policy = content_security_policy(
            scripts=scripts, styles="'self' 'unsafe-inline'", frame_ancestors=self._frame_ancestors
        )
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        response = HTMLResponse(page, headers=headers)
        give_session(scope, response)
        await response(scope, receive, send)

    def _complete(self, page: str, nonce: str, *, framed: bool) -> str:
        page = PREVIEW_TAGS.sub("", page)
        page = page.replace("shrink-to-fit=no", "interactive-widget=resizes-content", 1)
        page = page.replace('lang="en"', 'lang="en-GB"', 1)
        page = page.replace("</head>", self._renderer.page("chat_head.html") + "</head>", 1)
        start = self._renderer.page("chat_body.html", framed=framed)
        page = page.replace("</body>", self._renderer.page("footer.html") + "</body>", 1)
        page = page.replace("<script", f'<script nonce="{nonce}"')
        return BODY.sub(lambda body: body[0] + start, page, count=1)


def _choices(component: gr.blocks.Block) -> Collection[str] | None:
    """Return what may be chosen in a part of the page, or None where anything may be typed."""
    choices = getattr(component, "choices", None)
    return None if choices is None else [str(value) for _, value in choices]


def _plain_get(scope: Scope) -> Scope:
    """Return the request without a query, which Gradio would load a saved page by."""
    kept = _without(scope, (*NOT_FOR_GRADIO, b"accept-encoding"))
    return {**kept, "path": scope.get("root_path", "") + "/", "query_string": b""}


def _without(scope: Scope, names: Collection[bytes]) -> Scope:
    kept = [(name, value) for name, value in scope["headers"] if name not in names]
    return {**scope, "headers": kept}

"""The door to Gradio: lets through what the conversation needs, and completes its page."""

import re
import secrets
from collections.abc import Sequence

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.headers import content_security_policy
from assistant.web.render import Renderer

NEEDED = re.compile(
    r"/(config|theme\.css|manifest\.json|(assets|static|svelte)/[\w./@-]+"
    r"|gradio_api/(queue/(join|data)|heartbeat/\w+|startup-events|cancel|reset|theme\.css))"
)
PREVIEW_TAGS = re.compile(r'<meta\s+(property="og:|name="twitter:)[^>]*>')
BODY = re.compile(r"<body[^>]*>")
FONT = ("Arial", "Helvetica", "sans-serif")


def mount_chat(app: FastAPI, chat: gr.Blocks, renderer: Renderer, *, frame_ancestors: str) -> None:
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
    mount = app.routes[-1]
    assert isinstance(mount, Mount)
    mount.app = GradioDoor(mount.app, renderer, frame_ancestors=frame_ancestors)


class GradioDoor:
    """Stands before Gradio; whatever the conversation does not need is not found.

    So nothing can be uploaded, no file of this machine read, and no function called except
    as the page calls it.
    """

    def __init__(self, gradio: ASGIApp, renderer: Renderer, *, frame_ancestors: str) -> None:
        self._gradio = gradio
        self._renderer = renderer
        self._frame_ancestors = frame_ancestors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        path = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
        if scope["type"] != "http":
            await self._gradio(scope, receive, send)
        elif path == "/" and scope["method"] == "GET":
            await self._complete_page(scope, receive, send)
        elif NEEDED.fullmatch(path):
            await self._gradio(scope, receive, send)
        else:
            raise HTTPException(404)

    async def _complete_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        nonce = secrets.token_urlsafe(16)
        body = bytearray()

        async def collect(message: Message) -> None:
            body.extend(message.get("body", b""))

        await self._gradio(_plain_get(scope), receive, collect)
        page = self._complete(body.decode(), nonce)
        scripts = f"'self' 'nonce-{nonce}' 'sha256-Bp00+bXvXIKMynrZJ/zG223J2+w1B7iMwzQeXZXUst4='"
        policy = content_security_policy(
            scripts=scripts, styles="'self' 'unsafe-inline'", frame_ancestors=self._frame_ancestors
        )
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        await HTMLResponse(page, headers=headers)(scope, receive, send)

    def _complete(self, page: str, nonce: str) -> str:
        page = PREVIEW_TAGS.sub("", page)
        page = page.replace("shrink-to-fit=no", "interactive-widget=resizes-content", 1)
        page = page.replace('lang="en"', 'lang="en-GB"', 1)
        page = page.replace("</head>", self._renderer.page("chat_head.html") + "</head>", 1)
        start = self._renderer.page("chat_body.html")
        page = page.replace("<script", f'<script nonce="{nonce}"')
        return BODY.sub(lambda body: body[0] + start, page, count=1)


def _plain_get(scope: Scope) -> Scope:
    """Return the request without a query, which Gradio would load a saved page by."""
    headers: Sequence[tuple[bytes, bytes]] = scope["headers"]
    kept = [(name, value) for name, value in headers if name != b"accept-encoding"]
    return {**scope, "query_string": b"", "headers": kept}

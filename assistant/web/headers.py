"""Security headers, on every response."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPTED = ("/ask", "/induction")
"""Pages that work without scripts, and better with ours."""


class SecurityHeaders:
    """Sets the headers that a response does not bring itself."""

    def __init__(self, app: ASGIApp, *, frame_ancestors: str) -> None:
        self._app = app
        self._policies = {
            scripts: content_security_policy(
                scripts=scripts, styles="'self'", frame_ancestors=frame_ancestors
            )
            for scripts in ("'self'", "'none'")
        }
        self._headers = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the headers of what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # the server sends the headers alone, whatever is made
            scope = {**scope, "method": "GET"}

        scripts = "'self'" if scope["path"].startswith(SCRIPTED) else "'none'"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", self._policies[scripts])
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def content_security_policy(*, scripts: str, styles: str, frame_ancestors: str) -> str:
    """Return a policy under which nothing is loaded from another host."""
    return (
        f"default-src 'self'; script-src {scripts}; style-src {styles}; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; "
        f"frame-ancestors {frame_ancestors}"
    )

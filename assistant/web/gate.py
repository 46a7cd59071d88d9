"""The gate before every route: who may come in, how often and with how much."""

from dataclasses import dataclass
from typing import Literal

from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.assistant import Assistant
from assistant.messages import Messages
from assistant.web.asked import API, CALL, FORM, Asked, read_asked
from assistant.web.bodies import MAX_BYTES, Body, read_body
from assistant.web.limits import Limits
from assistant.web.problems import Problems
from assistant.web.proxies import SIGNED_IN
from assistant.web.visitors import address_of, is_from_elsewhere, session_of

OPEN_TO_ALL = ("/help", "/privacy", "/healthz", "/metrics")
"""What nobody has to sign in for, besides the styles; `/metrics` asks where a caller is."""

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
MOST_BYTES_OTHERWISE = 100_000

Reason = Literal["sign_in", "elsewhere", "often", "long", "slow"]
STATUS: dict[Reason, int] = {
    "sign_in": 401,
    "elsewhere": 403,
    "often": 429,
    "long": 422,
    "slow": 408,
}
CUT: tuple[Reason, ...] = ("long", "slow")


@dataclass(frozen=True, slots=True)
class Protection:
    """What the operator sets of who may come in; the limits are calls a minute, 0 for none.

    `metrics_from` are the networks that may read the metrics.
    """

    per_session: int = 30
    per_address: int = 3_000
    trusted_proxies: tuple[str, ...] = ()
    sign_in_header: str | None = None
    metrics_from: tuple[str, ...] = ("127.0.0.0/8", "::1")
    body_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in, and in how many seconds it would be where that is known."""

    reason: Reason
    seconds: int = 0


class Gate:
    """Lets requests in, or refuses them with a reason, a way on, and help where it may be needed.

    A question is read before it is refused: one that shows a person in danger always comes in.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        assistant: Assistant,
        messages: Messages,
        problems: Problems,
        protection: Protection,
    ) -> None:
        self._app = app
        self._assistant = assistant
        self._messages = messages
        self._problems = problems
        self._body_seconds = protection.body_seconds
        self._limits = Limits(
            per_session=protection.per_session, per_address=protection.per_address
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body read, or answer with why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._limits.forget_callers()  # with any request, so that no address stays for long
        path = scope["path"]
        asked = None
        body = Body(b"")
        if scope["method"] not in SAFE_METHODS:
            asks = scope["method"] == "POST" and path.endswith((API, FORM, CALL))
            most = MAX_BYTES if asks else MOST_BYTES_OTHERWISE
            body = await read_body(receive, seconds=self._body_seconds, most=most)
            receive = body.again(receive)
            asked = await run_in_threadpool(read_asked, path, body) if asks else None
        refusal = self._refusal(scope, body, asked)
        if refusal is None or (asked and await run_in_threadpool(self._is_crisis, asked)):
            await self._app(scope, receive, send)
            return
        response = await run_in_threadpool(self._refuse, path, refusal, asked)
        await response(scope, receive, send)

    def _refusal(self, scope: Scope, body: Body, asked: Asked | None) -> Refusal | None:
        path = scope["path"]
        open_to_all = path in OPEN_TO_ALL or path.startswith("/styles/")
        if not scope["state"][SIGNED_IN] and not open_to_all:
            return Refusal("sign_in")
        if scope["method"] not in SAFE_METHODS and is_from_elsewhere(scope):
            return Refusal("elsewhere")
        if body.fault:
            return Refusal(body.fault)
        return self._too_often(scope, asked) if asked else None

    def _too_often(self, scope: Scope, asked: Asked) -> Refusal | None:
        """Count what is asked by browser and address; what asks nothing, by address alone."""
        session = session_of(scope) if asked.typed else None
        seconds = self._limits.wait(session, address_of(scope))
        return Refusal("often", seconds) if seconds else None

    def _is_crisis(self, asked: Asked) -> bool:
        return self._assistant.is_crisis(asked.typed, earlier=asked.earlier)

    def _refuse(self, path: str, refusal: Refusal, asked: Asked | None) -> Response:
        """Return the refusal; beside a question that may be worrying, with help.

        Of a body that was cut off the rest is not known, so the line of help is always there, and
        nothing more is read.
        """
        detail = self._messages.text(
            f"error.{refusal.reason}",
            limit="100 kB" if asked is None else f"{MAX_BYTES // 1_000_000} MB",
            seconds=refusal.seconds,
        )
        status = STATUS[refusal.reason]
        if asked is None:
            response = self._problems.show(path, status, detail)
        else:
            response = self._problems.beside_help(
                path,
                status,
                detail,
                asked.typed,
                asked.earlier,
                always=refusal.reason in CUT,
                wait=refusal.seconds,
            )
        if refusal.reason in CUT:
            response.headers["Connection"] = "close"
        return response

"""The watch over requests: tells of each one, gives it a number, and keeps what was typed out."""

from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.events import Observer, Served, unforeseen
from assistant.log import new_number, numbered
from assistant.web.problems import Problems

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


class Watch:
    """Tells an observer of every request, and turns what is unforeseen into a page that says so.

    An error that goes on from here says what kind it was and where it rose. Its own message and
    those of its causes may hold a question, and servers log them.
    """

    def __init__(self, app: ASGIApp, *, observe: Observer, problems: Problems) -> None:
        self._app = app
        self._observe = observe
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and tell what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = new_number()
        with numbered(number):
            await self._watch(scope, receive, send, number)

    async def _watch(self, scope: Scope, receive: Receive, send: Send, number: str) -> None:
        began = perf_counter()
        status = 0

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = number
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception as error:
            detail = self._problems.words(error)
            if not status:
                await self._problems.show(scope["path"], 500, detail)(scope, receive, note)
            raise unforeseen(error) from None
        finally:
            seconds = perf_counter() - began
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._observe(Served(method, _pattern(scope), status, seconds))


def _pattern(scope: Scope) -> str:
    """Return the pattern that an address matched, since the address itself may hold anything."""
    return getattr(scope.get("route"), "path", "") or "/"

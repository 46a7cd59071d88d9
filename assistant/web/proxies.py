"""The reverse proxies that are trusted: who they say is calling, and whether signed in."""

from ipaddress import ip_address, ip_network
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

SIGNED_IN = "signed_in"


class BehindProxies:
    """Takes the client's address and scheme from a trusted proxy's headers, and from nobody else.

    Where a sign-in header is set, notes whether a trusted proxy sent it. Its value, which names a
    person, is kept nowhere.
    """

    def __init__(
        self, app: ASGIApp, *, trusted: tuple[str, ...] = (), sign_in_header: str | None = None
    ) -> None:
        inner: Any = app
        self._app: Any = ProxyHeadersMiddleware(inner, list(trusted)) if trusted else inner
        self._networks = [ip_network(one, strict=False) for one in trusted]
        self._sign_in_header = sign_in_header

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with what its proxy says of it."""
        if scope["type"] == "http":
            scope.setdefault("state", {})[SIGNED_IN] = self._is_signed_in(scope)
        await self._app(scope, receive, send)

    def _is_signed_in(self, scope: Scope) -> bool:
        if self._sign_in_header is None:
            return True
        named = Headers(scope=scope).get(self._sign_in_header, "")
        return bool(named.strip()) and self._is_trusted(scope)

    def _is_trusted(self, scope: Scope) -> bool:
        client = scope.get("client")
        try:
            address = ip_address(client[0] if client else "")
        except ValueError:
            return False
        return any(address in network for network in self._networks)

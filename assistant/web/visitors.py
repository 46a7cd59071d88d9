"""Visitors: who a request comes from, as far as limits need to tell them apart."""

import re
import secrets

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

COOKIE = "assistant_session"
_MADE_BY_US = re.compile(r"[\w-]{22}")


def session_of(scope: Scope) -> str | None:
    """Return the number in our cookie, or None for a call without it."""
    value = HTTPConnection(scope).cookies.get(COOKIE, "")
    return value if _MADE_BY_US.fullmatch(value) else None


def address_of(scope: Scope) -> str:
    """Return the address that a request comes from, behind the proxies that are trusted."""
    client = scope.get("client")
    return client[0] if client else ""


def caller_of(scope: Scope) -> str:
    """Return what tells one caller from another: our cookie, or else the address."""
    return session_of(scope) or address_of(scope)


def give_session(scope: Scope, response: Response) -> None:
    """Set a random number as our cookie, for as long as the browser is open."""
    if session_of(scope) is None:
        response.set_cookie(
            COOKIE,
            secrets.token_urlsafe(16),
            httponly=True,
            samesite="lax",
            secure=scope["scheme"] == "https",
        )


def is_from_elsewhere(scope: Scope) -> bool:
    """Return whether a page of another site sent a request, by what its browser says of it.

    A program that says nothing of an origin is not a page.
    """
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host", "")

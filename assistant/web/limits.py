"""Limits: how many questions a browser and an address may ask in a minute."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from ipaddress import ip_address

MINUTE = 60.0
SHARED_PREFIX = 64
"""Bits of an IPv6 address that one subscriber holds; the rest of them are one address to us."""


class Window:
    """Counts calls by key over the last minute and allows `most` of them; 0 is no limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._calls: dict[str, deque[float]] = {}

    def wait(self, key: str, now: float) -> float:
        """Return the seconds until the next call with `key` is allowed, 0 if it is now."""
        calls = self._calls.get(key)
        if not self._most or not calls:
            return 0.0
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        return calls[0] + MINUTE - now if len(calls) >= self._most else 0.0

    def count(self, key: str, now: float) -> None:
        """Count a call."""
        if self._most:
            self._calls.setdefault(key, deque()).append(now)

    def forget(self, now: float) -> None:
        """Drop every key that was not used in the last minute."""
        calls = self._calls.items()
        self._calls = {key: when for key, when in calls if when and when[-1] > now - MINUTE}

    def __len__(self) -> int:
        """Return how many keys are held."""
        return len(self._calls)


class Limits:
    """The limits by browser and, far higher, by address, since a whole room may share one."""

    def __init__(
        self,
        *,
        per_session: int,
        per_address: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sessions = Window(per_session)
        self._addresses = Window(per_address)
        self._clock = clock
        self._tidied = clock()

    def wait(self, session: str | None, address: str) -> int:
        """Count a call and return 0, or return in how many seconds it would be allowed.

        A call that is not allowed is not counted, so waiting that long is always enough.
        """
        self.forget_callers()
        now = self._clock()
        keys = list(self._keys(session, address))
        seconds = max(window.wait(key, now) for window, key in keys)
        if seconds > 0:
            return math.ceil(seconds)
        for window, key in keys:
            window.count(key, now)
        return 0

    def forget_callers(self) -> None:
        """Drop who asked nothing in the last minute, at most once a minute."""
        now = self._clock()
        if now - self._tidied > MINUTE:
            self._tidied = now
            self._sessions.forget(now)
            self._addresses.forget(now)

    def __len__(self) -> int:
        """Return how many browsers and addresses are held."""
        return len(self._sessions) + len(self._addresses)

    def _keys(self, session: str | None, address: str) -> Iterator[tuple[Window, str]]:
        if session is not None:
            yield self._sessions, session
        yield self._addresses, _subscriber(address)


def _subscriber(address: str) -> str:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(int(parsed) >> (128 - SHARED_PREFIX))

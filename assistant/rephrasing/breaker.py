"""The circuit breaker: leaves a model alone for a while after it has failed several times."""

import threading
import time
from collections.abc import Callable

FAILURES = 3
REST_SECONDS = 60.0


class Breaker:
    """Counts failures in a row; after some of them it is open until a time has passed.

    Then one call is let through to try; it closes again when that succeeds.
    """

    def __init__(
        self,
        failures: int = FAILURES,
        rest_seconds: float = REST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = failures
        self._rest = rest_seconds
        self._clock = clock
        self._failed = 0
        self._closed_again = 0.0
        self._lock = threading.Lock()

    def lets_through(self) -> bool:
        """Whether a call may be made now."""
        with self._lock:
            if self._failed < self._most:
                return True
            if self._clock() < self._closed_again:
                return False
            self._closed_again = self._clock() + self._rest
            return True

    def record(self, *, failed: bool) -> None:
        """Note how a call ended."""
        with self._lock:
            self._failed = self._failed + 1 if failed else 0
            self._closed_again = self._clock() + self._rest

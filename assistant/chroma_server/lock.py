"""Lock: the right to change the index on a Chroma server, for a time."""

import contextlib
import datetime
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from chromadb.api.models.Collection import Collection
from chromadb.errors import ChromaError

from assistant.chroma_server.server import ChromaServer
from assistant.errors import IndexLocked, IndexUnreachable

SECONDS = 120.0
"""How long the lock is held without a word from its holder, by the server's clock."""

PREFIX = "lock-"

_NOWHERE = np.zeros((1, 1), np.float32)


@dataclass(frozen=True, slots=True)
class _Held:
    """One holding of the lock; `token` tells holders apart, `until` is 0 once it was given back."""

    number: int
    token: str
    holder: str
    since: str
    until: float

    def said(self) -> str:
        """Say who holds the lock, and since when."""
        return f"{self.holder} has been changing the index since {self.since}."


class Lease:
    """The lock as its holder has it."""

    def __init__(
        self, server: ChromaServer, collection: Collection, held: _Held, seconds: float
    ) -> None:
        self._server = server
        self._collection = collection
        self._held = held
        self._seconds = seconds

    def confirm(self) -> None:
        """Renew the lock; raises IndexLocked if another has taken it meanwhile."""
        self._write(until=self._server.now() + self._seconds)
        last = _last(self._collection)
        if last is None or last.token != self._held.token:
            raise IndexLocked(
                "The lock on the index was not renewed in time, and another ingest has taken it. "
                "Nothing was changed; run `python ingest.py` again when that has finished."
            )

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Renew the lock in the background, and give it back at the end."""
        done = threading.Event()
        renewing = threading.Thread(target=self._renew_until, args=(done,), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            done.set()
            renewing.join()
            with contextlib.suppress(IndexUnreachable, ChromaError):  # then it ends by itself
                self._write(until=0.0)

    def _renew_until(self, done: threading.Event) -> None:
        while not done.wait(self._seconds / 6):
            # What stands against it is told when it is confirmed.
            with contextlib.suppress(IndexUnreachable, IndexLocked, ChromaError):
                self.confirm()

    def _write(self, *, until: float) -> None:
        self._collection.update(ids=[_id(self._held)], metadatas=[{"until": until}])


class ServerLock:
    """A lock kept as numbered records in a collection; the highest number is the last holding.

    Chroma leaves a record that is there as it was when another of its id is added, so of all who
    add a number, the first has the lock.
    """

    def __init__(self, server: ChromaServer, collection: str, *, seconds: float = SECONDS) -> None:
        self._server = server
        self._name = collection
        self._seconds = seconds

    def holder(self) -> str | None:
        """Say who holds the lock, and since when; None if nobody does."""
        collection = self._server.find_collection(self._name)
        last = _last(collection) if collection else None
        return last.said() if last and last.until > self._server.now() else None

    @contextlib.contextmanager
    def hold(self) -> Iterator[Lease]:
        """Hold the lock, renewed until it is given back; raises IndexLocked."""
        collection = self._server.get_or_create_collection(self._name)
        lease = Lease(self._server, collection, self._take(collection), self._seconds)
        with lease.kept():
            yield lease

    def _take(self, collection: Collection) -> _Held:
        last = _last(collection)
        now = self._server.now()
        if last and last.until > now:
            raise IndexLocked(
                f"{last.said()} Wait until it has finished; if it was killed, for "
                f"{last.until - now:.0f} seconds."
            )
        mine = _Held(
            number=last.number + 1 if last else 1,
            token=secrets.token_hex(8),
            holder=f"Process {os.getpid()} on {socket.gethostname()}",
            since=datetime.datetime.fromtimestamp(now, datetime.UTC).isoformat(timespec="seconds"),
            until=now + self._seconds,
        )
        collection.add(ids=[_id(mine)], embeddings=_NOWHERE, metadatas=[_metadata(mine)])
        first = _last(collection)
        if first is None or first.token != mine.token:
            said = first.said() if first else "Another process is changing the index."
            raise IndexLocked(f"{said} Wait until it has finished.")
        if last:
            collection.delete(ids=[_id(last)])
        return mine


def _id(held: _Held) -> str:
    return f"{PREFIX}{held.number:08d}"


def _metadata(held: _Held) -> dict[str, str | float]:
    return {
        "token": held.token,
        "holder": held.holder,
        "since": held.since,
        "until": held.until,
    }


def _last(collection: Collection) -> _Held | None:
    found = collection.get(include=["metadatas"])
    held = dict(zip(found["ids"], found["metadatas"] or (), strict=True))
    if not held:
        return None
    id_ = max(held)
    kept = held[id_]
    return _Held(
        int(id_.removeprefix(PREFIX)),
        str(kept["token"]),
        str(kept["holder"]),
        str(kept["since"]),
        float(str(kept["until"])),
    )

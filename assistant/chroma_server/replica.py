"""Replica: the live generation of a Chroma server, as one running app follows it."""

import contextlib
import logging
import shutil
import threading
from pathlib import Path

from assistant.chroma_server.index import IndexServer
from assistant.errors import IndexUnreachable, IndexUnusable

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0


class IndexReplica(IndexServer):
    """Knows without asking which generation is live, for no question may wait for that.

    A thread asks the server every few seconds. A new generation counts as live here once its
    files are here; questions that run finish on the one before.
    """

    def __init__(
        self,
        folder: Path,
        url: str,
        token: str | None = None,
        *,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        super().__init__(folder, url, token)
        self._look_seconds = look_seconds
        self._live: str | None = None
        self._problem: str | None = f"The index is being fetched from {url}. Try again in a minute."
        self._unreachable: str | None = None
        self._done = threading.Event()
        self._looking = threading.Thread(target=self._keep_looking, daemon=True)

    def start(self) -> None:
        """Follow the server from now on; return at once."""
        self._looking.start()

    def stop(self) -> None:
        """Follow the server no longer."""
        self._done.set()
        self._looking.join()

    def live_id(self) -> str | None:
        """Return the id of the generation in use here, None if the server has none.

        Raises IndexUnusable until it is known or where it could not be fetched.
        """
        if self._problem is not None:
            raise IndexUnusable(self._problem)
        return self._live

    def require_search(self) -> None:
        """Raise IndexUnreachable while the server does not answer, so that nobody waits for it."""
        if self._unreachable is not None:
            raise IndexUnreachable(self._unreachable)

    def has(self, generation_id: str) -> bool:
        """Return whether a generation's files are here."""
        return self.is_copied(generation_id)

    def look(self) -> None:
        """Ask the server once which generation is live, and take up a new one."""
        try:
            live = super().live_id()
            new = live if live != self._live else None
            if new is not None:
                self.fetch(new)
            self._live, self._problem, self._unreachable = live, None, None
            if new is not None:
                self._tidy(new)
        except (IndexUnusable, OSError) as error:
            self._note(error)

    def _keep_looking(self) -> None:
        while not self._done.is_set():
            self.look()
            self._done.wait(self._look_seconds)

    def _note(self, error: IndexUnusable | OSError) -> None:
        """Remember why the live generation is not in use; one that is goes on being used."""
        said = str(error)
        if said not in (self._problem, self._unreachable):
            logger.error(said)
        self._unreachable = said if isinstance(error, IndexUnreachable) else None
        if self._live is None:
            self._problem = said

    def _tidy(self, live: str) -> None:
        """Fetch the generation before the live one, for going back, and remove older ones."""
        previous = self.manifest(live).previous
        if previous:
            # The server still has it when it is wanted.
            with contextlib.suppress(IndexUnusable, OSError):
                self.fetch(previous)
        for folder in self.generation_folder(live).parent.iterdir():
            if folder.name < live and folder.name != previous:
                shutil.rmtree(folder, ignore_errors=True)

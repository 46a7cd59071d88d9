"""Server: the collections of a Chroma server, each call with a limit of time."""

import ssl
import weakref
from collections.abc import Iterator
from typing import Any

import httpx
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.fastapi import FastAPI
from chromadb.api.models.Collection import Collection
from chromadb.api.types import CollectionMetadata
from chromadb.config import Settings as ChromaSettings
from chromadb.config import System
from chromadb.errors import NotFoundError
from overrides import override

from assistant.errors import IndexUnreachable

CONNECT_SECONDS = 3.0


class ChromaServer:
    """The collections of a server, as a Chroma client has them; nothing is asked before a call.

    Calls raise IndexUnreachable where the server does not answer as Chroma does, and else
    ChromaError. chromadb's own client has no limit of time, and asks when it is made.
    """

    def __init__(self, url: str, token: str | None, *, seconds: float) -> None:
        self.url = url
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        settings = ChromaSettings(
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=url,
            chroma_server_http_port=0,  # not used, since the host is a whole URL
            chroma_server_headers=headers,
            anonymized_telemetry=False,
        )
        self._api = _LimitedApi(System(settings), url, seconds)
        weakref.finalize(self, self._api.close_connections)

    def get_collection(self, name: str, *, embedding_function: None = None) -> Collection:
        """Return a collection that is there; raises chromadb's NotFoundError if it is not."""
        return Collection(self._api, self._api.get_collection(name), embedding_function)

    def find_collection(self, name: str) -> Collection | None:
        """Return a collection, or None if it is not there."""
        try:
            return self.get_collection(name)
        except NotFoundError:
            return None

    def get_or_create_collection(
        self,
        name: str,
        *,
        embedding_function: None = None,
        metadata: CollectionMetadata | None = None,
        configuration: CreateCollectionConfiguration | None = None,
    ) -> Collection:
        """Return a collection, made anew if it is not there."""
        model = self._api.create_collection(
            name, configuration=configuration, metadata=metadata, get_or_create=True
        )
        return Collection(self._api, model, embedding_function)

    def collection_names(self) -> list[str]:
        """Return the names of all collections."""
        return [model.name for model in self._api.list_collections()]

    def remove_collection(self, name: str, *, at_once: int) -> None:
        """Remove a collection if it is there, so many records at once.

        Questions to other collections wait meanwhile: for 20,000 chunks at once, five seconds.
        """
        collection = self.find_collection(name)
        if collection is None:
            return
        while ids := collection.get(limit=at_once, include=[])["ids"]:
            collection.delete(ids=ids)
        self._api.delete_collection(name)

    def now(self) -> float:
        """Return the server's time, in seconds, by which all who share it can tell what is late."""
        return self._api.heartbeat() / 1e9


class _LimitedApi(FastAPI):
    """chromadb's HTTP client with limits of time, and with errors that say what to do."""

    def __init__(self, system: System, url: str, seconds: float) -> None:
        super().__init__(system)
        self._url = url
        self._seconds = seconds
        self._session.timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
        self._session.event_hooks = {"response": [self._check]}

    def close_connections(self) -> None:
        """Close what is open to the server."""
        self._session.close()

    @override
    def _make_request(self, method: str, path: str, **kwargs: Any) -> Any:
        try:
            return super()._make_request(method, path, **kwargs)
        except httpx.TimeoutException as error:
            raise self._unreachable(f"did not answer within {self._seconds:g} seconds") from error
        except httpx.TransportError as error:
            if any(isinstance(e, ssl.SSLCertVerificationError) for e in _causes(error)):
                raise self._unreachable(
                    f"has a certificate that is not trusted ({error}); "
                    "SSL_CERT_FILE names a file of authorities to trust"
                ) from error
            raise self._unreachable(f"cannot be reached ({error})") from error

    def _check(self, response: httpx.Response) -> None:
        """Raise IndexUnreachable for what no Chroma answers, but a proxy or another server."""
        if response.status_code in (401, 403):
            raise IndexUnreachable(
                f"The Chroma server at {self._url} refused the token. Set ASSISTANT_CHROMA_TOKEN "
                "to the one that its proxy asks for."
            )
        if "application/json" not in response.headers.get("content-type", ""):
            raise self._unreachable(f"answered with status {response.status_code} and no JSON")

    def _unreachable(self, what: str) -> IndexUnreachable:
        return IndexUnreachable(
            f"The Chroma server at {self._url} {what}. See that it runs and that "
            "ASSISTANT_CHROMA_URL is right, then try again."
        )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

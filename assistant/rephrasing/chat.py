"""The chat model: a prompt in, the reply piece by piece, within limits of time and length."""

import asyncio
import queue
import threading
import time
from collections.abc import Awaitable, Callable, Iterator

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage
from langsmith import tracing_context

from assistant.errors import ModelError
from assistant.rephrasing.asking import Usage
from assistant.rephrasing.prompts import Prompt

LONGEST_REPLY = 6000
"""A reply of more characters than this is broken off."""

_BROKEN = frozenset(["ConnectionError", "TransportError", "APIConnectionError"])
_ENDINGS = ("finish_reason", "stop_reason", "done_reason")
_CUT_OFF = frozenset(["length", "max_tokens", "content_filter", "MAX_TOKENS", "SAFETY"])

_Arrived = queue.SimpleQueue[str | None]


class ChatModel:
    """A LangChain chat model with limits, on an event loop of its own.

    A reply that is late, too long or cut off is broken off, its connection closed. Where the
    connection breaks before the first word, it is asked once more. Nothing that the model's
    library says is passed on, since that may hold keys.
    """

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        *,
        first_word_seconds: float,
        seconds: float,
        close_connections: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.name = name
        self._model = model
        self._first_word_seconds = first_word_seconds
        self._seconds = seconds
        self._loop = asyncio.new_event_loop()
        self._close_connections = close_connections
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="chat")
        self._thread.start()

    def ask(self, prompt: Prompt, usage: Usage) -> Iterator[str]:
        """Yield the reply piece by piece; raises ModelError where it does not come to its end."""
        arrived: _Arrived = queue.SimpleQueue()
        running = asyncio.run_coroutine_threadsafe(self._run(prompt, usage, arrived), self._loop)
        try:
            while (piece := arrived.get()) is not None:
                yield piece
            running.result()
        finally:
            running.cancel()

    def close(self) -> None:
        """Break off what is running, close the connections and stop the event loop."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        if self._close_connections:
            await self._close_connections()

    async def _run(self, prompt: Prompt, usage: Usage, arrived: _Arrived) -> None:
        began = time.monotonic()
        try:
            with tracing_context(enabled=False):
                async with asyncio.timeout(self._seconds):
                    await self._read_twice(prompt, usage, arrived, began)
        except TimeoutError as error:
            raise ModelError(f"The language model {self.name} did not answer in time.") from error
        except ModelError:
            raise
        except Exception as error:
            raise ModelError(_what_happened(self.name, error)) from error
        finally:
            arrived.put(None)

    async def _read_twice(
        self, prompt: Prompt, usage: Usage, arrived: _Arrived, began: float
    ) -> None:
        try:
            await self._read(prompt, usage, arrived, began)
        except Exception as error:
            if usage.first_word_seconds is not None or not _is_broken(error):
                raise
            await self._read(prompt, usage, arrived, began)

    async def _read(self, prompt: Prompt, usage: Usage, arrived: _Arrived, began: float) -> None:
        """Pass the pieces on until the model says that it is done."""
        length, ending = 0, None
        limit = began + self._first_word_seconds - time.monotonic()
        messages = [SystemMessage(prompt.system), HumanMessage(prompt.user)]
        async with asyncio.timeout(limit) as first_word:
            async for chunk in self._model.astream(messages):
                text = str(chunk.text)
                if text and usage.first_word_seconds is None:
                    usage.first_word_seconds = time.monotonic() - began
                    first_word.reschedule(None)
                if text:
                    arrived.put(text)
                length += len(text)
                if length > LONGEST_REPLY:
                    raise ModelError(f"The language model {self.name} did not stop.")
                ending = _ending(chunk) or ending
                _count_tokens(chunk, usage)
        if ending is None or ending in _CUT_OFF:
            raise ModelError(f"The reply of the language model {self.name} was cut off.")


def _ending(chunk: AIMessageChunk) -> str | None:
    found = (chunk.response_metadata.get(key) for key in _ENDINGS)
    return next((str(reason) for reason in found if reason), None)


def _count_tokens(chunk: AIMessageChunk, usage: Usage) -> None:
    if chunk.usage_metadata:
        usage.tokens_in += chunk.usage_metadata["input_tokens"]
        usage.tokens_out += chunk.usage_metadata["output_tokens"]


def _is_broken(error: BaseException) -> bool:
    """Whether a connection was refused or lost, whichever library the provider's uses."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & _BROKEN) and not any("Timeout" in name for name in names)


def _what_happened(name: str, error: Exception) -> str:
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return f"The language model {name} answered with status {status}."
    if _is_broken(error):
        return f"The connection to the language model {name} was refused or lost."
    return f"The language model {name} sent what cannot be read ({type(error).__name__})."

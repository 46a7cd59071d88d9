"""An OpenAI-compatible server that replies from a script, faults included."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each request with the next reply of the script, the last one over and over."""

    server: "ScriptedModel"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append(body)
        self.server.keys.append(self.headers.get("authorization", ""))
        number = min(len(self.server.asked), len(self.server.script)) - 1
        with contextlib.suppress(ConnectionError):
            self.server.script[number](self)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def begin(self, status: int = 200, kind: str = "text/event-stream") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("connection", "close")
        self.end_headers()

    def piece(self, text: str, ending: str | None = None) -> None:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": ending}
        self.event(json.dumps({**CHUNK, "choices": [choice]}))

    def event(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def drop(self) -> None:
        """Break the connection off so that the other side notices."""
        self.close_connection = True
        self.connection.shutdown(2)


class ScriptedModel(ThreadingHTTPServer):
    """Listens on a port of its own; remembers what it was asked and with which keys."""

    daemon_threads = True

    def __init__(self, *script: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = script
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.stopped = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextlib.contextmanager
def serve_model(*script: Reply) -> Iterator[ScriptedModel]:
    """Serve a script until the block ends."""
    server = ScriptedModel(*script)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


CHUNK = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
USAGE = {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}


def says(text: str, *, ending: str = "stop") -> Reply:
    """Reply with a text in small pieces, and what it took."""

    def reply(handler: Handler) -> None:
        handler.begin()
        for at in range(0, len(text), 7):
            handler.piece(text[at : at + 7])
        handler.piece("", ending)
        handler.event(json.dumps({**CHUNK, "choices": [], "usage": USAGE}))
        handler.event("[DONE]")

    return reply


def status(code: int) -> Reply:
    """Reply with an error that repeats the key it was sent, as some servers do."""

    def reply(handler: Handler) -> None:
        handler.begin(code, "application/json")
        key = handler.headers.get("authorization", "")
        handler.wfile.write(json.dumps({"error": {"message": f"No: {key}"}}).encode())

    return reply


def drops_after(text: str) -> Reply:
    """Break off in the middle of a sentence."""

    def reply(handler: Handler) -> None:
        handler.begin()
        handler.piece(text)
        handler.drop()

    return reply


def ends_early(text: str) -> Reply:
    """Close the connection as if all were said."""

    def reply(handler: Handler) -> None:
        handler.begin()
        handler.piece(text)

    return reply


def drops_at_once(handler: Handler) -> None:
    """Break off before anything is said."""
    handler.drop()


def silent(handler: Handler) -> None:
    """Take the question and say nothing."""
    handler.server.stopped.wait(30)


def keeps_alive(handler: Handler) -> None:
    """Send signs of life and no word."""
    handler.begin()
    while not handler.server.stopped.wait(0.1):
        handler.wfile.write(b": still thinking\n\n")
        handler.wfile.flush()


def trickles(text: str, seconds: float) -> Reply:
    """Say a text letter by letter, slowly, over and over."""

    def reply(handler: Handler) -> None:
        handler.begin()
        while not handler.server.stopped.is_set():
            for letter in text:
                handler.piece(letter)
                time.sleep(seconds)

    return reply


def never_ends(text: str) -> Reply:
    """Say new things for ever, as fast as it can."""

    def reply(handler: Handler) -> None:
        handler.begin()
        number = 0
        while not handler.server.stopped.is_set():
            number += 1
            handler.piece(f"{text} {number}. ")

    return reply


def raw(body: bytes, kind: str = "text/event-stream") -> Reply:
    """Send bytes that are not what the protocol asks for."""

    def reply(handler: Handler) -> None:
        handler.begin(kind=kind)
        handler.wfile.write(body)

    return reply

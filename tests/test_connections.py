import socket
import threading
import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from serving import serve

from assistant.web.connections import BoundedConnection

HEAD = b"GET /quick HTTP/1.1\r\nHost: test\r\n"


class Impatient(BoundedConnection):
    head_seconds = 0.6
    most_head_bytes = 4_000


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    app = FastAPI()

    @app.get("/quick")
    def quick() -> PlainTextResponse:
        return PlainTextResponse("done")

    @app.get("/slow")
    def slow() -> PlainTextResponse:
        time.sleep(1.5)
        return PlainTextResponse("done at last")

    with serve(app, http=Impatient) as url:
        host, port = url.removeprefix("http://").split(":")
        yield host, int(port)


def answer_to(address: tuple[str, int], *pieces: bytes, pause: float = 0.0) -> tuple[str, float]:
    """Send pieces with a pause after each; return what comes back, and after how long it ends."""
    began = time.monotonic()
    with socket.create_connection(address, timeout=10) as connection:
        sender = threading.Thread(target=_send, args=(connection, pieces, pause))
        sender.start()
        answer = b""
        try:
            while piece := connection.recv(65_536):
                answer += piece
        except ConnectionResetError:  # closed while more was on its way
            pass
        took = time.monotonic() - began
        sender.join()
    return answer.decode(), took


def _send(connection: socket.socket, pieces: tuple[bytes, ...], pause: float) -> None:
    try:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
    except OSError:
        return


def test_headers_that_trickle_are_cut_off(address: tuple[str, int]) -> None:
    letters = [bytes([letter]) for letter in HEAD + b"X-Slow: " + b"a" * 100]

    answer, took = answer_to(address, *letters, pause=0.05)

    assert answer.startswith("HTTP/1.1 408 ")
    assert 0.5 < took < 5


def test_connection_on_which_nothing_comes_is_closed(address: tuple[str, int]) -> None:
    answer, took = answer_to(address)

    assert answer == ""
    assert 0.5 < took < 5


def test_headers_that_trickle_after_an_answer_are_cut_off_too(address: tuple[str, int]) -> None:
    letters = [bytes([letter]) for letter in HEAD + b"X-Slow: " + b"a" * 100]

    answer, took = answer_to(address, HEAD + b"\r\n", *letters, pause=0.05)

    assert answer.startswith("HTTP/1.1 200 ")
    assert "HTTP/1.1 408 " in answer
    assert took < 5


def test_empty_lines_do_not_hold_a_connection(address: tuple[str, int]) -> None:
    _, took = answer_to(address, *[b"\r\n"] * 100, pause=0.05)

    assert took < 5


def test_headers_without_end_are_cut_off(address: tuple[str, int]) -> None:
    lines = [b"X-%d: %s\r\n" % (number, b"a" * 500) for number in range(500)]

    answer, _ = answer_to(address, HEAD, *lines, pause=0.001)

    assert answer.startswith("HTTP/1.1 431 ")


def test_answer_may_take_longer_than_the_headers(address: tuple[str, int]) -> None:
    request = b"GET /slow HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"

    answer, _ = answer_to(address, request)

    assert answer.endswith("done at last")


def test_requests_one_after_another_share_a_connection(address: tuple[str, int]) -> None:
    closing = HEAD + b"Connection: close\r\n\r\n"

    answer, _ = answer_to(address, HEAD + b"\r\n", HEAD + b"\r\n", closing, pause=0.2)

    assert answer.count("HTTP/1.1 200 ") == 3

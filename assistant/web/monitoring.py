"""Monitoring: the figures of `/metrics`, for those who run the assistant."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from assistant.assistant import Assistant
from assistant.messages import Messages
from assistant.metrics import CONTENT_TYPE, Metrics
from assistant.web.queue import QuestionQueue
from assistant.web.visitors import address_of


def metrics_routes(
    assistant: Assistant,
    messages: Messages,
    metrics: Metrics,
    queue: QuestionQueue,
    networks: Sequence[str],
) -> APIRouter:
    """Return the route of the metrics, which callers in `networks` may read, without a proxy.

    Not everyone may, since where few ask, a count can point at one: a crisis at ten past nine.
    """
    routes = APIRouter(include_in_schema=False)
    allowed = [ip_network(one, strict=False) for one in networks]
    metrics.watch_index(assistant.manifest)
    metrics.watch(
        "assistant_ready",
        "Whether a question can be answered at full quality.",
        lambda: float(assistant.not_ready() is None),
    )
    waiting, running = "Questions that wait for their turn.", "Questions that are being answered."
    metrics.watch("assistant_questions_waiting", waiting, lambda: queue.waiting)
    metrics.watch("assistant_questions_running", running, lambda: queue.running)

    @routes.get("/metrics")
    def show(request: Request) -> Response:
        if not _comes_from(request, allowed):
            return PlainTextResponse(messages.text("error.metrics"), 403)
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return routes


def _comes_from(request: Request, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Return whether a caller is in one of the networks, and comes without a proxy between."""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        address = ip_address(address_of(request.scope))
    except ValueError:
        return False
    return any(address in network for network in networks)

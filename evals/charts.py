"""Charts: drawings of a run as SVG that takes its colours from the page."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from evals.metrics import Bin

SIDE = 320
MARGIN = 40
WIDE = 660
HIGH = 180


def reliability_chart(bins: Sequence[Bin]) -> Markup:
    """Draw a reliability curve: how often answers were right at each confidence."""

    def across(value: float) -> float:
        return MARGIN + value * (SIDE - MARGIN - 20)

    def up(value: float) -> float:
        return SIDE - MARGIN - value * (SIDE - MARGIN - 10)

    parts = [_frame(SIDE, SIDE, "How often answers were right at each confidence")]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(_line(across(0), up(tick), across(1), up(tick), "grid"))
        parts.append(_text(across(0) - 6, up(tick) + 4, f"{tick:.0%}", "end"))
        parts.append(_text(across(tick), up(0) + 16, f"{tick:.0%}", "middle"))
    parts.append(_line(across(0), up(0), across(1), up(1), "ideal"))
    points = " ".join(f"{across(b.confidence):.1f},{up(b.accuracy):.1f}" for b in bins)
    parts.append(f'<polyline class="curve" points="{points}"/>')
    most = max((b.count for b in bins), default=1)
    for b in bins:
        radius = 3 + 8 * (b.count / most) ** 0.5
        title = f"{b.count} answers at {b.confidence:.0%} confidence: {b.accuracy:.0%} right"
        parts.append(
            f'<circle class="dot" cx="{across(b.confidence):.1f}" cy="{up(b.accuracy):.1f}" '
            f'r="{radius:.1f}"><title>{title}</title></circle>'
        )
    parts.append(_text(across(0.5), SIDE - 4, "confidence stated", "middle"))
    parts.append(_text(across(0) + 6, up(1) + 12, "share right", "start"))
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - figures and words of our own


def latency_chart(milliseconds: Sequence[float], p50: float, p95: float) -> Markup:
    """Draw how long answers took as a histogram with the p50 and p95 marked."""
    values = np.asarray(milliseconds, dtype=float)
    top = _round_up(max(float(np.percentile(values, 99)), p95) * 1.15)
    counts, edges = np.histogram(np.minimum(values, top), bins=40, range=(0, top))
    room, tall = WIDE - 2 * MARGIN, HIGH - MARGIN - 22
    parts = [_frame(WIDE, HIGH, f"Time an answer took: half within {p50:.0f} ms")]
    base = HIGH - MARGIN
    for count, low, high in zip(counts, edges[:-1], edges[1:], strict=True):
        height = tall * count / max(counts.max(), 1)
        left, right = MARGIN + room * low / top, MARGIN + room * high / top
        parts.append(
            f'<rect class="bar" x="{left + 0.5:.1f}" y="{base - height:.1f}" '
            f'width="{right - left - 1:.1f}" height="{height:.1f}">'
            f"<title>{count} answers in {low:.0f} to {high:.0f} ms</title></rect>"
        )
    parts.append(_line(MARGIN, base, WIDE - MARGIN, base, "axis"))
    for share in (0, 0.25, 0.5, 0.75, 1):
        parts.append(_text(MARGIN + room * share, base + 16, f"{top * share:.0f} ms", "middle"))
    for name, value, level in (("p50", p50, 12), ("p95", p95, 26)):
        place = MARGIN + room * min(value, top) / top
        parts.append(_line(place, level, place, base, "mark"))
        parts.append(_text(place + 5, level + 4, f"{name} {value:.0f} ms", "start"))
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - figures and words of our own


def _round_up(value: float) -> float:
    """Return the next number that reads well on an axis in quarters."""
    step = 10 ** np.floor(np.log10(max(value, 1.0)))
    return float(next(step * m for m in (1, 2, 4, 6, 8, 10) if step * m >= value))


def _frame(width: float, height: float, label: str) -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'

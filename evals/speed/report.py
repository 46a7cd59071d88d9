"""The report: figures on the terminal, and as the table and the plot of docs/performance.md."""

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path

from evals.speed.measuring import Figure

PAGE = Path(__file__).parent.parent.parent / "docs" / "performance.md"
PLOT = PAGE.parent / "images" / "performance.svg"
MARK = "<!-- {} -->"

WIDE, HIGH, MARGIN = 640, 360, 60
LINES = {
    "ingest_seconds": ("ingest", "#005eb8", 1.0),
    "open_seconds": ("opening the index", "#007f3b", 1.0),
    "answer": ("an answer", "#ae2573", 0.001),
    "retrieval": ("retrieval", "#768692", 0.001),
}
"""What is drawn: its name, its colour, and what makes it seconds."""


def print_figures(figures: Sequence[Figure]) -> None:
    """Print each figure with its bound, what falls short marked."""
    for figure in figures:
        print(_row(figure, plain=True))


def write_page(results: Path) -> None:
    """Set the table and the curve into docs/performance.md, and draw the plot."""
    kept = json.loads((results / "speed.json").read_text())
    figures = [Figure(**figure) for part in kept.values() for figure in part["figures"]]
    points = [point for part in kept.values() for point in part["points"]]
    loads = [part["load_average"] for part in kept.values()]
    rows = ["| what | measured | bound | | of |", "| --- | --- | --- | --- | --- |"]
    rows += [_row(figure) for figure in figures]
    dates = list(dict.fromkeys(part["measured_on"] for part in kept.values()))
    busy = f"Measured on {' and '.join(dates)}; the load average was {min(loads):.1f} to "
    busy += f"{max(loads):.1f} on two processors."
    page = _between(PAGE.read_text(), "figures", "\n".join([*rows, "", busy]))
    PAGE.write_text(_between(page, "curve", "\n".join(_curve(points))))
    PLOT.write_text(draw(points))


def draw(points: Sequence[dict[str, float]]) -> str:
    """Draw seconds against chunks, both on scales of powers of ten."""
    seconds = [p[name] * factor for p in points for name, (_, _, factor) in LINES.items()]
    left, right = (math.log10(f(p["chunks"] for p in points)) for f in (min, max))
    low, high = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))

    def across(chunks: float) -> float:
        return MARGIN + (WIDE - 3 * MARGIN) * (math.log10(chunks) - left) / ((right - left) or 1)

    def up(value: float) -> float:
        return HIGH - MARGIN - (HIGH - 2 * MARGIN) * (math.log10(value) - low) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" '
        'font-family="Arial, sans-serif" font-size="12"><title>Seconds against chunks</title>'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>'
    ]
    for power in range(low, high + 1):
        level = up(10.0**power)
        end = WIDE - 2 * MARGIN
        parts.append(f'<path d="M{MARGIN} {level:.0f}H{end}" stroke="#d8dde0"/>')
        parts.append(_text(MARGIN - 6, level + 4, f"{10.0**power:g} s", "end"))
    for point in points:
        parts.append(_text(across(point["chunks"]), HIGH - 36, f"{point['chunks']:,.0f}", "middle"))
    parts.append(_text(WIDE / 2 - MARGIN / 2, HIGH - 14, "chunks", "middle"))
    for name, (label, colour, factor) in LINES.items():
        places = [(across(p["chunks"]), up(p[name] * factor)) for p in points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        x, y = places[-1]
        parts.append(_text(x + 8, y + 4, label, "start", colour))
    return "".join([*parts, "</svg>\n"])


def _text(x: float, y: float, said: str, anchor: str, colour: str = "#212b32") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{said}</text>'


def _row(figure: Figure, *, plain: bool = False) -> str:
    unit = "" if figure.unit == "times" else f" {figure.unit}"
    word = "at least" if figure.at_least else "at most"
    bound = "" if figure.bound is None else f"{word} {figure.bound:g}{unit}"
    held = "" if figure.bound is None else ("holds" if figure.holds else "**falls short**")
    cells = [figure.name, f"{figure.value:.2f}{unit}", bound, held, figure.of]
    return " | ".join(cells).replace("**", "") if plain else f"| {' | '.join(cells)} |"


def _curve(points: Sequence[dict[str, float]]) -> list[str]:
    rows = [
        "| chunks | ingest | opening the index | encoding and one query | retrieval | an answer |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for point in points:
        cells = [
            f"{point['chunks']:,.0f}",
            f"{point['ingest_seconds']:.0f} s",
            f"{point['open_seconds']:.1f} s",
            *(f"{point[name]:.0f} ms" for name in ("bare", "retrieval", "answer")),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _between(page: str, name: str, content: str) -> str:
    """Return a page with what stands between two marks of a name replaced."""
    start, end = MARK.format(name), MARK.format(f"/{name}")
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    return pattern.sub(lambda _: f"{start}\n{content}\n{end}", page)

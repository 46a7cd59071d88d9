"""PDF pictures: what a page without words shows instead."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, Literal

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

PageShows = Literal["a picture", "a drawing", "nothing"]

MOST_OBJECTS = 2000
"""Looked at on one page; a scan has a few."""

_SCAN = 0.25


def what_page_shows(page: Any) -> PageShows:
    """Tell a page that is a picture, as of a scan, from one with drawings and a blank one."""
    if pictured_share(page) >= _SCAN:
        return "a picture"
    drawn = islice(page.get_objects(max_depth=4), MOST_OBJECTS)
    return "a drawing" if any(found.type in _DRAWN for found in drawn) else "nothing"


_DRAWN = frozenset(
    [
        pdfium.FPDF_PAGEOBJ_PATH,
        pdfium.FPDF_PAGEOBJ_IMAGE,
        pdfium.FPDF_PAGEOBJ_SHADING,
        pdfium.FPDF_PAGEOBJ_TEXT,
    ]
)


def pictured_share(page: Any) -> float:
    """Return the share of a page's area that its largest pictures cover, at most 1."""
    left, bottom, right, top = page.get_cropbox()
    area = max((right - left) * (top - bottom), 1.0)
    covered = 0.0
    for found in islice(page.get_objects(max_depth=4), MOST_OBJECTS):
        if found.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            covered += _area(found.get_bounds(), (left, bottom, right, top))
    share: float = min(covered / area, 1.0)
    return share


def _area(bounds: Sequence[float], frame: Sequence[float]) -> float:
    width = min(bounds[2], frame[2]) - max(bounds[0], frame[0])
    height = min(bounds[3], frame[3]) - max(bounds[1], frame[1])
    return max(width, 0.0) * max(height, 0.0)

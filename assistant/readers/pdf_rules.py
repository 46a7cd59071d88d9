"""PDF rules: the straight lines that a page draws, around the cells of its tables."""

import ctypes
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from assistant.readers.pdf_fragments import Fragment

SHORTEST = 5.0
"""Points; what is shorter is part of a drawing, or an underline of a letter."""

_MOST_OBJECTS = 3000
_MOST_SEGMENTS = 100
"""A path of more is a drawing."""

_STRAIGHT = 0.8

Point = tuple[float, float]


def rules_of(page: Any) -> list[Fragment]:
    """Return the lines up and across a pdfium page, as fragments without words.

    The edges of rectangles are lines too: many programs draw a line as a thin rectangle.
    """
    rules: dict[tuple[int, ...], Fragment] = {}
    for found in islice(page.get_objects(max_depth=1), _MOST_OBJECTS):
        if found.type == pdfium.FPDF_PAGEOBJ_PATH:
            for start, end in _segments(found):
                left, right = sorted((start[0], end[0]))
                bottom, top = sorted((start[1], end[1]))
                if min(right - left, top - bottom) < _STRAIGHT and (
                    max(right - left, top - bottom) > SHORTEST
                ):
                    place = tuple(map(round, (left, right, bottom, top)))
                    rules[place] = Fragment("", left, right, bottom, top, 0.0, False)
    return list(rules.values())


def _segments(path: Any) -> Iterator[tuple[Point, Point]]:
    """Yield the straight parts of a path, the one that closes it included."""
    count = pdfium.FPDFPath_CountSegments(path.raw)
    if count > _MOST_SEGMENTS:
        return
    matrix = path.get_matrix()
    first = last = (0.0, 0.0)
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path.raw, number)
        across, up = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, across, up)
        point = matrix.on_point(across.value, up.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield last, first

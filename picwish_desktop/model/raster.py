"""Which pixels a shape covers: those whose centre lies in it.

Positions are rounded to a 256th of a pixel, and from there everything is exact in whole numbers. A centre on an edge of
a polygon belongs to what is on the right of it, or below a level one: polygons that share an edge neither overlap nor
leave a gap. A centre on the edge of an ellipse is outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import isqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.mask import MARKED, Mask

SUBPIXELS = 256
CENTRE = SUBPIXELS // 2
FARTHEST = 2**22
"""Pixels. What is farther from the picture's corner is moved to there, so that 64 bits hold every product."""
BAND = 2**20
"""Crossings of edges and rows that are held in memory at a time."""

Integers: TypeAlias = NDArray[np.int64]
Spans: TypeAlias = tuple[Integers, Integers, Integers]
"""Rows, the first column of each span, and the column after its last. No span is empty."""


def polygon(points: Sequence[tuple[float, float]] | NDArray[np.float64], area: Rect) -> tuple[Rect, Mask]:
    """The smallest rectangle inside `area` that holds what is covered, and its coverage of 0 and 255.

    The last point is joined to the first. What the outline runs around in either direction is inside, however often:
    one that crosses itself has no holes, unless it runs around them once in each direction.
    """
    corners = _fixed(np.asarray(points, np.float64).reshape(-1, 2))
    if not len(corners):
        return _filled(EMPTY, ())
    frame = _frame(corners, area)
    return _filled(frame, _Edges(corners, frame).spans())


def ellipse(left: float, top: float, right: float, bottom: float, area: Rect) -> tuple[Rect, Mask]:
    """As `polygon`, of the ellipse that touches these four sides."""
    corners = _fixed(np.array([(left, top), (right, bottom)]))
    frame, (x0, y0, x1, y1) = _frame(corners, area), corners.reshape(-1).tolist()
    return _filled(frame, [_ellipse_spans(x0, y0, x1, y1, frame)])


class _Edges:
    """A polygon's edges that cross the rows of a frame, each from its upper end to its lower."""

    def __init__(self, corners: Integers, frame: Rect) -> None:
        self._frame = frame
        following = np.roll(corners, -1, axis=0)
        is_down = following[:, 1] > corners[:, 1]
        upper = np.where(is_down[:, np.newaxis], corners, following)
        lower = np.where(is_down[:, np.newaxis], following, corners)
        first = np.clip(_first_centre(upper[:, 1]), frame.y, frame.bottom)
        after = np.clip(_first_centre(lower[:, 1]), frame.y, frame.bottom)
        crossing = after > first
        self._upper, self._along = upper[crossing], (lower - upper)[crossing]
        self._first, self._after = first[crossing], after[crossing]
        self._direction = np.where(is_down, 1, -1)[crossing]

    def spans(self) -> Iterator[Spans]:
        rows = self._frame.height
        begun = np.bincount(self._first - self._frame.y, minlength=rows + 1)
        ended = np.bincount(self._after - self._frame.y, minlength=rows + 1)
        total = np.concatenate([[0], np.cumsum(np.cumsum(begun - ended)[:rows])])
        start = 0
        while start < rows:
            stop = max(start + 1, int(np.searchsorted(total, total[start] + BAND, "right")) - 1)
            yield self._spans_in(self._frame.y + start, self._frame.y + stop)
            start = stop

    def _spans_in(self, start: int, stop: int) -> Spans:
        """Those of the rows from `start` to before `stop`."""
        first, after = np.maximum(self._first, start), np.minimum(self._after, stop)
        reaching = np.flatnonzero(after > first)
        counts = (after - first)[reaching]
        edges = np.repeat(reaching, counts)
        rows = np.arange(len(edges)) + np.repeat(first[reaching] - (np.cumsum(counts) - counts), counts)
        (upper_x, upper_y), (dx, dy) = self._upper[edges].T, self._along[edges].T
        # of the column's centre right of the crossing: ceil((x - CENTRE) / SUBPIXELS) where x = upper_x + … * dx / dy
        across = (upper_x - CENTRE) * dy + (rows * SUBPIXELS + CENTRE - upper_y) * dx
        columns = np.clip(-(-across // (dy * SUBPIXELS)), self._frame.x, self._frame.right)
        order = np.lexsort((columns, rows))
        rows, columns = rows[order], columns[order]
        # each row's directions add up to nothing, so none reaches into the next
        is_inside = np.cumsum(self._direction[edges][order]) != 0
        was_inside = np.concatenate([[False], is_inside[:-1]])
        begins, ends = is_inside & ~was_inside, ~is_inside & was_inside
        rows, left, right = rows[begins], columns[begins], columns[ends]
        seen = right > left
        return rows[seen], left[seen], right[seen]


def _ellipse_spans(x0: int, y0: int, x1: int, y1: int, frame: Rect) -> Spans:
    # in halves of the subpixels, in which the middle is a whole number: x²·height² + y²·width² < width²·height²
    across, down = (x1 - x0) ** 2, (y1 - y0) ** 2
    middles = (2 * (row * SUBPIXELS + CENTRE) - y0 - y1 for row in range(frame.y, frame.bottom))
    # 64 bits do not hold these products
    rooms = (across * (down - y * y) for y in middles)
    reach = np.array([isqrt((room - 1) // down) if room > 0 else -1 for room in rooms], np.int64)
    left = np.maximum(_first_half_centre(x0 + x1 - reach), frame.x)
    right = np.minimum(_first_half_centre(x0 + x1 + reach + 1), frame.right)
    seen = (reach >= 0) & (right > left)
    return np.arange(frame.y, frame.bottom)[seen], left[seen], right[seen]


def _filled(frame: Rect, parts: Iterable[Spans]) -> tuple[Rect, Mask]:
    coverage = np.zeros((frame.height, frame.width), np.uint8)
    flat, tight = coverage.reshape(-1), EMPTY
    for rows, left, right in parts:
        if not len(rows):
            continue
        row_starts = (rows - frame.y) * frame.width - frame.x
        for start, stop in zip((row_starts + left).tolist(), (row_starts + right).tolist(), strict=True):
            flat[start:stop] = MARKED
        x, y = int(left.min()), int(rows.min())
        tight = tight.union(Rect(x, y, int(right.max()) - x, int(rows.max()) + 1 - y))
    return tight, coverage[tight.translated(-frame.x, -frame.y).slices if not tight.is_empty else EMPTY.slices]


def _frame(corners: Integers, area: Rect) -> Rect:
    """Every pixel of `area` that a shape between `corners` can cover."""
    x, y = _first_centre(corners.min(axis=0)).tolist()
    right, bottom = _first_centre(corners.max(axis=0)).tolist()
    return Rect(x, y, right - x, bottom - y).intersection(area)


def _fixed(positions: NDArray[np.float64]) -> Integers:
    return np.rint(np.clip(positions, -FARTHEST, FARTHEST) * SUBPIXELS).astype(np.int64)


def _first_centre(positions: Integers) -> Integers:
    """The first row or column whose centre is not before."""
    first: Integers = -((CENTRE - positions) // SUBPIXELS)
    return first


def _first_half_centre(positions: Integers) -> Integers:
    """As `_first_centre`, of positions in halves of the subpixels."""
    first: Integers = -((SUBPIXELS - positions) // (2 * SUBPIXELS))
    return first

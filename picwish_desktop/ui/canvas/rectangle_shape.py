"""How a drag changes a rectangle. A side is −1, 0 or 1 across and down: (−1, 0) is the left edge, (1, 1) the lower
right corner, (0, 0) the inside."""

from __future__ import annotations

from math import ceil, floor

from picwish_desktop.model.geometry import Rect

Side = tuple[int, int]
INSIDE: Side = (0, 0)


def spanned(start: tuple[float, float], end: tuple[float, float], area: Rect) -> Rect:
    """The pixels from one point to another; empty when they are beside the picture."""
    (x0, y0), (x1, y1) = start, end
    left, top = floor(min(x0, x1)), floor(min(y0, y1))
    return Rect(left, top, max(1, ceil(max(x0, x1)) - left), max(1, ceil(max(y0, y1)) - top)).intersection(area)


def dragged(rectangle: Rect, side: Side, dx: int, dy: int, area: Rect) -> Rect:
    """`rectangle` after its `side` was dragged: of the same size when it was the inside. It stays in the picture."""
    if side == INSIDE:
        dx = min(max(dx, area.x - rectangle.x), area.right - rectangle.right)
        dy = min(max(dy, area.y - rectangle.y), area.bottom - rectangle.bottom)
        return rectangle.translated(dx, dy)
    left, right = _stretched(rectangle.x, rectangle.right, side[0], dx, area.right)
    top, bottom = _stretched(rectangle.y, rectangle.bottom, side[1], dy, area.bottom)
    return Rect(left, top, right - left, bottom - top)


def side_at(x: float, y: float, left: float, top: float, right: float, bottom: float, reach: float) -> Side | None:
    """The side of a box to which a point belongs, up to `reach` away from it; None when it is farther."""
    if not (left - reach <= x <= right + reach and top - reach <= y <= bottom + reach):
        return None
    return _end_at(x, left, right, reach), _end_at(y, top, bottom, reach)


def _end_at(position: float, least: float, most: float, reach: float) -> int:
    inner = min(reach, (most - least) / 4)
    if position <= least + inner:
        return -1
    return 1 if position >= most - inner else 0


def _stretched(least: int, most: int, end: int, by: int, limit: int) -> tuple[int, int]:
    """An interval of which one end moved, past the other one too; at least one pixel long."""
    if end == 0:
        return least, most
    fixed, moving = (most, least + by) if end < 0 else (least, most + by)
    moving = min(max(moving, 0), limit)
    if moving == fixed:
        moving = fixed + 1 if fixed < limit else fixed - 1
    return min(fixed, moving), max(fixed, moving)

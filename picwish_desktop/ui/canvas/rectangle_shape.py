"""How a drag changes a rectangle. A side is −1, 0 or 1 across and down: (−1, 0) is the left edge, (1, 1) the lower
right corner, (0, 0) the inside."""

from __future__ import annotations

from collections.abc import Collection
from math import ceil, floor

from picwish_desktop.model.geometry import Rect

Side = tuple[int, int]
Point = tuple[float, float]
INSIDE: Side = (0, 0)
_BESIDE = ((1, 1), (-1, -1), (1, -1), (-1, 1), (1, 0), (-1, 0), (0, 1), (0, -1))
"""Where a copy is put: the first direction in which there is room."""


def is_corner(side: Side | None) -> bool:
    return side is not None and 0 not in side


def spanned(start: Point, end: Point, area: Rect) -> Rect:
    """The pixels from one point to another; empty when they are beside the picture."""
    (x0, y0), (x1, y1) = start, end
    left, top = floor(min(x0, x1)), floor(min(y0, y1))
    return Rect(left, top, max(1, ceil(max(x0, x1)) - left), max(1, ceil(max(y0, y1)) - top)).intersection(area)


def drawn(start: Point, end: Point, area: Rect, *, is_square: bool, is_centred: bool) -> Rect:
    """As `spanned`. A square is made as large as the longer way and fits in the picture; around a centre, `start` is
    that and `end` a corner."""
    if is_square:
        return _square(start, end, area, is_centred)
    opposite = (2 * start[0] - end[0], 2 * start[1] - end[1]) if is_centred else start
    return spanned(opposite, end, area)


def dragged(rectangle: Rect, side: Side, dx: int, dy: int, area: Rect, *, is_constrained: bool = False) -> Rect:
    """`rectangle` after its `side` was dragged: of the same size when it was the inside. It stays in the picture. A
    constrained corner keeps the proportions, and a constrained inside moves along one axis only."""
    if is_constrained and is_corner(side):
        return _scaled(rectangle, side, dx, dy, area)
    if side == INSIDE:
        if is_constrained:
            dx, dy = (dx, 0) if abs(dx) >= abs(dy) else (0, dy)
        dx = min(max(dx, area.x - rectangle.x), area.right - rectangle.right)
        dy = min(max(dy, area.y - rectangle.y), area.bottom - rectangle.bottom)
        return rectangle.translated(dx, dy)
    left, right = _stretched(rectangle.x, rectangle.right, side[0], dx, area.right)
    top, bottom = _stretched(rectangle.y, rectangle.bottom, side[1], dy, area.bottom)
    return Rect(left, top, right - left, bottom - top)


def fitted(rectangle: Rect, area: Rect) -> Rect:
    """The part of a typed rectangle that is inside the picture, of at least one pixel."""
    x, y = min(max(rectangle.x, area.x), area.right - 1), min(max(rectangle.y, area.y), area.bottom - 1)
    right, bottom = max(rectangle.right, x + 1), max(rectangle.bottom, y + 1)
    return Rect(x, y, right - x, bottom - y).intersection(area)


def copied(rectangle: Rect, others: Collection[Rect], area: Rect, by: int) -> Rect | None:
    """One of the same size, `by` pixels away where there is room, else nearer, and on none of the `others`; None when
    every place is taken."""
    places = [
        dragged(rectangle, INSIDE, dx * by * step, dy * by * step, area)
        for step in range(1, len(others) + 2)
        for dx, dy in _BESIDE
    ]
    free = [place for place in places if place != rectangle and place not in others]
    # the first of those that are equally well seen
    return max(free, key=lambda place: min(by, _away(rectangle, place)), default=None)


def side_at(x: float, y: float, left: float, top: float, right: float, bottom: float, reach: float) -> Side | None:
    """The side of a box to which a point belongs, up to `reach` away from it; None when it is farther."""
    if not (left - reach <= x <= right + reach and top - reach <= y <= bottom + reach):
        return None
    return _end_at(x, left, right, reach), _end_at(y, top, bottom, reach)


def _square(start: Point, end: Point, area: Rect, is_centred: bool) -> Rect:
    x, room_across = _fixed(start[0], end[0], area.x, area.right, is_centred)
    y, room_down = _fixed(start[1], end[1], area.y, area.bottom, is_centred)
    reach = min(ceil(max(abs(end[0] - x), abs(end[1] - y))), room_across, room_down)
    left = x - reach if is_centred or end[0] < start[0] else x
    top = y - reach if is_centred or end[1] < start[1] else y
    side = 2 * reach if is_centred else reach
    return Rect(left, top, side, side)


def _fixed(start: float, end: float, least: int, most: int, is_centred: bool) -> tuple[int, int]:
    """Where a square has its corner or its centre along one axis, and how far it can reach from there."""
    if is_centred:
        at = min(max(round(start), least), most)
        return at, min(at - least, most - at)
    # the pixel in which the drag begins belongs to it
    at = min(max(floor(start) if end >= start else ceil(start), least), most)
    return at, most - at if end >= start else at - least


def _scaled(rectangle: Rect, side: Side, dx: int, dy: int, area: Rect) -> Rect:
    """The corner opposite to `side` stays; the larger of both ways is followed, as far as the picture goes."""
    room_across = rectangle.right - area.x if side[0] < 0 else area.right - rectangle.x
    room_down = rectangle.bottom - area.y if side[1] < 0 else area.bottom - rectangle.y
    wanted = max(1 + side[0] * dx / rectangle.width, 1 + side[1] * dy / rectangle.height)
    least = 1 / min(rectangle.width, rectangle.height)
    scale = min(max(wanted, least), room_across / rectangle.width, room_down / rectangle.height)
    width, height = max(1, round(rectangle.width * scale)), max(1, round(rectangle.height * scale))
    x = rectangle.right - width if side[0] < 0 else rectangle.x
    y = rectangle.bottom - height if side[1] < 0 else rectangle.y
    return Rect(x, y, width, height)


def _away(one: Rect, other: Rect) -> int:
    return max(abs(one.x - other.x), abs(one.y - other.y))


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

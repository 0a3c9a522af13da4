"""Whole-pixel rectangles in picture coordinates: origin top left, x to the right, y down."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from math import ceil, floor
from typing import NamedTuple

Point = tuple[float, float]
"""Right and down from the picture's corner, in pixels."""

MAX_RECTANGLES = 50
"""The most that PicWish's objects removal takes in one request."""


class Rect(NamedTuple):
    """A rectangle of pixels, half open: it holds ``x <= column < right`` and ``y <= row < bottom``.

    No dataclass, as each event of the canvas makes and compares some: these take a third of the time. To compare here
    takes half as long as to call for the least and the most.
    """

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def area(self) -> int:
        return 0 if self.is_empty else self.width * self.height

    @property
    def is_empty(self) -> bool:
        return self.width <= 0 or self.height <= 0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index for an array whose first axes are rows and columns."""
        return slice(self.y, self.bottom), slice(self.x, self.right)

    def intersection(self, other: Rect) -> Rect:
        """The pixels in both; ``EMPTY`` when there are none."""
        x, y, width, height = self
        left, top, across, down = other
        right = x + width if x + width < left + across else left + across
        bottom = y + height if y + height < top + down else top + down
        x, y = x if x > left else left, y if y > top else top
        return Rect(x, y, right - x, bottom - y) if right > x and bottom > y else EMPTY

    def union(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both; an empty one adds nothing."""
        x, y, width, height = self
        left, top, across, down = other
        if width <= 0 or height <= 0:
            return other
        if across <= 0 or down <= 0:
            return self
        right = x + width if x + width > left + across else left + across
        bottom = y + height if y + height > top + down else top + down
        x, y = x if x < left else left, y if y < top else top
        return Rect(x, y, right - x, bottom - y)

    def overlaps(self, other: Rect) -> bool:
        return not self.intersection(other).is_empty

    def contains(self, other: Rect) -> bool:
        x, y, width, height = self
        left, top, across, down = other
        is_inside = left >= x and top >= y and left + across <= x + width and top + down <= y + height
        return is_inside or across <= 0 or down <= 0

    def grown(self, margin: int) -> Rect:
        """This rectangle with `margin` pixels more on each side (fewer when negative)."""
        return Rect(self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin)

    def translated(self, dx: int, dy: int) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.width, self.height)


EMPTY = Rect(0, 0, 0, 0)


def line_bounds(start: Point, end: Point, reach: float) -> Rect:
    """Holds every pixel up to `reach` away from a line. By itself, as each move of the pointer asks for it."""
    left, top = floor(min(start[0], end[0]) - reach), floor(min(start[1], end[1]) - reach)
    right, bottom = ceil(max(start[0], end[0]) + reach), ceil(max(start[1], end[1]) + reach)
    return Rect(left, top, right - left, bottom - top)


def way_bounds(way: Collection[Point], reach: float) -> Rect:
    """Holds every pixel up to `reach` away from the lines between points that follow each other."""
    xs, ys = [x for x, _ in way], [y for _, y in way]
    return line_bounds((min(xs), min(ys)), (max(xs), max(ys)), reach)


def bounds_of(rectangles: Iterable[Rect]) -> Rect:
    """The smallest rectangle that holds them all."""
    bounds = EMPTY
    for rectangle in rectangles:
        bounds = bounds.union(rectangle)
    return bounds


def beside(part: Rect, whole: Rect) -> Iterator[Rect]:
    """What of `whole` is not in `part`, in up to four rectangles that do not overlap; none of them is empty."""
    inner = part.intersection(whole)
    if inner.is_empty:
        inner = Rect(whole.x, whole.y, whole.width, 0)
    parts = (
        Rect(whole.x, whole.y, whole.width, inner.y - whole.y),
        Rect(whole.x, inner.bottom, whole.width, whole.bottom - inner.bottom),
        Rect(whole.x, inner.y, inner.x - whole.x, inner.height),
        Rect(inner.right, inner.y, whole.right - inner.right, inner.height),
    )
    yield from (rect for rect in parts if not rect.is_empty)


def bands(rect: Rect, most: int) -> Iterator[Rect]:
    """`rect` from top to bottom in parts of as many rows as have no more than `most` pixels, or of one row."""
    height = max(1, most // max(1, rect.width))
    for y in range(rect.y, rect.bottom, height):
        yield Rect(rect.x, y, rect.width, min(height, rect.bottom - y))

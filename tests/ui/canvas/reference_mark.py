"""What should be marked: every pixel looked at by itself, and every state kept whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import Mask
from picwish_desktop.model.selection import Combine
from tests.ui.canvas.acting import Point

PARTS = 256
"""Of a pixel, to which corners of shapes are rounded."""

State = tuple[Mask, tuple[Rect, ...]]
Distances = NDArray[np.float64]


@dataclass
class ReferenceMark:
    """A mask, rectangles, and all that they were before."""

    width: int
    height: int
    states: list[State] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        self.states.append((np.zeros((self.height, self.width), np.uint8), ()))

    @property
    def area(self) -> Rect:
        return Rect(0, 0, self.width, self.height)

    @property
    def mask(self) -> Mask:
        return self.states[self.at][0]

    @property
    def rectangles(self) -> tuple[Rect, ...]:
        return self.states[self.at][1]

    @property
    def marked(self) -> Mask:
        """Mask and rectangles together."""
        both = self.mask.copy()
        for rectangle in self.rectangles:
            both[rectangle.slices] = 255
        return both

    def become(self, mask: Mask, rectangles: tuple[Rect, ...] = ()) -> None:
        """One step, unless it is what it was."""
        if np.array_equal(mask, self.mask) and rectangles == self.rectangles:
            return
        del self.states[self.at + 1 :]
        self.states.append((mask.copy(), rectangles))
        self.at += 1

    def combine(self, coverage: Mask, how: Combine) -> None:
        """What covers nothing does nothing, and rectangles stay rectangles where nothing of them is taken away."""
        if how is Combine.SUBTRACT and not any(coverage[each.slices].any() for each in self.rectangles):
            self.become(self.mask & ~coverage, self.rectangles)
        elif coverage.any():
            before = self.marked
            new = coverage if how is Combine.NEW else before | coverage if how is Combine.ADD else before & ~coverage
            self.become(new)

    def unmark(self, rect: Rect) -> None:
        mask = self.mask.copy()
        for touched in (each for each in self.rectangles if each.overlaps(rect)):
            mask[touched.slices] = 255
        mask[rect.slices] = 0
        self.become(mask, tuple(each for each in self.rectangles if not each.overlaps(rect)))

    def undo(self) -> None:
        self.at = max(0, self.at - 1)

    def redo(self) -> None:
        self.at = min(len(self.states) - 1, self.at + 1)


def polygon(points: Sequence[Point], area: Rect) -> Mask:
    """The centres that the outline runs around; one on an edge belongs to what is right of it or below."""
    corners = np.rint(np.array(points) * PARTS).astype(np.int64).tolist()
    columns = np.arange(area.width) * PARTS + PARTS // 2
    rows = np.arange(area.height) * PARTS + PARTS // 2
    winding = np.zeros((area.height, area.width), np.int64)
    for (x0, y0), (x1, y1) in pairwise((*corners, corners[0])):
        crossed = (rows >= min(y0, y1)) & (rows < max(y0, y1))
        # x0 + (row - y0) * (x1 - x0) / (y1 - y0) <= column
        left, right = x0 * (y1 - y0) + (rows[crossed, None] - y0) * (x1 - x0), columns * (y1 - y0)
        winding[crossed] += left <= right if y1 > y0 else -(left >= right).astype(np.int64)
    return np.where(winding != 0, np.uint8(255), np.uint8(0))


def ellipse(start: Point, end: Point, area: Rect) -> Mask:
    """The centres inside the ellipse between opposite corners of the box around it, and none on its edge."""
    (x0, y0), (x1, y1) = np.rint(np.array((start, end)) * PARTS).astype(np.int64).tolist()
    width, height = abs(x1 - x0), abs(y1 - y0)
    # numbers of any length: Python's own
    across = np.array([((2 * column + 1) * PARTS - x0 - x1) ** 2 * height**2 for column in range(area.width)], object)
    down = np.array([((2 * row + 1) * PARTS - y0 - y1) ** 2 * width**2 for row in range(area.height)], object)
    inside = across[None, :] + down[:, None] < width**2 * height**2
    return np.where(inside.astype(bool), np.uint8(255), np.uint8(0))


def spanned(start: Point, end: Point, area: Rect) -> Rect:
    """The pixels that the box between two points reaches into."""
    (left, right), (top, bottom) = (sorted((start[axis], end[axis])) for axis in (0, 1))
    x, y = int(np.floor(left)), int(np.floor(top))
    return Rect(x, y, max(1, int(np.ceil(right)) - x), max(1, int(np.ceil(bottom)) - y)).intersection(area)


def moved(rectangle: Rect, dx: int, dy: int, area: Rect) -> Rect:
    """As far as the picture goes."""
    x = min(max(rectangle.x + dx, 0), area.width - rectangle.width)
    y = min(max(rectangle.y + dy, 0), area.height - rectangle.height)
    return Rect(x, y, rectangle.width, rectangle.height)


def distances(points: Sequence[Point], area: Rect) -> Distances:
    """How far the centre of each pixel is from the line through `points`."""
    rows, columns = np.mgrid[0 : area.height, 0 : area.width] + 0.5
    nearest = np.full(rows.shape, np.inf)
    for (x0, y0), (x1, y1) in pairwise(points) if len(points) > 1 else [(points[0], points[0])]:
        dx, dy = x1 - x0, y1 - y0
        length = dx * dx + dy * dy
        along = np.clip(((columns - x0) * dx + (rows - y0) * dy) / length, 0, 1) if length else np.float64(0)
        np.minimum(nearest, np.hypot(columns - x0 - along * dx, rows - y0 - along * dy), out=nearest)
    return nearest

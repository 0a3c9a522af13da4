"""What is marked for removal: a painted mask, and rectangles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from picwish_desktop.model.extent import extent
from picwish_desktop.model.geometry import EMPTY, MAX_RECTANGLES, Rect, bands, beside, bounds_of
from picwish_desktop.model.mask import MARKED, Mask

_BAND = 1 << 18
"""Pixels that are copied at a time to be counted."""


class Combine(Enum):
    """What a shape does to what was marked before it."""

    NEW = "new"
    ADD = "add"
    SUBTRACT = "subtract"


class TooManyRectanglesError(ValueError):
    """A rectangle more than `MAX_RECTANGLES`."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A frozen copy of what was marked: `mask` covers `bounds` only and holds the rectangles too."""

    bounds: Rect
    mask: Mask
    count: int
    """Marked pixels."""
    rectangles: tuple[Rect, ...] = ()
    """Set when the mark is nothing but rectangles, in picture coordinates."""


class Selection:
    """The mask and the rectangles of one picture, and the exact number of pixels that either of them marks."""

    def __init__(self, width: int, height: int) -> None:
        self.mask: Mask = np.zeros((height, width), np.uint8)
        self.area = Rect(0, 0, width, height)
        """The whole picture."""
        self.rectangles: tuple[Rect, ...] = ()
        self._count = 0
        self._is_counted = True
        """Whether `_count` is true; else memory ran out while it was kept."""
        self._reach = EMPTY
        """Holds every marked mask pixel; grows with every change, so that bounds need no search of the whole mask."""

    @property
    def count(self) -> int:
        """Marked pixels; pixels under both mask and rectangles count once."""
        if not self._is_counted:
            self._count, self._is_counted = self.count_in(self.area), True
        return self._count

    @property
    def share(self) -> float:
        """Marked part of the picture, 0 to 1."""
        return self.count / self.area.area

    @property
    def is_empty(self) -> bool:
        return self.count == 0

    def marked(self, rect: Rect) -> Mask:
        """Mask and rectangles together inside `rect`: a fresh array when rectangles reach in, else a view."""
        return _marked(self.mask, self.rectangles, rect)

    def count_in(self, rect: Rect) -> int:
        if self.rectangles:
            return _count(self.mask, self.rectangles, rect)
        return int(np.count_nonzero(self.mask[rect.y : rect.bottom, rect.x : rect.right]))

    def count_before(self, rect: Rect) -> int:
        """As `count_in`, for `recount` after a change; where everything marked lies in `rect` it is known."""
        count = self.count
        return count if not self.rectangles and rect.contains(self._reach) else self.count_in(rect)

    def recount(self, rect: Rect, before: int) -> None:
        """Tell that the mask changed inside `rect`, so that `count` stays exact at the cost of looking at `rect` only.
        Where memory runs out, all is counted when somebody asks."""
        if not self._reach.contains(rect):
            self._reach = self._reach.union(rect)
        try:
            self._count += self.count_in(rect) - before
        except MemoryError:
            self._is_counted = False

    def recounted(self, rect: Rect, more: int) -> None:
        """As `recount`, where it is known how many pixels `more` are marked."""
        if not self._reach.contains(rect):
            self._reach = self._reach.union(rect)
        self._count += more

    def set_rectangles(self, rectangles: tuple[Rect, ...]) -> None:
        """Take these, which lie inside the picture, in place of those there were. Raises MemoryError before anything
        is changed."""
        gone, come = {*self.rectangles} - {*rectangles}, {*rectangles} - {*self.rectangles}
        if len(gone) == len(come) == 1:
            # as a hand drags one: only where it is not what it was there is anything to look at
            (before,), (now,), others = gone, come, tuple({*rectangles} - come)
            more = self._unmarked(others, beside(before, now)) - self._unmarked(others, beside(now, before))
        else:
            touched = bounds_of(gone | come)
            more = _count(self.mask, rectangles, touched) - self.count_in(touched)
        self.rectangles = rectangles
        self._count += more

    def _unmarked(self, rectangles: tuple[Rect, ...], parts: Iterable[Rect]) -> int:
        """Pixels in `parts`, which do not overlap, that neither the mask nor one of `rectangles` marks."""
        return sum(part.area - _count(self.mask, rectangles, part) for part in parts)

    def put_back(self, rectangles: tuple[Rect, ...], count: int, touched: Rect) -> None:
        """Tell that the mask is inside `touched` what it was when there were these rectangles, and `count`."""
        self._reach = self._reach.union(touched)
        self.rectangles = rectangles
        self._count, self._is_counted = count, True

    def flatten(self) -> Rect:
        """Make the rectangles part of the mask. Returns what holds them all."""
        bounds = bounds_of(self.rectangles)
        self._reach = self._reach.union(bounds)
        for rectangle in self.rectangles:
            self.mask[rectangle.slices] = MARKED
        # what is marked is the same, so nothing is counted
        self.rectangles = ()
        return bounds

    def mask_bounds(self) -> Rect:
        """The smallest rectangle that holds every marked mask pixel."""
        self._reach = extent(self.mask, self._reach)
        return self._reach

    def bounds(self) -> Rect:
        """The smallest rectangle that holds everything marked."""
        return bounds_of((self.mask_bounds(), *self.rectangles))

    def freeze(self) -> Mark:
        """A copy that later painting does not change."""
        mask_bounds = self.mask_bounds()
        bounds = bounds_of((mask_bounds, *self.rectangles))
        only_rectangles = self.rectangles if mask_bounds.is_empty else ()
        return Mark(bounds, self.marked(bounds).copy(), self.count, only_rectangles)


def checked_rectangles(rectangles: Iterable[Rect], area: Rect) -> tuple[Rect, ...]:
    """`rectangles` cut to the picture, empty ones left out.

    Raises TooManyRectanglesError when more than `MAX_RECTANGLES` remain.
    """
    inside = tuple(part for part in (r.intersection(area) for r in rectangles) if not part.is_empty)
    if len(inside) > MAX_RECTANGLES:
        raise TooManyRectanglesError(f"{len(inside)} rectangles; {MAX_RECTANGLES} is the most")
    return inside


def _marked(mask: Mask, rectangles: tuple[Rect, ...], rect: Rect) -> Mask:
    view = mask[rect.slices]
    reaching = [part for part in (r.intersection(rect) for r in rectangles) if not part.is_empty]
    if not reaching:
        return view
    both = view.copy()
    for part in reaching:
        both[part.translated(-rect.x, -rect.y).slices] = MARKED
    return both


def _count(mask: Mask, rectangles: tuple[Rect, ...], rect: Rect) -> int:
    return sum(int(np.count_nonzero(_marked(mask, rectangles, band))) for band in bands(rect, _BAND))

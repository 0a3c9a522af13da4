"""Display pixels at a half, a quarter, an eighth … of their size, so that drawing a large picture small is quick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.model.geometry import Rect, bounds_of
from picwish_desktop.storage.small_pages import in_small_pages

DisplayPixels: TypeAlias = NDArray[np.uint8]
"""Rows × columns × channels in 8-bit sRGB; channels as in `Pixels`."""

SMALLEST_SIDE = 512
"""Halving ends when the longest side is no longer than this."""
BAND_PIXELS = 1 << 19
"""Halved in one go; Pillow holds the interpreter for about a millisecond for it."""
THIN = 1 / 3
"""Exponent that lifts what of a mask is thin."""


class Pyramid:
    """Levels of one picture. Level 0 is the array itself, without a copy; a pixel of level n is the mean of four
    pixels of level n - 1 (of fewer at the right and the lower border), with alpha taken as weight."""

    _curve: ClassVar[Sequence[int] | None] = None
    """What becomes of each mean."""

    def __init__(self, pixels: DisplayPixels, depth: int | None = None) -> None:
        """`pixels` are taken to be zero everywhere until `mark_stale` says more. `depth` is the number of levels;
        None for as many as `SMALLEST_SIDE` asks for."""
        if pixels.ndim != 3 or pixels.dtype != np.uint8:
            raise ValueError(
                f"display pixels are rows × columns × channels of uint8, not {pixels.shape} {pixels.dtype}"
            )
        self._levels = [pixels]
        self._stale: list[Rect] = []
        """Of level 0; the other levels are to follow. They do not overlap."""
        self.is_blank = True
        """Whether all of it is zero: until more is said there are no levels but the first."""
        self.depth = depth_of(*pixels.shape[:2]) if depth is None else depth
        """Number of levels."""

    @classmethod
    def of(cls, pixels: DisplayPixels, depth: int | None = None) -> Pyramid:
        """All levels, computed now: not for the window's thread when `pixels` is large."""
        pyramid = cls(pixels, depth)
        pyramid.mark_stale(Rect(0, 0, pyramid.width, pyramid.height))
        pyramid._refresh(0, pyramid.height)
        return pyramid

    @property
    def width(self) -> int:
        return int(self._levels[0].shape[1])

    @property
    def height(self) -> int:
        return int(self._levels[0].shape[0])

    def mark_stale(self, rect: Rect) -> None:
        """Tell that level 0 changed inside `rect`; the other levels follow when one of them is asked for."""
        if not rect.is_empty:
            self._stale = [bounds_of((*self._stale, rect))]
        self.is_blank = self.is_blank and rect.is_empty

    def level(self, index: int, rows: tuple[int, int] | None = None) -> DisplayPixels:
        """`rows` are those of it that are to be true, from the first to before the last; None for all."""
        if index > 0:
            top, bottom = (0, self.height) if rows is None else rows
            self._refresh(top << index, bottom << index)
        return self._levels[index]

    def _refresh(self, top: int, bottom: int) -> None:
        """From row `top` of level 0 to before row `bottom`."""
        for _ in range(len(self._levels), self.depth):
            height, width, channels = self._levels[-1].shape
            self._levels.append(in_small_pages(np.zeros((-(-height // 2), -(-width // 2), channels), np.uint8)))
        # at borders between pixels of the smallest level
        side = 1 << (self.depth - 1)
        top, bottom = top // side * side, -(-bottom // side) * side
        stale, self._stale = self._stale, []
        for rect in stale:
            above, inside, below = (
                rect.intersection(Rect(0, first, self.width, max(0, min(last, self.height) - first)))
                for first, last in ((0, top), (top, bottom), (bottom, self.height))
            )
            self._stale += [rest for rest in (above, below) if not rest.is_empty]
            self._halve(inside)

    def _halve(self, rect: Rect) -> None:
        """Have the other levels follow what changed in `rect` of level 0."""
        for larger, smaller in pairwise(self._levels):
            rect = halved(rect)
            for band in _bands(rect):
                block = larger[2 * band.y : 2 * band.bottom, 2 * band.x : 2 * band.right]
                smaller[band.slices] = _halve(block, self._curve)


class MaskPyramid(Pyramid):
    """Of a mask, where what is thin is to be seen as far as the levels go, as all that is marked will be removed: a
    line of one pixel keeps 70 % of its level, a single pixel half. Holes fade sooner than in a mean, but not at once,
    and edges stay smooth."""

    _curve = tuple(round(255 * (mean / 255) ** THIN) for mean in range(256))


def depth_of(height: int, width: int) -> int:
    """Number of levels of a picture of this size."""
    depth, side = 1, max(height, width)
    while side > SMALLEST_SIDE:
        depth, side = depth + 1, -(-side // 2)
    return depth


def halved(rect: Rect) -> Rect:
    """The pixels of the next level that `rect` reaches into."""
    x, y = rect.x // 2, rect.y // 2
    return Rect(x, y, -(-rect.right // 2) - x, -(-rect.bottom // 2) - y)


def _bands(rect: Rect) -> Iterator[Rect]:
    height = max(1, BAND_PIXELS // max(1, 4 * rect.width))
    for top in range(rect.y, rect.bottom, height):
        yield Rect(rect.x, top, rect.width, min(height, rect.bottom - top))


def _halve(block: DisplayPixels, curve: Sequence[int] | None) -> DisplayPixels | int:
    """The smaller block, or the one level that all of a mask's has."""
    if block.shape[2] == 1 and (level := int(block.min())) == block.max():
        # most of a mask is of one level, which is found out in a tenth of the time
        return level if curve is None else curve[level]
    # Pillow weighs colour by alpha on its own for LA and RGBA
    picture = Image.fromarray(block[..., 0] if block.shape[2] == 1 else block).reduce(2)
    half = np.asarray(picture if curve is None else picture.point(curve))
    return half[..., np.newaxis] if half.ndim == 2 else half

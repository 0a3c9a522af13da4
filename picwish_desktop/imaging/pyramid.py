"""Display pixels at a half, a quarter, an eighth … of their size, so that drawing a large picture small is quick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.model.geometry import Rect, bands, bounds_of
from picwish_desktop.model.small_pages import in_small_pages

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
        self.depth = depth_of(*pixels.shape[:2]) if depth is None else depth
        """Number of levels."""
        self._stale: list[tuple[Rect, ...]] = [()] * self.depth
        """Of each level, what the next one is to follow."""
        self.is_blank = True
        """Whether all of it is zero: until more is said there are no levels but the first."""

    @classmethod
    def of(cls, pixels: DisplayPixels, depth: int | None = None) -> Pyramid:
        """All levels, computed now: not for the window's thread when `pixels` is large."""
        pyramid = cls(pixels, depth)
        pyramid.mark_stale(Rect(0, 0, pyramid.width, pyramid.height))
        pyramid.level(pyramid.depth - 1)
        return pyramid

    @property
    def width(self) -> int:
        return int(self._levels[0].shape[1])

    @property
    def height(self) -> int:
        return int(self._levels[0].shape[0])

    def mark_stale(self, rect: Rect) -> None:
        """Tell that level 0 changed inside `rect`; the other levels follow when they are asked for."""
        if not rect.is_empty:
            self._stale[0] = (bounds_of((*self._stale[0], rect)),)
        self.is_blank = self.is_blank and rect.is_empty

    def level(self, index: int, rows: tuple[int, int] | None = None) -> DisplayPixels:
        """`rows` are those of it that are to be true, from the first to before the last; None for all."""
        top, bottom = (0, self.height) if rows is None else rows
        for larger in range(index):
            self._follow(larger, top << (index - larger), bottom << (index - larger))
        return self._levels[index]

    def _follow(self, index: int, top: int, bottom: int) -> None:
        """Have the level after `index` follow what changed in that, from row `top` to before row `bottom`, which are
        even."""
        larger = self._levels[index]
        height, width, channels = larger.shape
        if len(self._levels) == index + 1:
            self._levels.append(in_small_pages(np.zeros((-(-height // 2), -(-width // 2), channels), np.uint8)))
        left: list[Rect] = []
        stale = self._stale[index]
        for rect in stale:
            above, inside, below = (
                rect.intersection(Rect(0, first, width, max(0, min(last, height) - first)))
                for first, last in ((0, top), (top, bottom), (bottom, height))
            )
            left += [rest for rest in (above, below) if not rest.is_empty]
            if not inside.is_empty:
                reached = halved(inside)
                _halve(larger, self._levels[index + 1], reached, self._curve)
                self._stale[index + 1] = (bounds_of((*self._stale[index + 1], reached)),)
        # last: memory may run out before, and another thread may have told of more
        if self._stale[index] is stale:
            self._stale[index] = tuple(left)


class MaskPyramid(Pyramid):
    """Of a mask, where what is thin is to be seen at any size, as all that is marked will be removed: a line of one
    pixel keeps 70 % of its level, a single pixel half. Holes fade sooner than in a mean, but not at once, and edges
    stay smooth."""

    _curve = tuple(round(255 * (mean / 255) ** THIN) for mean in range(256))

    def __init__(self, pixels: DisplayPixels, depth: int | None = None) -> None:
        """`depth` is the number of levels; None for as many as there are, as scaling a level to less than a half leaves
        thin lines out."""
        super().__init__(pixels, depth_of(pixels.shape[0], pixels.shape[1], 1) if depth is None else depth)


def depth_of(height: int, width: int, smallest: int | None = None) -> int:
    """Number of levels of a picture of this size: the last is no longer than `smallest`, or `SMALLEST_SIDE`."""
    depth, side = 1, max(height, width)
    while side > (SMALLEST_SIDE if smallest is None else smallest):
        depth, side = depth + 1, -(-side // 2)
    return depth


def halved(rect: Rect) -> Rect:
    """The pixels of the next level that `rect` reaches into."""
    x, y = rect.x // 2, rect.y // 2
    return Rect(x, y, -(-rect.right // 2) - x, -(-rect.bottom // 2) - y)


def _halve(larger: DisplayPixels, smaller: DisplayPixels, rect: Rect, curve: Sequence[int] | None) -> None:
    """Compute `rect` of the smaller level."""
    for band in bands(rect, BAND_PIXELS // 4):
        block = larger[2 * band.y : 2 * band.bottom, 2 * band.x : 2 * band.right]
        smaller[band.slices] = _half(block, curve)


def _half(block: DisplayPixels, curve: Sequence[int] | None) -> DisplayPixels | int:
    """The smaller block, or the one level that all of a mask's has."""
    if block.shape[2] == 1 and (level := int(block.min())) == block.max():
        # most of a mask is of one level, which is found out in a tenth of the time
        return level if curve is None else curve[level]
    # Pillow weighs colour by alpha on its own for LA and RGBA
    picture = Image.fromarray(block[..., 0] if block.shape[2] == 1 else block).reduce(2)
    half = np.asarray(picture if curve is None else picture.point(curve))
    return half[..., np.newaxis] if half.ndim == 2 else half

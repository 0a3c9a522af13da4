"""A brush's stroke on the matte: soft at its rim, seen at once."""

from __future__ import annotations

from math import hypot

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.geometry import Point, Rect, line_bounds
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.ui.canvas.cutout_surface import CutoutSurface


class MatteStroke:
    """A gesture that keeps or removes with a round brush."""

    def __init__(
        self, gesture: Gesture, surface: CutoutSurface, diameter: int, hardness: float, *, is_keeping: bool
    ) -> None:
        """`hardness` is the share of the radius that is painted in full, 0 to 1; from there to the rim it fades."""
        self._gesture = gesture
        self._surface = surface
        self._radius = diameter / 2
        self._hardness = hardness
        self._is_keeping = is_keeping
        surface.is_painted_on = True

    def draw(self, start: Point, end: Point, pressure: float = 1.0) -> None:
        """A line, or a dot when both are the same; in pixels of the photo. `pressure` is the share of the diameter to
        draw with, of which at least a pixel is left."""
        radius = max(self._radius * pressure, 0.5)
        reach = line_bounds(start, end, radius + 1).intersection(self._surface.picture.bounds)
        if reach.is_empty:
            return
        with self._gesture.painting_matte(reach) as matte:
            blend(matte, self._coverage(reach, start, end, radius), is_keeping=self._is_keeping)

    def commit(self) -> Rect:
        """As `cancel`, it gives the part of the view to paint again."""
        try:
            self._gesture.commit()
        finally:
            changed = self._surface.end_painting()
        return changed

    def cancel(self) -> Rect:
        try:
            self._gesture.cancel()
        finally:
            changed = self._surface.end_painting()
        return changed

    def _coverage(self, reach: Rect, start: Point, end: Point, radius: float) -> NDArray[np.uint8]:
        distance = _distance(reach, start, end)
        # the rim is at least a pixel wide, or it would be stairs
        inner = min(radius * self._hardness, radius - 0.5)
        fade = (radius + 0.5 - distance) / (radius + 0.5 - inner)
        np.clip(fade, 0, 1, out=fade)
        # eased at both ends, so that no line shows where the fading begins
        fade *= fade * (3 - 2 * fade) * np.float32(255)
        return np.asarray(np.rint(fade), np.uint8)


def blend(matte: Matte, coverage: NDArray[np.uint8], *, is_keeping: bool) -> None:
    """Change `matte` in place. Painting twice over a place is as painting once: no stroke adds up."""
    if is_keeping:
        np.maximum(matte, coverage, out=matte)
    else:
        np.minimum(matte, 255 - coverage, out=matte)


def _distance(reach: Rect, start: Point, end: Point) -> NDArray[np.float32]:
    """Of the middle of each pixel in `reach` from the line."""
    x = np.arange(reach.width, dtype=np.float32)[None, :]
    y = np.arange(reach.height, dtype=np.float32)[:, None]
    # single precision holds far places only roughly: each is told from what is near it
    left, top = reach.x + 0.5 - start[0], reach.y + 0.5 - start[1]
    length = hypot(end[0] - start[0], end[1] - start[1])
    if length == 0:
        x, y = x + np.float32(left), y + np.float32(top)
        return np.asarray(np.sqrt(x * x + y * y))
    dx, dy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    across = x * np.float32(dy) - (y * np.float32(dx) - np.float32(left * dy - top * dx))
    along, past_start = x * np.float32(dx) + y * np.float32(dy), left * dx + top * dy
    beyond = np.maximum(along + np.float32(past_start - length), np.float32(-past_start) - along)
    np.maximum(beyond, 0, out=beyond)
    return np.asarray(np.sqrt(beyond * beyond + across * across))

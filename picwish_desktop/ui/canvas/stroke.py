"""A brush's stroke, drawn on the mask and on what is seen at once."""

from __future__ import annotations

from math import ceil, floor

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QBrush, QColor

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.mask import MARKED, Mask
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.pen import Pen
from picwish_desktop.ui.canvas.surface import Surface

LONGEST_SIDE = 32000
"""Qt paints on no more than 32767 pixels a side."""
FEWEST, MOST = 1.0, 8
"""Pixels of the thinnest pen, and lines that are seen before they are in the mask."""
WAIT_MS = 16

Point = tuple[float, float]


class Stroke:
    """A gesture that draws with a round pen. Its painters stay open until it ends.

    Each line is seen at once and goes into the mask with its neighbours, at most `MOST` of them or `WAIT_MS` later: to
    remember what was there and to count what is marked costs the same for eight lines as for one.
    """

    def __init__(
        self, gesture: Gesture, mask: Mask, surface: Surface, diameter: int, near: Point, *, is_marking: bool
    ) -> None:
        """`near` is where it begins, in pixels of the picture as all points here."""
        self._gesture = gesture
        self._surface = surface
        self._diameter = diameter
        height, width = mask.shape
        reach = Rect(floor(near[0]) - LONGEST_SIDE // 2, floor(near[1]) - LONGEST_SIDE // 2, LONGEST_SIDE, LONGEST_SIDE)
        self._part = reach.intersection(Rect(0, 0, width, height))
        level = MARKED if is_marking else 0
        on_mask, on_view = image_over(mask[..., np.newaxis], self._part), surface.composite
        self._on_mask = Pen(on_mask, QBrush(QColor(level, level, level)), diameter)
        texture = QBrush(surface.texture(is_marked=is_marking))
        self._on_view = Pen(on_view, texture, max(FEWEST, diameter * surface.viewport.scale))
        self._scale, self._window = surface.viewport.scale, surface.window
        self._pressure = self._mask_pressure = 1.0
        self._waiting: list[tuple[float, float, float, float, float]] = []
        """Lines that are not in the mask yet: from, to, and how wide."""
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.flush)
        surface.is_painted_on = True

    def draw(self, start: Point, end: Point, pressure: float = 1.0) -> None:
        """A line, or a dot when both are the same; `pressure` is the share of the diameter, above 0 to 1."""
        (x0, y0), (x1, y1), scale, window = start, end, self._scale, self._window
        if pressure != self._pressure:
            self._pressure = pressure
            self._on_view.set_width(max(FEWEST, self._diameter * pressure * scale))
        self._on_view.line(x0 * scale - window.x, y0 * scale - window.y, x1 * scale - window.x, y1 * scale - window.y)
        self._waiting.append((x0, y0, x1, y1, pressure))
        if len(self._waiting) == MOST:
            self.flush()
        elif len(self._waiting) == 1:
            self._timer.start()

    def flush(self) -> None:
        """Put into the mask what is only seen so far."""
        lines, self._waiting = self._waiting, []
        if not lines:
            return
        xs = [x for line in lines for x in (line[0], line[2])]
        ys = [y for line in lines for y in (line[1], line[3])]
        reach = self._diameter / 2 + 1
        left, top = floor(min(xs) - reach), floor(min(ys) - reach)
        rect = Rect(left, top, ceil(max(xs) + reach) - left, ceil(max(ys) + reach) - top)
        dx, dy = self._part.x, self._part.y
        with self._gesture.painting(rect):
            for x0, y0, x1, y1, pressure in lines:
                if pressure != self._mask_pressure:
                    self._mask_pressure = pressure
                    self._on_mask.set_width(max(FEWEST, self._diameter * pressure))
                self._on_mask.line(x0 - dx, y0 - dy, x1 - dx, y1 - dy)

    def commit(self) -> Rect:
        """As `cancel`, it gives the part of the view to paint again."""
        self.flush()
        changed = self._close()
        self._gesture.commit()
        return changed

    def cancel(self) -> Rect:
        # what is only seen is drawn again with the rest
        self.flush()
        changed = self._close()
        self._gesture.cancel()
        return changed

    def _close(self) -> Rect:
        self._timer.stop()
        self._on_mask.close()
        self._on_view.close()
        return self._surface.end_painting()


def bounds(start: Point, end: Point, reach: float) -> Rect:
    """Holds everything up to `reach` away from a line."""
    left, top = floor(min(start[0], end[0]) - reach), floor(min(start[1], end[1]) - reach)
    right, bottom = ceil(max(start[0], end[0]) + reach), ceil(max(start[1], end[1]) + reach)
    return Rect(left, top, right - left, bottom - top)

"""A brush's stroke, drawn on the mask and on what is seen at once."""

from __future__ import annotations

from PySide6.QtGui import QBrush

from picwish_desktop.model.geometry import Point, Rect, way_bounds
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.mask import MARKED, Mask
from picwish_desktop.ui.canvas.mask_pen import MARGIN, THINNEST, MaskPen
from picwish_desktop.ui.canvas.surface import Surface
from picwish_desktop.ui.canvas.view_pen import ViewPen

MOST = 32
"""Lines that are seen before they are in the mask."""
FARTHEST = 1 << 21
"""Pixels of what may lie around them, which is copied and counted, from which on no more wait."""
UNTOLD = 0.02
"""Of the picture: so much at most is seen as marked and not counted, also while the hand rests."""


class Stroke:
    """A gesture that draws with a round pen. Its painters stay open until it ends.

    Each line is seen at once and goes into the mask with its neighbours: to draw them there, to remember what was there
    and to count what is marked costs about the same for many short lines as for one. How many go together depends on
    nothing but the lines, so that the same stroke always marks the same pixels.
    """

    def __init__(self, gesture: Gesture, mask: Mask, surface: Surface, diameter: int, *, is_marking: bool) -> None:
        """Points and the diameter are in pixels of the picture."""
        self._gesture = gesture
        self._surface = surface
        self._diameter = diameter
        self._on_mask = MaskPen(mask, MARKED if is_marking else 0)
        texture = QBrush(surface.texture(is_marked=is_marking))
        self._on_view = ViewPen(surface.composite, texture, max(THINNEST, diameter * surface.viewport.scale))
        self._scale, self._window = surface.viewport.scale, surface.window
        self._pressure = 1.0
        self._lines: list[tuple[Point, Point, float]] = []
        """Not in the mask yet, and how hard the pen was pressed for each."""
        self._across = self._down = 0.0
        """How far they go at most. To know exactly takes longer than to put them there too soon."""
        self._dot, self._most_untold = diameter, UNTOLD * mask.size
        """Of a stroke's beginning, which marks more than the lines after it."""
        surface.is_painted_on = True

    def draw(self, start: Point, end: Point, pressure: float = 1.0) -> None:
        """A line, or a dot when both are the same; `pressure` is the share of the diameter, above 0 to 1."""
        (x0, y0), (x1, y1), scale, window = start, end, self._scale, self._window
        if pressure != self._pressure:
            self._pressure = pressure
            self._on_view.set_width(max(THINNEST, self._diameter * pressure * scale))
        self._on_view.line(x0 * scale - window.x, y0 * scale - window.y, x1 * scale - window.x, y1 * scale - window.y)
        self._lines.append((start, end, pressure))
        self._across = across = self._across + abs(x1 - x0)
        self._down = down = self._down + abs(y1 - y0)
        diameter = self._diameter
        is_far = (across + diameter) * (down + diameter) >= FARTHEST
        if is_far or (across + down + self._dot) * diameter >= self._most_untold or len(self._lines) >= MOST:
            self._flush()

    def commit(self) -> Rect:
        """As `cancel`, it gives the part of the view to paint again."""
        try:
            self._flush()
        except BaseException:
            self.cancel()
            raise
        try:
            self._keep()
        finally:
            changed = self._close()
        return changed

    def cancel(self) -> Rect:
        try:
            self._gesture.cancel()
        finally:
            changed = self._close()
        return changed

    def _keep(self) -> None:
        self._gesture.commit()

    def _flush(self) -> None:
        """Put into the mask what is only seen so far. Where memory runs out, it stays to be put there."""
        if not self._lines:
            return
        ways: list[tuple[list[Point], float]] = []
        for start, end, pressure in self._lines:
            if not ways or (ways[-1][0][-1], ways[-1][1]) != (start, pressure):
                ways.append(([start], pressure))
            if start != end:
                ways[-1][0].append(end)
        with self._gesture.painting(self._reach()):
            for way, pressure in ways:
                self._on_mask.draw(way, self._diameter * pressure)
        self._lines, self._across, self._down, self._dot = [], 0.0, 0.0, 0

    def _reach(self) -> Rect:
        """Of what is only seen so far."""
        return way_bounds([end for line in self._lines for end in line[:2]], self._diameter / 2 + MARGIN)

    def _close(self) -> Rect:
        self._on_mask.close()
        self._on_view.close()
        if self._lines:
            # what was never in the mask is drawn over, too
            self._surface.redraw_mask(self._reach())
        return self._surface.end_painting()

"""A brush's stroke, drawn on the mask and on what is seen at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QBrush

from picwish_desktop.model.geometry import Point, Rect, line_bounds
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.mask import MARKED, Mask
from picwish_desktop.ui.canvas.mask_pen import THINNEST, MaskPen
from picwish_desktop.ui.canvas.surface import Surface
from picwish_desktop.ui.canvas.view_pen import ViewPen

MOST = 32
"""Lines that are seen before they are in the mask."""
WAIT_MS = 16


class Stroke:
    """A gesture that draws with a round pen. Its painters stay open until it ends.

    Each line is seen at once and goes into the mask with its neighbours, at most `MOST` of them or `WAIT_MS` later: to
    remember what was there and to count what is marked costs about the same for many short lines as for one.
    """

    def __init__(
        self, gesture: Gesture, mask: Mask, surface: Surface, diameter: int, view: QObject, *, is_marking: bool
    ) -> None:
        """Points and the diameter are in pixels of the picture. Nothing is drawn any more when `view` is gone."""
        self._gesture = gesture
        self._surface = surface
        self._diameter = diameter
        self._on_mask = MaskPen(mask, MARKED if is_marking else 0, diameter)
        texture = QBrush(surface.texture(is_marked=is_marking))
        self._on_view = ViewPen(surface.composite, texture, max(THINNEST, diameter * surface.viewport.scale))
        self._scale, self._window = surface.viewport.scale, surface.window
        self._pressure = 1.0
        self._waiting: list[tuple[float, float, float, float, float]] = []
        """Lines that are not in the mask yet: from, to, and how wide."""
        self._timer = QTimer(view)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.flush)
        surface.is_painted_on = True

    def draw(self, start: Point, end: Point, pressure: float = 1.0) -> None:
        """A line, or a dot when both are the same; `pressure` is the share of the diameter, above 0 to 1."""
        (x0, y0), (x1, y1), scale, window = start, end, self._scale, self._window
        if pressure != self._pressure:
            self._pressure = pressure
            self._on_view.set_width(max(THINNEST, self._diameter * pressure * scale))
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
        reach = line_bounds((min(xs), min(ys)), (max(xs), max(ys)), self._diameter / 2 + 1)
        with self._gesture.painting(reach):
            for x0, y0, x1, y1, pressure in lines:
                self._on_mask.line(x0, y0, x1, y1, self._diameter * pressure)

    def commit(self) -> Rect:
        """As `cancel`, it gives the part of the view to paint again."""
        try:
            self.flush()
        except BaseException:
            self._close()
            self._gesture.cancel()
            raise
        changed = self._close()
        self._gesture.commit()
        return changed

    def cancel(self) -> Rect:
        try:
            # what is only seen is drawn again with the rest
            self.flush()
        finally:
            changed = self._close()
            self._gesture.cancel()
        return changed

    def _close(self) -> Rect:
        self._timer.deleteLater()
        self._on_mask.close()
        self._on_view.close()
        return self._surface.end_painting()

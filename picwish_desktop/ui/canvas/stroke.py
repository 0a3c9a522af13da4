"""A brush's stroke, drawn on the mask and on what is seen at once."""

from __future__ import annotations

from math import ceil, floor

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.model.mask import MARKED, Mask
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.surface import Surface

BAND_ROWS = 88
"""Qt hands fills of about 96 rows and more to its threads, which costs more than the fill."""
LONGEST_SIDE = 32000
"""Qt paints on no more than 32767 pixels a side."""

Point = tuple[float, float]


class Stroke:
    """A gesture that draws with a round pen. Its painters stay open until it ends."""

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
        self._mask_image = image_over(mask[..., np.newaxis], self._part)
        level = MARKED if is_marking else 0
        self._on_mask = _painter(self._mask_image, QBrush(QColor(level, level, level)), diameter)
        self._view_image = surface.composite
        texture = QBrush(surface.texture(is_marked=is_marking))
        self._on_view = _painter(self._view_image, texture, max(1.0, diameter * surface.viewport.scale))
        surface.is_painted_on = True

    def draw(self, start: Point, end: Point) -> None:
        """A line, or a dot when both are the same."""
        with self._gesture.painting(bounds(start, end, self._diameter / 2 + 1)):
            self._draw(self._on_mask, self._mask_image, 1.0, self._part, start, end)
            self._draw(self._on_view, self._view_image, self._surface.viewport.scale, self._surface.window, start, end)

    def commit(self) -> Rect:
        """As `cancel`, it gives the part of the view to paint again."""
        changed = self._close()
        self._gesture.commit()
        return changed

    def cancel(self) -> Rect:
        changed = self._close()
        self._gesture.cancel()
        return changed

    def _draw(self, painter: QPainter, image: QImage, scale: float, part: Rect, start: Point, end: Point) -> None:
        """On `image`, which shows `part` of the picture at `scale`."""
        first = QPointF(start[0] * scale - part.x, start[1] * scale - part.y)
        last = QPointF(end[0] * scale - part.x, end[1] * scale - part.y)
        reach = self._diameter / 2 * scale + 2
        box = bounds((first.x(), first.y()), (last.x(), last.y()), reach)
        for top in range(max(box.y, 0), min(box.bottom, image.height()), BAND_ROWS):
            painter.setClipRect(QRect(box.x, top, box.width, min(BAND_ROWS, box.bottom - top)))
            if start == end:
                painter.drawPoint(last)
            else:
                painter.drawLine(first, last)

    def _close(self) -> Rect:
        self._on_mask.end()
        self._on_view.end()
        return self._surface.end_painting()


def bounds(start: Point, end: Point, reach: float) -> Rect:
    """Holds everything up to `reach` away from a line."""
    left, top = floor(min(start[0], end[0]) - reach), floor(min(start[1], end[1]) - reach)
    right, bottom = ceil(max(start[0], end[0]) + reach), ceil(max(start[1], end[1]) + reach)
    return Rect(left, top, right - left, bottom - top)


def _painter(image: QImage, brush: QBrush, width: float) -> QPainter:
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.setPen(QPen(brush, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    return painter

"""A stroke that unmarks, and what it leaves of rectangles."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QPen

from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Point, Rect, line_bounds
from picwish_desktop.model.gesture import Gesture
from picwish_desktop.ui.canvas.mask_pen import MARGIN
from picwish_desktop.ui.canvas.stroke import Stroke
from picwish_desktop.ui.canvas.surface import Surface


class ErasingStroke(Stroke):
    """Rectangles become part of the mask as soon as it reaches one, as nothing can be erased of them; until then they
    stay what they are, and for good where nothing is erased at all."""

    def __init__(
        self, gesture: Gesture, document: Document, surface: Surface, diameter: int, draw_missing: Callable[[], None]
    ) -> None:
        """`draw_missing` draws what of the surface is not as it is now."""
        super().__init__(gesture, document.selection.mask, surface, diameter, is_marking=False)
        self._selection, self._count = document.selection, document.selection.count
        self._draw_missing = draw_missing

    def draw(self, start: Point, end: Point, pressure: float = 1.0) -> None:
        rectangles = self._selection.rectangles
        if rectangles and _reaches(rectangles, start, end, max(1.0, self._diameter * pressure) / 2 + MARGIN):
            self._flatten()
        super().draw(start, end, pressure)

    def _flatten(self) -> None:
        # what is only seen so far would be drawn over
        self._flush()
        self._surface.is_painted_on = False
        try:
            self._gesture.flatten_rectangles()
            self._draw_missing()
        finally:
            self._surface.is_painted_on = True

    def _keep(self) -> None:
        if self._selection.count == self._count:
            self._gesture.cancel()
        else:
            super()._keep()


def _reaches(rectangles: tuple[Rect, ...], start: Point, end: Point, reach: float) -> bool:
    """Whether one of them is no further than `reach` from the line."""
    bounds = line_bounds(start, end, reach)
    near = [rectangle for rectangle in rectangles if rectangle.overlaps(bounds)]
    if not near:
        return False
    line = QPainterPath(QPointF(*start))
    line.lineTo(*end)
    pen = QPen(Qt.GlobalColor.black, 2 * reach)
    around = QPainterPathStroker(pen).createStroke(line)
    # the ends overlap the line
    around.setFillRule(Qt.FillRule.WindingFill)
    for x, y in (start, end):
        around.addEllipse(QPointF(x, y), reach, reach)
    return any(around.intersects(QRectF(*rectangle)) for rectangle in near)

"""A line drawn by hand."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

from picwish_desktop.model.geometry import Point
from picwish_desktop.ui.canvas.shape import line_reach, paint_lines
from picwish_desktop.ui.canvas.viewport import Viewport

FIRST_ROOM = 1024


class Freehand:
    """Through points of the picture. To paint a part of it costs what is in that part."""

    def __init__(self, start: Point) -> None:
        self.points = [start]
        self._lines: list[QLineF] = []
        self._bounds = np.empty((4, FIRST_ROOM))
        """The left, top, right and bottom of each line, and room for more."""

    def add(self, point: Point) -> None:
        (x0, y0), (x1, y1), count = self.points[-1], point, len(self._lines)
        if count == self._bounds.shape[1]:
            self._bounds = np.concatenate([self._bounds, np.empty_like(self._bounds)], axis=1)
        self._bounds[:, count] = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        self._lines.append(QLineF(x0, y0, x1, y1))
        self.points.append(point)

    def lines_in(self, part: QRectF, viewport: Viewport, reach: float) -> list[QLineF]:
        """Those whose bounds come as near as `reach` to a part of the view."""
        x0, y0 = viewport.to_picture(part.left() - reach, part.top() - reach)
        x1, y1 = viewport.to_picture(part.right() + reach, part.bottom() + reach)
        left, top, right, bottom = self._bounds[:, : len(self._lines)]
        reached = np.flatnonzero((left <= x1) & (top <= y1) & (right >= x0) & (bottom >= y0))
        return [self._lines[index] for index in reached.tolist()]

    def paint(self, painter: QPainter, viewport: Viewport, ratio: float) -> None:
        whole = QRectF(0, 0, viewport.width, viewport.height)
        part = painter.clipBoundingRect() if painter.hasClipping() else whole
        paint_lines(painter, self.lines_in(part, viewport, line_reach(ratio)), viewport, ratio)

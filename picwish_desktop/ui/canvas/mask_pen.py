"""A round pen on a mask of any size."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from picwish_desktop.model.geometry import Point, Rect, way_bounds
from picwish_desktop.model.mask import Mask
from picwish_desktop.ui.canvas.images import image_over

LONGEST_SIDE = 32000
"""Qt paints on no more than 32767 pixels a side."""
THINNEST = 1.0
THIN = 1.5
"""Up to which lines are drawn as the thinnest: a disc of less than √2 may lie between the middles of pixels."""
MARGIN = 2
"""Pixels that Qt's lines may be off."""


class MaskPen:
    """Sets what it draws to one level. Where the mask is longer than Qt paints, its image moves with the lines."""

    def __init__(self, mask: Mask, level: int) -> None:
        self._mask = mask
        self._brush = QBrush(QColor(level, level, level))
        self._width: float | None = None
        self._area = Rect(0, 0, mask.shape[1], mask.shape[0])
        self._part = self._area.intersection(Rect(0, 0, LONGEST_SIDE, LONGEST_SIDE))
        self._begin()

    def draw(self, way: Sequence[Point], width: float) -> None:
        """A line along `way`, or a dot where that is one point; in pixels of the mask. Qt takes about as long for the
        whole way as for one of its lines."""
        width = THINNEST if width < THIN else width
        if self._part != self._area:
            reach = way_bounds(way, width / 2 + MARGIN).intersection(self._area)
            if reach.width > LONGEST_SIDE or reach.height > LONGEST_SIDE:
                for half in _halves(way):
                    self.draw(half, width)
                return
            self._reach(reach)
        if width != self._width:
            self._width = width
            round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
            self._painter.setPen(QPen(self._brush, width, Qt.PenStyle.SolidLine, round_cap, round_join))
        left, top = self._part.x, self._part.y
        points = [QPointF(x - left, y - top) for x, y in way]
        # of lines within a pixel, and of thin ones that end where they began, Qt draws nothing
        if width == THINNEST:
            # it may begin and end a thin line a pixel beside its points: without these the stroke could be in pieces
            self._painter.drawPoints(points)
            self._painter.drawLines([QLineF(start, end) for start, end in pairwise(points)])
        else:
            self._painter.drawPoint(points[0])
            if len(points) > 1:
                self._painter.drawPolyline(QPolygonF(points))

    def close(self) -> None:
        self._painter.end()

    def _begin(self) -> None:
        # a painter does not keep what it paints on
        self._image: QImage = image_over(self._mask[..., np.newaxis], self._part)
        self._painter = QPainter(self._image)
        self._painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        self._width = None

    def _reach(self, reach: Rect) -> None:
        if self._part.contains(reach):
            return
        self.close()
        spare_x, spare_y = (LONGEST_SIDE - reach.width) // 2, (LONGEST_SIDE - reach.height) // 2
        around = Rect(reach.x - spare_x, reach.y - spare_y, LONGEST_SIDE, LONGEST_SIDE)
        self._part = around.intersection(self._area)
        self._begin()


def _halves(way: Sequence[Point]) -> tuple[Sequence[Point], Sequence[Point]]:
    """Which have a point in common."""
    if len(way) > 2:
        middle = len(way) // 2
        return way[: middle + 1], way[middle:]
    (x0, y0), (x1, y1) = way
    between = (x0 + x1) / 2, (y0 + y1) / 2
    return (way[0], between), (between, way[1])

"""A round pen on what is seen."""

from __future__ import annotations

from functools import lru_cache
from math import acos, atan2, ceil, cos, degrees, hypot, pi, sin

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QPen, QPolygonF, QTransform

WIDE = 160
"""Pixels from which a pen only draws what is new: most of a wide line lies on the one before."""
FARTHEST = 32
"""Pixels up to which it does: of a longer line most is new."""
STEP = 4
"""Pixels by which the shapes of what is new differ."""
OVERLAP = 1.0
"""Pixels that such a shape has in common with the line before it at least, as the outlines of both may be off."""
OFF = 0.1
"""Pixels that their outline may be off."""


class ViewPen:
    """Draws on the image's own memory until it is closed. Points are pixels of the image, and may lie beside it."""

    def __init__(self, image: QImage, brush: QBrush, width: float) -> None:
        # a painter does not keep what it paints on
        self._image, self._brush = image, brush
        self._painter = QPainter(image)
        self._painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        self._line = QLineF()
        """The last one: to make one for each takes twice as long."""
        self._end: tuple[float, float] | None = None
        """Around which everything is drawn, as far as the pen reaches."""
        self.set_width(width)

    def set_width(self, width: float) -> None:
        """Of the lines to come."""
        round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        self._painter.setPen(QPen(self._brush, width, Qt.PenStyle.SolidLine, round_cap, round_join))
        self._width, self._end = width, None

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """From one point to another, or a dot when both are the same."""
        if x0 == x1 and y0 == y1:
            self._painter.drawPoint(QPointF(x1, y1))
        elif self._width < WIDE or self._end != (x0, y0) or (length := hypot(x1 - x0, y1 - y0)) > FARTHEST:
            self._line.setLine(x0, y0, x1, y1)
            self._painter.drawLine(self._line)
        else:
            front = _front(self._width / 2, ceil((length + OVERLAP) / STEP))
            place = QTransform.fromTranslate(x1, y1).rotate(degrees(atan2(y1 - y0, x1 - x0)))
            self._painter.fillPath(place.map(front), self._brush)
        self._end = x1, y1

    def close(self) -> None:
        self._painter.end()


@lru_cache(maxsize=4 * FARTHEST // STEP + 4)
def _front(radius: float, steps: int) -> QPainterPath:
    """What a disc around the origin covers that it did not when it was so far to the left, and a little of what it
    did."""
    parts = ceil(pi / 2 / acos(1 - OFF / radius))
    angles = [pi * (part / parts - 0.5) for part in range(parts + 1)]
    now = [QPointF(radius * cos(angle), radius * sin(angle)) for angle in angles]
    before = [point - QPointF(steps * STEP, 0) for point in reversed(now)]
    path = QPainterPath()
    path.addPolygon(QPolygonF([*now, *before]))
    return path

"""A round pen on what is seen."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen


class ViewPen:
    """Draws on the image's own memory until it is closed. Points are pixels of the image, and may lie beside it."""

    def __init__(self, image: QImage, brush: QBrush, width: float) -> None:
        # a painter does not keep what it paints on
        self._image, self._brush = image, brush
        self._painter = QPainter(image)
        self._painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        self.set_width(width)

    def set_width(self, width: float) -> None:
        """Of the lines to come."""
        round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        self._painter.setPen(QPen(self._brush, width, Qt.PenStyle.SolidLine, round_cap, round_join))

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """From one point to another, or a dot when both are the same."""
        if x0 == x1 and y0 == y1:
            self._painter.drawPoint(QPointF(x1, y1))
        else:
            self._painter.drawLine(QLineF(x0, y0, x1, y1))

    def close(self) -> None:
        self._painter.end()

"""A round pen that draws lines on an image."""

from __future__ import annotations

from math import ceil, floor, hypot

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen

BAND_ROWS = 88
"""Qt hands fills of about 96 rows and more to its threads, which costs more than the fill."""
MARGIN = 2
"""Pixels that Qt's lines may be off."""


class Pen:
    """Draws on the image's own memory until it is closed. Points are pixels of the image, and may lie beside it."""

    def __init__(self, image: QImage, brush: QBrush, width: float) -> None:
        self._image = image
        self._height = image.height()
        self._brush = brush
        self._radius = width / 2
        self._painter = QPainter(image)
        self._painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        self._is_clipped = False
        self._end: tuple[float, float] | None = None
        """Where it has drawn a dot already: the end of the line before."""
        self.set_width(width)

    def set_width(self, width: float) -> None:
        """Of the lines to come."""
        self._radius, self._end = width / 2, None
        round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        self._painter.setPen(QPen(self._brush, width, Qt.PenStyle.SolidLine, round_cap, round_join))

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """From one point to another, or a dot when both are the same."""
        reach = self._radius + MARGIN
        left, right = (x0 - reach, x1 + reach) if x0 < x1 else (x1 - reach, x0 + reach)
        top, bottom = (y0 - reach, y1 + reach) if y0 < y1 else (y1 - reach, y0 + reach)
        if bottom - top > BAND_ROWS:
            if self._end == (x0, y0) and (length := hypot(x1 - x0, y1 - y0)) > 0:
                # what lies behind the start is drawn
                behind, beside = abs(y1 - y0) / length * reach, abs(x1 - x0) / length * reach
                left, right = (x0 - behind, right) if x0 < x1 else (left, x0 + behind)
                top, bottom = (y0 - beside, bottom) if y0 < y1 else (top, y0 + beside)
            self._draw_in_bands(
                floor(left), max(floor(top), 0), ceil(right), min(ceil(bottom), self._height), x0, y0, x1, y1
            )
        elif bottom > 0 and top < self._height:
            if self._is_clipped:
                self._painter.setClipping(False)
                self._is_clipped = False
            self._draw(x0, y0, x1, y1)
        self._end = x1, y1

    def close(self) -> None:
        self._painter.end()

    def _draw_in_bands(
        self, left: int, top: int, right: int, bottom: int, x0: float, y0: float, x1: float, y1: float
    ) -> None:
        self._is_clipped = True
        for band in range(top, bottom, BAND_ROWS):
            self._painter.setClipRect(left, band, right - left, min(BAND_ROWS, bottom - band))
            self._draw(x0, y0, x1, y1)

    def _draw(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if x0 == x1 and y0 == y1:
            self._painter.drawPoint(QPointF(x1, y1))
        else:
            self._painter.drawLine(QPointF(x0, y0), QPointF(x1, y1))

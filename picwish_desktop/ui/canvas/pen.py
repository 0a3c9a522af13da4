"""A round pen that draws lines on an image."""

from __future__ import annotations

from math import ceil, floor, hypot, sqrt

from PySide6.QtCore import QLineF, QPointF, Qt
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
        self._painter = QPainter(image)
        self._painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        self._is_clipped = False
        self._end: tuple[float, float] | None = None
        """Where it has drawn a dot already: the end of the line before."""
        self.set_width(width)

    def set_width(self, width: float) -> None:
        """Of the lines to come."""
        self._radius, self._reach, self._end = width / 2, width / 2 + MARGIN, None
        round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        self._painter.setPen(QPen(self._brush, width, Qt.PenStyle.SolidLine, round_cap, round_join))

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """From one point to another, or a dot when both are the same."""
        top, bottom = (y0, y1) if y0 < y1 else (y1, y0)
        top, bottom = top - self._reach, bottom + self._reach
        if bottom - top > BAND_ROWS:
            self._draw_in_bands(x0, y0, x1, y1)
        elif bottom > 0 and top < self._height:
            if self._is_clipped:
                self._painter.setClipping(False)
                self._is_clipped = False
            self._draw(x0, y0, x1, y1)
        self._end = x1, y1

    def close(self) -> None:
        self._painter.end()

    def _draw_in_bands(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Of a line that goes on from the last one, only what is not drawn yet."""
        self._is_clipped = True
        reach, inner = self._reach, max(0.0, self._radius - MARGIN)
        dx, dy = x1 - x0, y1 - y0
        first, last = min(x0, x1) - reach, max(x0, x1) + reach
        top, bottom = min(y0, y1) - reach, max(y0, y1) + reach
        goes_on = self._end == (x0, y0) and (length := hypot(dx, dy)) > 0
        if goes_on:
            # what lies behind the start is drawn
            behind, beside = abs(dy) / length * reach, abs(dx) / length * reach
            first, last = (x0 - behind, last) if x0 < x1 else (first, x0 + behind)
            top, bottom = (y0 - beside, bottom) if y0 < y1 else (top, y0 + beside)
        top, bottom = max(floor(top), 0), min(ceil(bottom), self._height)
        count = ceil((bottom - top) / BAND_ROWS)
        for number in range(count):
            band, end = top + (bottom - top) * number // count, top + (bottom - top) * (number + 1) // count
            left, right = first, last
            # of the dot at the start
            farthest = max(y0 - band, end - y0)
            if goes_on and farthest < inner:
                half = sqrt(inner * inner - farthest * farthest)
                if farthest * abs(dy) <= abs(dx) * half:
                    # there the line's edge behind is the dot's
                    left, right = (max(left, x0 + half), right) if dx > 0 else (left, min(right, x0 - half))
            self._painter.setClipRect(floor(left), band, ceil(right) - floor(left), end - band)
            self._draw(x0, y0, x1, y1)

    def _draw(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if x0 == x1 and y0 == y1:
            self._painter.drawPoint(QPointF(x1, y1))
        else:
            self._painter.drawLine(QLineF(x0, y0, x1, y1))

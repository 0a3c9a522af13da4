"""A round pen that shows at once, and within two pixels, what another one draws exactly."""

from __future__ import annotations

from math import ceil, hypot, sqrt

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen

BAND_ROWS = 88
"""Qt hands fills of about 96 rows and more to its threads, which costs more than the fill."""
WIDEST = 64.0
"""Wider lines end in discs that lie between whole pixels: Qt draws those several times faster than round ends, and
never hands them to its threads."""
HOLLOW = 0.25
"""Pixels that the edge of a row of discs may be off between two of them."""
MOST_DISCS = 2
"""In place of a short line."""
OVERLAP = 1.0


class ViewPen:
    """Draws on the image's own memory until it is closed. Points are pixels of the image, and may lie beside it."""

    def __init__(self, image: QImage, brush: QBrush, width: float) -> None:
        # a painter does not keep what it paints on
        self._image, self._brush = image, brush
        self._painter = QPainter(image)
        self._painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        self._painter.setBrush(brush)
        self._end: tuple[float, float] | None = None
        """Where a disc is drawn already: the end of the line before."""
        self.set_width(width)

    def set_width(self, width: float) -> None:
        """Of the lines to come."""
        self._width, self._end = width, None
        self._is_wide = width > WIDEST
        # an arc between two discs is so far from the edge that they have in common: distance² / (8 radius)
        self._between_discs = sqrt(4 * width * HOLLOW)
        if self._is_wide:
            self._painter.setPen(Qt.PenStyle.NoPen)
        else:
            self._set_pen(width, Qt.PenCapStyle.RoundCap)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """From one point to another, or a dot when both are the same."""
        if self._is_wide:
            self._wide_line(x0, y0, x1, y1)
        elif x0 == x1 and y0 == y1:
            self._painter.drawPoint(QPointF(x1, y1))
        else:
            self._narrow_line(x0, y0, x1, y1, self._width)

    def close(self) -> None:
        self._painter.end()

    def _narrow_line(self, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
        most = BAND_ROWS - width
        if abs(y1 - y0) <= most:
            self._painter.drawLine(QLineF(x0, y0, x1, y1))
            return
        parts = ceil(abs(y1 - y0) / most)
        dx, dy = (x1 - x0) / parts, (y1 - y0) / parts
        for part in range(parts):
            x, y = x0 + part * dx, y0 + part * dy
            self._painter.drawLine(QLineF(x, y, x + dx, y + dy))

    def _wide_line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self._end != (x0, y0):
            self._disc(x0, y0)
        self._end = x1, y1
        dx, dy = x1 - x0, y1 - y0
        length = hypot(dx, dy)
        discs = ceil(length / self._between_discs)
        if discs > MOST_DISCS:
            self._body(x0, y0, x1, y1, length)
            discs = 1
        for disc in range(discs):
            self._disc(x1 - dx * disc / discs, y1 - dy * disc / discs)

    def _disc(self, x: float, y: float) -> None:
        diameter = round(self._width)
        self._painter.drawEllipse(round(x - diameter / 2), round(y - diameter / 2), diameter, diameter)

    def _body(self, x0: float, y0: float, x1: float, y1: float, length: float) -> None:
        """A wide line without its ends, in narrow ones beside each other that overlap: Qt may leave out pixels where
        edges meet."""
        count = ceil(self._width / WIDEST)
        apart = (self._width - OVERLAP) / count
        width = apart + OVERLAP
        across, down = (y0 - y1) / length * apart, (x1 - x0) / length * apart
        self._set_pen(width, Qt.PenCapStyle.FlatCap)
        for number in range(count):
            beside = number - (count - 1) / 2
            x, y = beside * across, beside * down
            self._narrow_line(x0 + x, y0 + y, x1 + x, y1 + y, width)
        self._painter.setPen(Qt.PenStyle.NoPen)

    def _set_pen(self, width: float, cap: Qt.PenCapStyle) -> None:
        self._painter.setPen(QPen(self._brush, width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin))

"""What is seen of a hint over the picture."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from picwish_desktop.model.geometry import EMPTY, Point, Rect
from picwish_desktop.ui.canvas.hint_stroke import Hint
from picwish_desktop.ui.canvas.viewport import Viewport

KEEP, REMOVE = QColor(67, 181, 129, 130), QColor(255, 77, 106, 130)
THINNEST = 3.0
"""Pixels of the view: a thinner line nobody would see."""
SPARE = 256
"""Pixels beside the view, so far it is drawn as well: a picture that is panned need not have it drawn each time."""
GRID = 64
"""Places to a pixel, as many as Qt knows: between them it would round otherwise where the picture was panned to."""


class HintLayer:
    """An image of the view's size, into which each line is drawn once: to paint all of a long stroke at each of its
    moves takes the longer the longer it is."""

    def __init__(self, hint: Hint) -> None:
        self.hint = hint
        self._look: tuple[float, tuple[int, int]] | None = None
        """The scale, and where what is shown of the photo begins, that it is drawn for."""
        self._area = EMPTY
        """What of the view the image covers, from the picture's corner."""
        self._image = QImage()
        self._drawn = 0
        """Lines that are in it."""

    def paint(self, painter: QPainter, viewport: Viewport, exposed: Rect, *, is_rough: bool) -> None:
        """What of it lies in `exposed`, in pixels of the view; where it `is_rough`, of another size than it was."""
        if is_rough and self._look is not None and self._look[1] == viewport.origin:
            self._paint_scaled(painter, viewport, viewport.scale / self._look[0])
            return
        seen = Rect(-viewport.x, -viewport.y, viewport.width, viewport.height)
        look = viewport.scale, viewport.origin
        if look != self._look or not self._area.contains(seen):
            self._look, self._area, self._drawn = look, seen.grown(SPARE), 0
            self._image = QImage(self._area.width, self._area.height, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.fill(Qt.GlobalColor.transparent)
        self._draw_missing(viewport)
        left, top = exposed.x - viewport.x - self._area.x, exposed.y - viewport.y - self._area.y
        painter.drawImage(exposed.x, exposed.y, self._image, left, top, exposed.width, exposed.height)

    def _paint_scaled(self, painter: QPainter, viewport: Viewport, factor: float) -> None:
        left, top, width, height = (length * factor for length in self._area)
        painter.drawImage(QRectF(viewport.x + left, viewport.y + top, width, height), self._image)

    def _draw_missing(self, viewport: Viewport) -> None:
        lines = self.hint.lines[self._drawn :]
        if not lines:
            return
        color, width = KEEP if self.hint.is_keeping else REMOVE, max(THINNEST, self.hint.diameter * viewport.scale)
        with QPainter(self._image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            # so that a line over another one is not darker there
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for start, end in lines:
                here, there = (self._place(viewport, at) for at in (start, end))
                if here == there:
                    painter.drawPoint(here)
                else:
                    painter.drawLine(QLineF(here, there))
        self._drawn = len(self.hint.lines)

    def _place(self, viewport: Viewport, point: Point) -> QPointF:
        """In the image."""
        (left, top), scale = viewport.corner, viewport.scale
        x, y = round((point[0] * scale - left) * GRID) / GRID, round((point[1] * scale - top) * GRID) / GRID
        return QPointF(x - self._area.x, y - self._area.y)

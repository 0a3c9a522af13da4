"""What lies around and behind the person on an ID photo's canvas."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.checkerboard import checkerboard
from picwish_desktop.ui.canvas.decoration import paint_shadow
from picwish_desktop.ui.id_photo.photo_frame import PhotoFrame
from picwish_desktop.ui.id_photo.portrait_scene import PortraitScene
from picwish_desktop.ui.theme import tokens

_WHITE = (255, 255, 255)


class Surroundings:
    """The canvas with the photo's shadow, kept: it is under every number that changes during a drag."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._shown: tuple[QSize, QColor, PhotoFrame] | None = None

    def paint(self, painter: QPainter, exposed: QRect, size: QSize, color: QColor, frame: PhotoFrame) -> None:
        """`size` is the view's in device pixels."""
        if self._shown != (size, color, frame):
            self._shown = size, color, frame
            self._pixmap = QPixmap(size)
            self._pixmap.fill(color)
            with QPainter(self._pixmap) as own:
                paint_shadow(own, frame.area, color, frame.ratio)
        painter.drawPixmap(exposed.topLeft(), self._pixmap, exposed)


def paint_background(painter: QPainter, scene: PortraitScene, frame: PhotoFrame) -> None:
    """Behind the person."""
    x, y, width, height = frame.area.x, frame.area.y, frame.area.width, frame.area.height
    color = _WHITE if scene.keeps_background else scene.background
    if color is not None:
        painter.fillRect(x, y, width, height, QColor(*color))
        return
    board = checkerboard()
    board.setTransform(QTransform.fromTranslate(x, y).scale(frame.ratio, frame.ratio))
    painter.fillRect(x, y, width, height, board)


def paint_ring(painter: QPainter, area: Rect, ratio: float) -> None:
    """Around the photo: it has the keyboard."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(tokens().accent), 2 * ratio, j=Qt.PenJoinStyle.MiterJoin))
    by = 2 * ratio
    painter.drawRect(QRectF(area.x, area.y, area.width, area.height).adjusted(-by, -by, by, by))

"""Small signs that say by their shape what their colour says too."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from picwish_desktop.ui.theme import tokens

SIGN_SIDE = 14
_STROKE = 1.8


class Sign(Enum):
    CHECK = "check"
    ALERT = "alert"
    CROSS = "cross"
    DASH = "dash"
    BAN = "ban"


def sign_color(sign: Sign) -> str:
    """In the theme that is worn."""
    colours = tokens()
    match sign:
        case Sign.CHECK:
            return colours.ok
        case Sign.ALERT:
            return colours.warn
        case Sign.DASH:
            return colours.dim
    return colours.mark


def draw_sign(painter: QPainter, place: QRectF, sign: Sign) -> None:
    """Fill the square `place`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(QColor(sign_color(sign)), _STROKE, Qt.PenStyle.SolidLine, cap, join))
    match sign:
        case Sign.CHECK:
            painter.drawPolyline(_points(place, [(0.18, 0.55), (0.4, 0.78), (0.84, 0.24)]))
        case Sign.ALERT:
            painter.drawPolyline(_points(place, [(0.5, 0.14), (0.5, 0.6)]))
            painter.drawPolyline(_points(place, [(0.5, 0.84), (0.5, 0.85)]))
        case Sign.CROSS:
            painter.drawPolyline(_points(place, [(0.22, 0.22), (0.78, 0.78)]))
            painter.drawPolyline(_points(place, [(0.78, 0.22), (0.22, 0.78)]))
        case Sign.DASH:
            painter.drawPolyline(_points(place, [(0.25, 0.5), (0.75, 0.5)]))
        case Sign.BAN:
            inset = place.width() * 0.1
            painter.drawEllipse(place.adjusted(inset, inset, -inset, -inset))
            painter.drawPolyline(_points(place, [(0.22, 0.22), (0.78, 0.78)]))
    painter.restore()


class SignLabel(QWidget):
    """A sign of the height of a line of text."""

    def __init__(self, sign: Sign, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = sign
        self.setFixedSize(SIGN_SIDE, SIGN_SIDE + 3)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            draw_sign(painter, QRectF(0, 2, SIGN_SIDE, SIGN_SIDE), self._sign)


def _points(place: QRectF, shares: Sequence[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(place.x() + x * place.width(), place.y() + y * place.height()) for x, y in shares])

"""What a swatch shows inside its outline."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, radians, sin
from typing import TypeAlias

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QConicalGradient, QIcon, QImage, QLinearGradient, QPainter, QPainterPath

from picwish_desktop.model.backdrop import Color, GradientBackdrop
from picwish_desktop.ui.icons import icon
from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.thumbnail import Cover

Face: TypeAlias = Callable[[QPainter, QPainterPath], None]
"""Fills an outline."""

_CHECK = 7
_CHECK_COLORS = ("#ffffff", "#bdbdbd")
_BLURRED = QSize(4, 4)
_ICON = 16


def checkerboard(painter: QPainter, outline: QPainterPath) -> None:
    """What stands for nothing."""
    place = outline.boundingRect()
    painter.fillPath(outline, QColor(_CHECK_COLORS[0]))
    painter.save()
    painter.setClipPath(outline)
    for row in range(int(place.height() // _CHECK) + 1):
        for column in range(row % 2, int(place.width() // _CHECK) + 1, 2):
            square = QRectF(place.x() + column * _CHECK, place.y() + row * _CHECK, _CHECK, _CHECK)
            painter.fillRect(square, QColor(_CHECK_COLORS[1]))
    painter.restore()


def rainbow(painter: QPainter, outline: QPainterPath) -> None:
    """All hues, around the middle."""
    hues = QConicalGradient(outline.boundingRect().center(), 90)
    for sixth in range(7):
        hues.setColorAt(sixth / 6, QColor.fromHsvF(sixth / 6 % 1, 1, 1))
    painter.fillPath(outline, hues)


def color_face(color: Color) -> Face:
    return lambda painter, outline: painter.fillPath(outline, QColor(*color))


def gradient_face(gradient: GradientBackdrop) -> Face:
    def paint(painter: QPainter, outline: QPainterPath) -> None:
        place = outline.boundingRect()
        angle = radians(gradient.angle)
        reach = (abs(place.width() * cos(angle)) + abs(place.height() * sin(angle))) / 2
        way = QPointF(reach * cos(angle), reach * sin(angle))
        colors = QLinearGradient(place.center() - way, place.center() + way)
        colors.setColorAt(0, QColor(*gradient.start))
        colors.setColorAt(1, QColor(*gradient.end))
        painter.fillPath(outline, colors)

    return paint


def picture_face(picture: QImage | None) -> Face:
    """A picture that fills the outline, or an invitation to choose one."""
    cover = Cover()

    def paint(painter: QPainter, outline: QPainterPath) -> None:
        if picture is not None:
            cover.draw(painter, outline.boundingRect(), picture, outline)
            return
        painter.fillPath(outline, QColor(tokens().raised))
        place = QRect(0, 0, _ICON, _ICON)
        place.moveCenter(outline.boundingRect().toRect().center())
        icon("image-plus").paint(painter, place, mode=QIcon.Mode.Active)

    return paint


def blurred_face(photo: QImage | None) -> Face:
    """The photo out of focus, or two soft greys without one."""
    image = photo or _soft_greys()
    smooth = Qt.TransformationMode.SmoothTransformation
    few = image.scaled(_BLURRED, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    return picture_face(few.scaled(_BLURRED * 16, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))


def _soft_greys() -> QImage:
    image = QImage(_BLURRED, QImage.Format.Format_RGB32)
    image.fill(QColor("#b8b8bc"))
    with QPainter(image) as painter:
        painter.fillRect(QRect(1, 1, 2, 3), QColor("#5c5c62"))
    return image

"""Sentences over and above the ID photo."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.id_photo.guide_labels import font_of
from picwish_desktop.ui.id_photo.photo_frame import LEFT, RIGHT, TOP, PhotoFrame
from picwish_desktop.ui.theme import FONT_PIXELS, tokens

_FLAGS = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
_MARGIN, _PADDING_X, _PADDING_Y = 14, 14, 8


def paint_hint(painter: QPainter, text: str, frame: PhotoFrame, font: QFont) -> None:
    """Above the photo, where it covers no line."""
    area, ratio = frame.area, frame.ratio
    beside, height = min(LEFT, RIGHT) * ratio, TOP * ratio
    box = QRectF(area.x - beside, area.y - height, area.width + 2 * beside, height)
    painter.save()
    painter.setFont(font_of(font, ratio, FONT_PIXELS))
    painter.setPen(QColor(tokens().text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def paint_notice(painter: QPainter, text: str, area: Rect, ratio: float, font: QFont) -> None:
    """At the lower border of `area`, where the clothes are and not the face."""
    colours, font = tokens(), font_of(font, ratio, FONT_PIXELS)
    margin, across, down = (side * ratio for side in (_MARGIN, _PADDING_X, _PADDING_Y))
    room = QRectF(0, 0, max(1.0, area.width - 2 * (margin + across)), area.height)
    words = QFontMetricsF(font).boundingRect(room, int(_FLAGS), text)
    width, height = words.width() + 2 * across, words.height() + 2 * down
    box = QRectF(area.x + (area.width - width) / 2, area.bottom - margin - height, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(colours.line))
    ground = QColor(colours.panel)
    ground.setAlpha(240)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 8 * ratio, 8 * ratio)
    painter.setFont(font)
    painter.setPen(QColor(colours.text))
    painter.drawText(box.adjusted(across, down, -across, -down), int(_FLAGS), text)
    painter.restore()

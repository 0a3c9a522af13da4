"""A sentence above the ID photo."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from picwish_desktop.ui.id_photo.guide_labels import font_of
from picwish_desktop.ui.id_photo.photo_frame import LEFT, RIGHT, TOP, PhotoFrame
from picwish_desktop.ui.theme import FONT_PIXELS, tokens


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

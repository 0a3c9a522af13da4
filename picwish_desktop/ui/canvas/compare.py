"""The divider between before and after."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from picwish_desktop.model.geometry import Rect

GRIP_RADIUS = 18
REACH = 6
"""Distance from the line at which it can still be taken."""


class Divider:
    """A line down the picture with a round grip. Lengths are device pixels; `ratio` of them make one of the look's."""

    def __init__(self) -> None:
        self.fraction = 0.5
        """Where it stands: 0 is the left border of what is visible of the picture, 1 the right."""

    def x(self, area: Rect) -> int:
        return area.x + round(self.fraction * area.width)

    def move_to(self, x: float, area: Rect) -> None:
        self.fraction = min(max((x - area.x) / max(1, area.width), 0.0), 1.0)

    def is_at(self, x: float, y: float, area: Rect, ratio: float) -> bool:
        dx, dy = x - self.x(area), y - (area.y + area.height / 2)
        on_line = abs(dx) <= REACH * ratio and area.y <= y < area.bottom
        return on_line or dx * dx + dy * dy <= (GRIP_RADIUS * ratio) ** 2

    def reach(self, area: Rect, ratio: float) -> Rect:
        """What must be painted again when it moves, apart from what it uncovers."""
        radius = round((GRIP_RADIUS + 2) * ratio)
        return Rect(self.x(area) - radius, area.y - radius, 2 * radius, area.height + 2 * radius)

    def paint(self, painter: QPainter, area: Rect, ratio: float) -> None:
        x, y, radius = self.x(area), area.y + area.height / 2, GRIP_RADIUS * ratio
        self._paint_labels(painter, area, x, ratio)
        painter.fillRect(QRectF(x - ratio, area.y, 2 * ratio, area.height), QColor(255, 255, 255))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 40), ratio))
        painter.setBrush(QColor(255, 255, 255))
        painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.setPen(QPen(QColor(40, 40, 43), 1.6 * ratio, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        for side in (-1, 1):
            near, far, half = x + side * 3 * ratio, x + side * 7 * ratio, 4.5 * ratio
            painter.drawPolyline([QPointF(near, y - half), QPointF(far, y), QPointF(near, y + half)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_labels(self, painter: QPainter, area: Rect, x: int, ratio: float) -> None:
        font = painter.font()
        font.setPixelSize(round(12 * ratio))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        before = QCoreApplication.translate("Canvas", "Original")
        after = QCoreApplication.translate("Canvas", "Result")
        gap, height = 13 * ratio, 25 * ratio
        for text, is_before in ((before, True), (after, False)):
            width = metrics.horizontalAdvance(text) + 18 * ratio
            left = area.x + gap if is_before else area.right - gap - width
            painter.save()
            # the divider pushes over a label instead of naming the wrong side
            painter.setClipRect(QRectF(area.x, area.y, x - area.x, area.height) if is_before
                                else QRectF(x, area.y, area.right - x, area.height))  # fmt: skip
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(20, 20, 22, 165))
            box = QRectF(left, area.y + gap, width, height)
            painter.drawRoundedRect(box, 6 * ratio, 6 * ratio)
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            painter.restore()

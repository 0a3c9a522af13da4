"""How much of the photo is marked, against how much may be."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.marked_percent import marked_percent

NEARLY_FULL = 0.9
_PADDING = 11
_TEXT_WIDTH = 90


class Meter(QWidget):
    """A bar that is full at the limit, and the figures beside it."""

    def __init__(self, name: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self._limit = 0.5
        self.setToolTip(tooltip)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, limit: float) -> None:
        """Show a share of the whole, 0 to 1, against the share that is allowed."""
        self._share, self._limit = share, limit
        self.setAccessibleDescription(self.text())
        self.update()

    def text(self) -> str:
        """The figures, as they are shown."""
        return f"{marked_percent(self._share, self._limit)} of {self._limit * 100:.0f} %"

    def sizeHint(self) -> QSize:
        return QSize(200, 36)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.raised))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
            filled = min(1.0, self._share / self._limit)
            groove = QRectF(_PADDING, self.height() / 2 - 2, self.width() - 2 * _PADDING - _TEXT_WIDTH, 4)
            painter.setBrush(QColor(colours.canvas))
            painter.drawRoundedRect(groove, 2, 2)
            if filled > 0:
                bar = QRectF(groove.x(), groove.y(), max(4.0, groove.width() * filled), 4)
                painter.setBrush(QColor(colours.warn if filled >= NEARLY_FULL else colours.mark))
                painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(QColor(colours.warn if self._share > self._limit else colours.text))
            beside = QRectF(self.rect()).adjusted(0, 0, -_PADDING, 0)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.text())

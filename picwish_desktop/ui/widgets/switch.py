"""On or off, as a small slide."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from picwish_desktop.ui.theme import tokens

_SIZE = QSize(40, 24)
_RING = 2


class Switch(QCheckBox):
    """A check box that looks like what it does."""

    def __init__(self, name: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setFixedSize(_SIZE)

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = tokens()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            groove = QRectF(self.rect()).adjusted(_RING, _RING, -_RING, -_RING)
            painter.setBrush(QColor(colours.accent if self.isChecked() and self.isEnabled() else colours.faint))
            painter.drawRoundedRect(groove, groove.height() / 2, groove.height() / 2)
            side = groove.height() - 4
            left = groove.right() - side - 2 if self.isChecked() else groove.left() + 2
            painter.setBrush(QColor("#ffffff"))
            painter.drawEllipse(QRectF(left, groove.top() + 2, side, side))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(colours.text), _RING))
                ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
                painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)

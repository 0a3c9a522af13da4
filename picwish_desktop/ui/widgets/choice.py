"""A drop-down list whose entries can say something at their right, such as a price."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from picwish_desktop.ui.icons import icon
from picwish_desktop.ui.theme import tokens

_ASIDE = Qt.ItemDataRole.UserRole + 1
_PADDING = 11
_CHEVRON = 14


class Choice(QComboBox):
    """Entries are added with `add(id, text, aside)`; an entry's id is its `currentData()`."""

    def __init__(self, name: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setItemDelegate(_Rows(self))
        self._chevron = icon("chevron-down")

    def add(self, choice: str, text: str, aside: str = "") -> None:
        """Append an entry."""
        self.addItem(text, choice)
        self.setItemData(self.count() - 1, aside, _ASIDE)

    def set_current(self, choice: str) -> None:
        """Show the entry with this id. An unknown id shows nothing."""
        self.setCurrentIndex(self.findData(choice))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        inside = self.rect().adjusted(_PADDING, 0, -_PADDING, 0)
        chevron = QRect(inside.right() - _CHEVRON + 2, (self.height() - _CHEVRON) // 2, _CHEVRON, _CHEVRON)
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self._chevron.paint(painter, chevron, mode=mode)
        _draw_row(painter, inside.adjusted(0, 0, -_CHEVRON - 2, 0), self.currentText(), self._aside(), self.isEnabled())

    def _aside(self) -> str:
        return str(self.currentData(_ASIDE) or "")


class _Rows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), 32)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens().raised))
            painter.drawRoundedRect(option.rect, 6, 6)
        inside = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        _draw_row(painter, inside, str(index.data() or ""), str(index.data(_ASIDE) or ""), enabled=True)


def _draw_row(painter: QPainter, rect: QRect, text: str, aside: str, enabled: bool) -> None:
    colours = tokens()
    metrics = painter.fontMetrics()
    room = rect.width() - (metrics.horizontalAdvance(aside) + 12 if aside else 0)
    painter.setPen(QColor(colours.text if enabled else colours.faint))
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
    painter.setPen(QColor(colours.dim if enabled else colours.faint))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, aside)


class StillChoice(Choice):
    """A list that the wheel does not change: the column scrolls instead."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

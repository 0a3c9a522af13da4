"""How commands look in a list: by menu, each with its keys at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from picwish_desktop.ui.actions import Command
from picwish_desktop.ui.theme import tokens

ROW, HEADING = 28, 34
_PADDING, _GAP = 8, 12
_SMALL = 11
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class KeyRow:
    """The name of a menu, or a command."""

    text: str
    command: Command | None = None
    keys: str = ""
    """As they are shown."""
    is_changed: bool = False
    """Whether a person gave it other keys."""


class KeyRows(QAbstractListModel):
    """Rows for `KeyDelegate`; what a row says in words is its display text."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[KeyRow] = []

    def show_rows(self, rows: Sequence[KeyRow]) -> None:
        is_same = [row.command for row in rows] == [row.command for row in self._rows]
        if is_same:
            # what is chosen, and where the list was scrolled to, stays
            self._rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(max(0, len(rows) - 1)))
        else:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()

    def row(self, position: int) -> KeyRow | None:
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def position_of(self, command: Command) -> int:
        """Of the first command where this one is not shown; -1 where there is none."""
        places = {row.command: place for place, row in enumerate(self._rows) if row.command is not None}
        return places.get(command, min(places.values(), default=-1))

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        row = self.row(index.row())
        is_heading = row is None or row.command is None
        return Qt.ItemFlag.NoItemFlags if is_heading else super().flags(index)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        return row.text if row.command is None else f"{row.text}, {row.keys or 'no key'}"


class KeyDelegate(QStyledItemDelegate):
    """Paints rows of a `KeyRows`."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, ROW if index.flags() & Qt.ItemFlag.ItemIsEnabled else HEADING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        row = model.row(index.row()) if isinstance(model, KeyRows) else None
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.command is None:
            _draw_heading(painter, option, row.text)
        else:
            _draw_command(painter, option, row)
        painter.restore()


def _draw_heading(painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
    small = QFont(painter.font())
    small.setPixelSize(_SMALL)
    small.setBold(True)
    painter.setFont(small)
    painter.setPen(QColor(tokens().dim))
    place = option.rect.adjusted(_PADDING, 0, -_PADDING, -6)
    painter.drawText(place, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, text)


def _draw_command(painter: QPainter, option: QStyleOptionViewItem, row: KeyRow) -> None:
    colours = tokens()
    is_current = bool(option.state & QStyle.StateFlag.State_Selected)
    if is_current or option.state & QStyle.StateFlag.State_MouseOver:
        has_focus = is_current and option.state & QStyle.StateFlag.State_HasFocus
        painter.setPen(QPen(QColor(colours.accent), 2) if has_focus else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.soft if is_current else colours.raised))
        # the line lies inside, as everywhere
        painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1) if has_focus else option.rect, 6, 6)
    place = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
    centre = Qt.AlignmentFlag.AlignVCenter
    painter.setPen(QColor(colours.accent if row.is_changed else colours.dim))
    painter.drawText(place, centre | Qt.AlignmentFlag.AlignRight, row.keys)
    place.setRight(place.right() - painter.fontMetrics().horizontalAdvance(row.keys) - _GAP)
    painter.setPen(QColor(colours.text))
    name = painter.fontMetrics().elidedText(row.text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, centre | Qt.AlignmentFlag.AlignLeft, name)

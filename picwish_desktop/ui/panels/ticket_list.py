"""What is on the customer's sheet: a row for each ID photo, with its copies, and a way to take it off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from picwish_desktop.model.sheet import MOST_COPIES
from picwish_desktop.ui.panels.id_photo_state import TicketRow
from picwish_desktop.ui.widgets.buttons import IconButton
from picwish_desktop.ui.widgets.elided_label import ElidedLabel
from picwish_desktop.ui.widgets.stepper import Stepper

_ROW = 32


class _Row(QWidget):
    removed = Signal(str)
    copies_changed = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_ROW)
        self._key = ""
        self._text = ElidedLabel()
        self._copies = Stepper("Copies", "How many are printed", (1, MOST_COPIES))
        self._remove = IconButton("x", "Take it off the sheet", 26)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._copies)
        layout.addWidget(self._remove)
        self._copies.changed.connect(lambda copies: self.copies_changed.emit(self._key, copies))
        self._remove.clicked.connect(lambda: self.removed.emit(self._key))

    def follow(self, before: _Row) -> None:
        """Let Tab come here from that row."""
        for first, second in ((before._remove, self._copies.number), (self._copies.number, self._remove)):
            self.setTabOrder(first, second)

    def show_row(self, row: TicketRow) -> None:
        self._key = row.key
        self._text.setText(row.text)
        self._copies.set_value(row.copies)
        self._copies.set_name(f"Copies: {row.text}")
        self._remove.setAccessibleName(f"Take off the sheet: {row.text}")


class TicketList(QFrame):
    removed = Signal(str)
    """A row's key."""
    copies_changed = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field")
        self._rows: list[_Row] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(11, 2, 6, 2)
        self._layout.setSpacing(0)
        # Its place in the order of Tab is that of all which come later.
        self._add_row()

    def show_rows(self, rows: Sequence[TicketRow]) -> None:
        """Show these, in this order. Emits nothing."""
        while len(self._rows) < len(rows):
            self._add_row()
        for position, shown in enumerate(self._rows):
            if position < len(rows):
                shown.show_row(rows[position])
            shown.setVisible(position < len(rows))

    def _add_row(self) -> None:
        added = _Row()
        added.removed.connect(self.removed)
        added.copies_changed.connect(self.copies_changed)
        self._layout.addWidget(added)
        if self._rows:
            added.follow(self._rows[-1])
        self._rows.append(added)

"""All commands by menu, with their keys: typing a name or a key finds one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from picwish_desktop.ui.actions import MENUS, Command, commands_of
from picwish_desktop.ui.free_keys import shown_key
from picwish_desktop.ui.own_keys import OwnKeys
from picwish_desktop.ui.widgets.key_rows import KeyDelegate, KeyRow, KeyRows
from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.search_line import SearchLine

_LEAST_HEIGHT = 168
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _List(QListView):
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            # and not the dialog's OK
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class CommandList(QWidget):
    """One command is chosen at any time."""

    chosen = Signal()
    """Another one."""
    entered = Signal()
    """By Enter, or twice by the mouse."""

    def __init__(self, keys: OwnKeys, beside: QWidget, parent: QWidget | None = None) -> None:
        """`beside` what is typed."""
        super().__init__(parent)
        self._keys = keys
        self.command = Command.OPEN
        self._typed = SearchLine("Find a command or a key", "Find a command or a key")
        self._typed.setToolTip("Such as “brush” or “Ctrl+E”")
        self._typed.installEventFilter(self)
        self._rows, self._list = KeyRows(), _List()
        self._list.setModel(self._rows)
        self._list.setItemDelegate(KeyDelegate(self._list))
        self._list.setAccessibleName("Commands")
        self._list.setToolTip("All commands and their keys; Enter gives one another key")
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMinimumHeight(_LEAST_HEIGHT)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._nothing = note()
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out(beside)
        self._typed.textChanged.connect(lambda _text: self.refresh())
        self._list.selectionModel().currentChanged.connect(lambda _now, _before: self._go())
        self._list.entered.connect(self.entered)
        self._list.doubleClicked.connect(lambda _index: self.entered.emit())
        self.refresh()

    def refresh(self) -> None:
        """Show what is typed for, with the keys of now."""
        words = self._typed.text().casefold().split()
        rows: list[KeyRow] = []
        for menu in MENUS:
            found = [row for row in map(self._row, commands_of(menu)) if _fits(row, menu, words)]
            rows += [KeyRow(menu), *found] if found else []
        self._rows.show_rows(rows)
        self._list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._nothing.setText(f"No command is called “{self._typed.text().strip()}” or has that key.")
        index = self._rows.index(self._rows.position_of(self.command))
        self._list.setCurrentIndex(index)
        self._list.scrollTo(index)

    def take_focus(self) -> None:
        """Where there is no command, into what is typed."""
        (self._typed if self._list.isHidden() else self._list).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._typed and _leads_on(event):
            self._list.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _go(self) -> None:
        row = self._rows.row(self._list.currentIndex().row())
        if row is not None and row.command is not None and row.command is not self.command:
            self.command = row.command
            self.chosen.emit()

    def _row(self, command: Command) -> KeyRow:
        keys = " · ".join(map(shown_key, self._keys.keys(command)))
        return KeyRow(command.value.name, command, keys, self._keys.is_changed(command))

    def _lay_out(self, beside: QWidget) -> None:
        search = QHBoxLayout()
        search.setSpacing(8)
        search.addWidget(self._typed, 1)
        search.addWidget(beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(search)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._nothing, 1)


def _leads_on(event: QEvent) -> bool:
    """From what is typed to what was found."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
        return False
    return event.key() in (*_ENTER, Qt.Key.Key_Down)


def _fits(row: KeyRow, menu: str, words: list[str]) -> bool:
    said = f"{menu} {row.text} {row.keys}".casefold()
    return all(word in said for word in words)

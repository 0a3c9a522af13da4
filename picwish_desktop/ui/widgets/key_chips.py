"""The keys of a command side by side, each of which a press takes away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from picwish_desktop.ui.free_keys import shown_key
from picwish_desktop.ui.icons import icon
from picwish_desktop.ui.widgets.buttons import push_button

_HEIGHT = 34


class KeyChips(QWidget):
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        # many long keys must not make the page wider
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)

    def show_keys(self, command: str, keys: Sequence[str]) -> None:
        """Of a command by its name."""
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        name = QLabel(command if keys else f"{command}: no key")
        name.setProperty("role", "dim")
        for widget in (name, *map(self._chip, keys)):
            self._row.addWidget(widget)
            # at once, and not with the next event
            widget.show()
        self._row.addStretch(1)

    def _chip(self, key: str) -> QWidget:
        shown = shown_key(key)
        chip = push_button(shown, f"Take “{shown}” away from this command")
        chip.setAccessibleName(f"Remove {shown}")
        chip.setIcon(icon("x"))
        # the sign stands behind the key
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setAutoDefault(False)
        chip.clicked.connect(partial(self.removed.emit, key))
        return chip

"""File › Open recent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from picwish_desktop.ui.panels.recent import RecentItem

_LONGEST = 320


class RecentMenu(QMenu):
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Open recent", parent)
        self.setObjectName("menu_recent")
        self.setToolTipsVisible(True)
        self.set_items([])

    def set_items(self, items: Sequence[RecentItem]) -> None:
        """The latest first; the menu cannot be opened when there are none."""
        self.clear()
        self.menuAction().setEnabled(bool(items))
        for item in items:
            shown = self.fontMetrics().elidedText(item.title, Qt.TextElideMode.ElideMiddle, _LONGEST)
            action = self.addAction(shown.replace("&", "&&"))
            action.setToolTip(str(item.path))
            action.triggered.connect(lambda _on=False, path=str(item.path): self.chosen.emit(path))

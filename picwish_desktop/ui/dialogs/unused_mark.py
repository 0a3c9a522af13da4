"""What happens to marks that nobody has used yet, when their photos close."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.dialogs.unsaved import add_names
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.labels import note


class UnusedMarkDialog(Dialog):
    """Asks about one photo or several at once. Enter and Esc go back; it answers exactly once."""

    answered = Signal(bool)
    """Whether they may be lost."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        is_one = len(names) == 1
        super().__init__(
            "Close and lose the mark?" if is_one else f"Close and lose the marks on {len(names)} photos?", 420, parent
        )
        self._may_lose = False
        add_names(self.body, names)
        self.body.addWidget(note("What is marked was not removed yet. “Export mask” in the menu keeps it as a file."))
        close = push_button("Close", "Close, and lose what is marked")
        back = push_button("Go back", "Go back to what is marked (Esc)", "primary")
        close.clicked.connect(self._finish)
        back.clicked.connect(self.reject)
        self.add_buttons([back], aside=close)

    def done(self, result: int) -> None:
        super().done(result)
        self.answered.emit(self._may_lose)

    def _finish(self) -> None:
        self._may_lose = True
        self.accept()

"""What happens to unsaved work of a run that broke off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from picwish_desktop.ui.dialogs.unsaved import add_names
from picwish_desktop.ui.widgets.buttons import push_button
from picwish_desktop.ui.widgets.labels import heading, note


class RecoveredDialog(QDialog):
    """Show it with `open()`. Closing it decides nothing: the same is asked at the next start."""

    answered = Signal(bool)
    """Whether the work is wanted."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Unsaved work")
        self.setModal(True)
        self.setMinimumWidth(420)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(6)
        layout.addWidget(heading("Go on where it broke off?"))
        layout.addWidget(note("The program ended before this was saved:"))
        add_names(layout, names)
        layout.addSpacing(14)
        row = QHBoxLayout()
        row.setSpacing(8)
        forget = push_button("Throw away", "The unsaved work is lost; the photos stay as they are")
        bring_back = push_button("Open again", "Open the photos with marks and results", "primary")
        bring_back.setDefault(True)
        forget.clicked.connect(lambda: self._finish(False))
        bring_back.clicked.connect(lambda: self._finish(True))
        row.addWidget(forget)
        row.addStretch(1)
        row.addWidget(bring_back)
        for button in (forget, bring_back):
            button.setMinimumWidth(112)
        layout.addLayout(row)

    def _finish(self, is_wanted: bool) -> None:
        self.answered.emit(is_wanted)
        self.accept()

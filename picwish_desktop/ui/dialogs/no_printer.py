"""There is no printer: a PDF can be made instead."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button


class NoPrinterDialog(Dialog):
    """Show it with `open()`. It is accepted where a PDF is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("No printer", 420, parent)
        text = QLabel(
            "This computer has no printer. Add one in the system’s settings, or save the sheet as a PDF in real size "
            "and print that elsewhere."
        )
        text.setWordWrap(True)
        self.body.addWidget(text)
        cancel = push_button("Cancel", "Print nothing (Esc)")
        cancel.clicked.connect(self.reject)
        save = push_button("Save as PDF…", "Choose where the PDF is written (Enter)", "primary")
        save.clicked.connect(self.accept)
        self.add_buttons([cancel, save])

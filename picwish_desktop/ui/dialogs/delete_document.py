"""Being sure before a document type of one's own is deleted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button


class DeleteDocumentDialog(Dialog):
    """Show it with `open()`. It is accepted where it is to be deleted."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("Delete this document type?", 420, parent)
        text = QLabel(f"“{name}” was made or imported here. Photos and tickets that were made by it stay.")
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        self.body.addWidget(text)
        delete = push_button("Delete", "Delete the document type; it cannot be brought back")
        keep = push_button("Keep it", "Go back (Esc)", "primary")
        delete.clicked.connect(self.accept)
        keep.clicked.connect(self.reject)
        self.add_buttons([delete, keep])

"""A sentence that has to be read before going on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from picwish_desktop.ui.dialogs.dialog import Dialog
from picwish_desktop.ui.widgets.buttons import push_button


class MessageDialog(Dialog):
    """A title, a sentence and one button."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(title, 400, parent)
        text = QLabel(sentence)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(text)
        close = push_button("OK", "Close this message", "primary")
        close.clicked.connect(self.accept)
        self.add_buttons([close])


def show_message(title: str, sentence: str, parent: QWidget | None) -> MessageDialog:
    """Open a message over the window. It goes away by itself once read."""
    dialog = MessageDialog(title, sentence, parent)
    dialog.open()
    return dialog

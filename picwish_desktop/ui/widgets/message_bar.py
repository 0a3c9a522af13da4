"""A sentence inside a panel that says what went wrong, and can be put away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from picwish_desktop.ui.widgets.buttons import IconButton
from picwish_desktop.ui.widgets.labels import warning


class MessageBar(QFrame):
    """Hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._dismissed = ""
        self._text = warning()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # The warning's colour is too faint on the bar for words, in the light theme.
        dot = QLabel()
        dot.setObjectName("messageDot")
        dot.setFixedSize(8, 13)
        close = IconButton("x", "Dismiss this message", 20)
        close.clicked.connect(self._dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(dot, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_text(self, text: str) -> None:
        """Say this, or nothing. A sentence that was put away stays away until another, or none, was shown."""
        if text != self._dismissed:
            self._dismissed = ""
        self._text.setText(text)
        self.setVisible(bool(text) and text != self._dismissed)

    def _dismiss(self) -> None:
        self._dismissed = self._text.text()
        self.hide()

"""A sentence inside a panel that warns of something or tells it, and can be put away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from picwish_desktop.ui.widgets.buttons import IconButton
from picwish_desktop.ui.widgets.labels import warning


class Fact(str):
    """A sentence to be read that warns of nothing; any other is a warning."""

    __slots__ = ()


class MessageBar(QFrame):
    """Hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._dismissed = ""
        self._text = warning()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # The warning's colour is too faint on the bar for words, in the light theme.
        self._dot = QLabel()
        self._dot.setObjectName("messageDot")
        self._dot.setFixedSize(8, 13)
        close = IconButton("x", "Dismiss this message", 20)
        close.clicked.connect(self._dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_text(self, text: str) -> None:
        """Say this, or nothing. A sentence that was put away stays away until another, or none, was shown."""
        if text != self._dismissed:
            self._dismissed = ""
        self._text.setText(text)
        tone = "fact" if isinstance(text, Fact) else "warning"
        if tone != self._dot.property("tone"):
            self._dot.setProperty("tone", tone)
            self._dot.style().polish(self._dot)
        self.setVisible(bool(text) and text != self._dismissed)

    def _dismiss(self) -> None:
        self._dismissed = self._text.text()
        self.hide()

"""What all dialogs share: a heading, a body, a row of buttons, and a size that fits them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from picwish_desktop.ui.widgets.labels import heading

_BUTTON_WIDTH = 100


class Dialog(QDialog):
    """Show it with `open()`. It deletes itself when it closes."""

    def __init__(self, title: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(width)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 16, 20, 16)
        self.body.setSpacing(8)
        self.body.addWidget(heading(title))

    def add_buttons(self, buttons: Sequence[QPushButton], aside: QPushButton | None = None) -> None:
        """End the dialog with buttons at the right, the last of them the default, and perhaps one at the left."""
        row = QHBoxLayout()
        row.setSpacing(8)
        if aside is not None:
            row.addWidget(aside)
        row.addStretch(1)
        for button in buttons:
            button.setMinimumWidth(_BUTTON_WIDTH)
            row.addWidget(button)
        buttons[-1].setDefault(True)
        self.body.addSpacing(8)
        self.body.addLayout(row)
        self.fit()

    def height_beside(self, around: int) -> int:
        """Pixels that the screen has for something of the dialog, beside `around` for the rest, frame and bars too."""
        return self.screen().availableGeometry().height() - around

    def fit(self) -> None:
        """Take the height that the body needs at this width, which `adjustSize` does not find for wrapped text."""
        self.ensurePolished()
        body = self.body
        wraps = body.hasHeightForWidth()
        self.setFixedHeight(body.totalHeightForWidth(self.width()) if wraps else body.totalSizeHint().height())

"""A line to type in what is looked for, with the program's own sign to clear it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from picwish_desktop.ui.icons import icon


class SearchLine(QLineEdit):
    """What clears it is there as long as there is something to clear. Qt's own sign knows no theme."""

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        """`hint` is seen while nothing is typed."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        clear = self.addAction(icon("x"), QLineEdit.ActionPosition.TrailingPosition)
        clear.setToolTip("Clear")
        clear.setVisible(False)
        clear.triggered.connect(self.clear)
        self.textChanged.connect(lambda text: clear.setVisible(bool(text)))

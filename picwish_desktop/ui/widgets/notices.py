"""Sentences that a person has to know before working, each with its sign."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from picwish_desktop.ui.widgets.labels import warning
from picwish_desktop.ui.widgets.signs import Sign, SignLabel


class Notices(QWidget):
    """Takes no room while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[Sign, str], ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self.hide()

    def show_notices(self, notices: Sequence[tuple[Sign, str]]) -> None:
        """Say these, in this order."""
        if tuple(notices) == self._shown:
            return
        self._shown = tuple(notices)
        while (item := self._layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for sign, sentence in self._shown:
            row = _row(sign, sentence)
            self._layout.addWidget(row)
            row.show()
        self.setVisible(bool(self._shown))


def _row(sign: Sign, sentence: str) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    label = warning(sentence)
    layout.addWidget(SignLabel(sign), 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(label, 1)
    return row

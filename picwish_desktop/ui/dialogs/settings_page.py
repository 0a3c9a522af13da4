"""A page of the settings: what is asked at the left, the control at the right."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from picwish_desktop.ui.widgets.labels import note
from picwish_desktop.ui.widgets.scroll_column import ScrollColumn

_CONTROL_WIDTH = 296
_AROUND_REVEALED = 8
_BEFORE_REST = 16


class SettingsPage(ScrollColumn):
    """Rows, one below the other; it scrolls when there is no room for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self.inside)
        self._layout.setContentsMargins(0, 8, 0, 8)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(24)
        self._rows.setVerticalSpacing(18)
        self._rows.setColumnStretch(0, 1)
        self._layout.addLayout(self._rows)
        self._layout.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def add_sentence(self, sentence: str) -> None:
        self._rows.addWidget(note(sentence), self._rows.rowCount(), 0, 1, 2)

    def add_row(self, label: str, below_label: QLabel, control: QWidget, below_control: QWidget | None = None) -> None:
        """A row with a sentence below its name, and perhaps one below its control."""
        name = QLabel(label)
        name.setTextFormat(Qt.TextFormat.PlainText)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(name)
        left.addWidget(below_label)
        left.addStretch(1)
        right.setSpacing(4)
        right.addWidget(control)
        if below_control is not None:
            right.addWidget(below_control)
        right.addStretch(1)
        control.setFixedWidth(_CONTROL_WIDTH)
        row = self._rows.rowCount()
        self._rows.addLayout(left, row, 0)
        self._rows.addLayout(right, row, 1)

    def add_rest(self, widget: QWidget) -> None:
        """Below all rows, as wide as the page, and as high as there is room."""
        self._layout.setStretch(self._layout.count() - 1, 0)
        self._layout.insertSpacing(1, _BEFORE_REST)
        self._layout.insertWidget(2, widget, 1)

    def reveal(self, control: QWidget, below_control: QWidget) -> None:
        """Scroll to a control and to what is said below it; rather to the control where there is no room for both."""
        # what has just been said has no place before this is heeded
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        for shown in (below_control, control):
            self.ensureWidgetVisible(shown, 0, _AROUND_REVEALED)

    def height_for(self, width: int) -> int:
        """Pixels that all rows need."""
        self.inside.ensurePolished()
        return self._layout.totalHeightForWidth(width)

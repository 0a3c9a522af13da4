"""Above the canvas while an ID photo is made: how to move it, undo, and photo or sheet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from picwish_desktop.ui.actions import FRAME_BY_LINES, Actions, Command
from picwish_desktop.ui.widgets.buttons import action_button
from picwish_desktop.ui.widgets.elided_label import ElidedLabel
from picwish_desktop.ui.widgets.segmented import Segmented

PHOTO, SHEET = "photo", "sheet"
_BY_LINES = f"Ctrl+0 {FRAME_BY_LINES[0].lower()}{FRAME_BY_LINES[1:]}"
HOW = f"Drag to move · wheel to scale · Ctrl+wheel to turn · L takes a line · {_BY_LINES}"
HOW_SHORT = "Drag to move · wheel to scale · L takes a line"
HOW_SHORTEST = "Drag to move · L takes a line"
"""In narrow windows."""
HOW_SHEET = "What is printed, in real proportions · Ctrl+P prints it"
HOW_SHEET_SHORT = "Ctrl+P prints it"


class IdPhotoStrip(QFrame):
    view_chosen = Signal(str)
    """“photo” or “sheet”."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolStrip")
        self.setFixedHeight(44)
        self._how = ElidedLabel(HOW)
        self._how.setProperty("role", "dim")
        self._ways: tuple[str, ...] = ("",)
        """To say it, the longest first."""
        self._view = Segmented(
            (
                (PHOTO, "Photo", "The ID photo that is worked on (Ctrl+G)"),
                (SHEET, "Print sheet", "All photos of this customer as they are printed (Ctrl+G)"),
            )
        )
        self._view.setMinimumWidth(190)
        self._view.set_current(PHOTO)
        self._view.chosen.connect(self.view_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 12, 0)
        row.setSpacing(4)
        row.addWidget(self._how, 1)
        for command in (Command.UNDO, Command.REDO):
            row.addWidget(action_button(actions[command]))
        self._fit_button = action_button(actions[Command.FIT])
        row.addWidget(self._fit_button)
        row.addSpacing(8)
        row.addWidget(self._view)

    def show_view(self, view: str, *, is_framed: bool) -> None:
        """Photo or sheet, and how it is used. Emits nothing."""
        self._view.set_current(view)
        if view == SHEET:
            self._ways = (HOW_SHEET, HOW_SHEET_SHORT)
        else:
            self._ways = (HOW, HOW_SHORT, HOW_SHORTEST) if is_framed else ("",)
        self._fit_button.setAccessibleName(self._fit_button.text())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self._how.fontMetrics().horizontalAdvance
        self._how.setText(next((way for way in self._ways if width(way) <= self._how.width()), self._ways[-1]))

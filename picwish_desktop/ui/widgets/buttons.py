"""Buttons that a click leaves without the keyboard focus: the canvas keeps its keys, and a focus ring means Tab."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from picwish_desktop.ui.icons import icon


def push_button(text: str, tooltip: str, kind: str = "plain") -> QPushButton:
    """A button with a text. `kind` picks its style: plain, primary, tall or link."""
    button = QPushButton(text)
    button.setToolTip(tooltip)
    button.setAccessibleName(text.removesuffix("…"))
    button.setProperty("kind", kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def action_button(action: QAction) -> QToolButton:
    """A square button with an action's icon."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    return square(button, 32, 18)


class IconButton(QToolButton):
    """A small square button with an icon of its own."""

    def __init__(self, name: str, tooltip: str, size: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon(name))
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip)
        square(self, size, 14)


def square(button: QToolButton, size: int, icon_size: int) -> QToolButton:
    """Give a button its size, that of its icon, and no focus by a click."""
    button.setFixedSize(size, size)
    button.setIconSize(QSize(icon_size, icon_size))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button

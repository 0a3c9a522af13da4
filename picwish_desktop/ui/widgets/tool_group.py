"""Tools that belong together: side by side, or in one place where there is little room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from picwish_desktop.ui.theme import tokens
from picwish_desktop.ui.widgets.buttons import action_button, square

_GAP = 4
_CORNER = 4
_INSET = 4
_OPENS = (Qt.Key.Key_Down, Qt.Key.Key_Up)


class ToolGroup(QWidget):
    """A button for each action, or one for all of them."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = [action_button(action) for action in actions]
        self._folded = FoldedTools(actions)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        for button in (*self._buttons, self._folded):
            layout.addWidget(button)
        self.set_folded(False)

    def set_folded(self, is_folded: bool) -> None:
        """Put them in one place, or side by side."""
        for button in self._buttons:
            button.setVisible(not is_folded)
        self._folded.setVisible(is_folded)
        # at once: whoever asks how wide it is does so before Qt has told it that its parts changed
        self.updateGeometry()

    def set_first_only(self) -> None:
        """Show the first one and offer no other."""
        self._folded.hide()
        for button in self._buttons:
            button.setVisible(button is self._buttons[0])
        self.updateGeometry()


class FoldedTools(QToolButton):
    """Shows the tool that was used last. The others are in its menu, which opens when the button is held, pressed with
    the right button or once more, or with the arrow keys."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = tuple(actions)
        self._shown = self._actions[0]
        self._was_in_hand = False
        menu = QMenu(self)
        menu.addActions(self._actions)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
        # Qt's own arrow would lie over the icon
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        square(self, 32, 18)
        self.setDefaultAction(self._shown)
        for action in self._actions:
            action.changed.connect(self._follow)
        self.pressed.connect(self._note)
        self.clicked.connect(self._open_again)
        self._follow()

    def open_menu(self) -> None:
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS:
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, _event: QContextMenuEvent) -> None:
        self.open_menu()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colours = tokens()
        color = colours.faint if not self.isEnabled() else colours.accent if self.isChecked() else colours.dim
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color))
            corner = QPointF(self.width() - _INSET, self.height() - _INSET)
            painter.drawPolygon([corner, corner - QPointF(_CORNER, 0), corner - QPointF(0, _CORNER)])

    def _follow(self) -> None:
        self._shown = next((action for action in self._actions if action.isChecked()), self._shown)
        if self.defaultAction() is not self._shown:
            self.setDefaultAction(self._shown)
        # after the button has taken what the action says
        others = [action.text().lower() for action in self._actions if action is not self._shown]
        self.setToolTip(f"{self._shown.toolTip()} – hold for {' and '.join(others)}")
        self.setAccessibleName(self._shown.text())

    def _note(self) -> None:
        self._was_in_hand = self._shown.isChecked()

    def _open_again(self) -> None:
        if self._was_in_hand:
            self.open_menu()

"""A whole number of pixels that is typed, or stepped by the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from picwish_desktop.ui.widgets.number_line import NumberLine
from picwish_desktop.ui.widgets.typed_number import read_whole, whole_typing

_LEAST_WIDTH = 52
_ANY_WIDTH = (1 << 24) - 1
"""Qt's QWIDGETSIZE_MAX."""
_DIGITS = 6
_MANY = 10
"""With Shift."""
_STEPS: dict[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_DONE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PixelLine(NumberLine):
    """Enter, and leaving it, take what is typed; Esc brings back what was there. The number goes on while an arrow key
    is held, and is taken when that is let go."""

    taken = Signal()
    """It differs from the number that was shown."""
    left = Signal()
    """Whoever typed is done: the keys are for something else again."""

    def __init__(self, name: str, tooltip: str, least: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(name, tooltip, is_whole=True, parent=parent)
        # as wide as there is room
        self.setMinimumWidth(_LEAST_WIDTH)
        self.setMaximumWidth(_ANY_WIDTH)
        self.setValidator(whole_typing(_DIGITS, self))
        self._shown: int | None = None
        self._least = least
        self._most = least
        """How far the arrow keys go; more can be typed."""

    @property
    def value(self) -> int:
        """What is typed, or what was shown where nothing is."""
        typed = read_whole(self.text(), self._least, 10**_DIGITS)
        return self._shown or 0 if typed is None else typed

    def show_pixels(self, value: int | None, most: int) -> None:
        """Emits nothing. What is being typed stays while the number is the same."""
        self._most = most
        if value != self._shown:
            self._shown = value
            self.show_number(value)

    def take(self) -> None:
        """As Enter does."""
        if self.value == self._shown:
            self.restore()
        elif self._shown is not None:
            self.taken.emit()

    def restore(self) -> None:
        """As Esc does."""
        self.show_number(self._shown)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_undo = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if event.key() == Qt.Key.Key_Escape and self._is_changed():
                # meant for what is typed, and not for what runs in the window
                event.accept()
                return True
            if is_undo and not self._is_changed():
                # meant for the number that was taken
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _STEPS and self._shown is not None:
            many = _MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            # a number beyond the end was typed; a step must not bring it back
            most = max(self._most, self.value)
            self.show_number(min(max(self.value + _STEPS[key] * many, self._least), most))
            self.selectAll()
        elif key in _DONE:
            self.take()
            self.selectAll()
            self.left.emit()
        elif key == Qt.Key.Key_Escape:
            self.restore()
            self.selectAll()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS and not event.isAutoRepeat():
            self.take()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.take()
        super().focusOutEvent(event)

    def _is_changed(self) -> bool:
        return self.text() != ("" if self._shown is None else str(self._shown))

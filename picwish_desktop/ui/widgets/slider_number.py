"""The number behind a slider: text, until it is clicked and typed over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from picwish_desktop.ui.widgets.typed_number import read_whole, whole_typing

BEFORE, BEHIND = 6, 5
"""Pixels of focus ring and room for the caret, beside the text."""
_MANY = 10
"""With Shift."""
_STEPS: dict[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_DONE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class SliderNumber(QLineEdit):
    """Enter, and leaving it, take what is typed, as near as the ends allow; Esc brings back what was there. What is
    typed here is not for the window's shortcuts."""

    taken = Signal(int)
    """It differs from the number that was shown."""
    typing_ended = Signal()
    """By Enter or Esc: the keys are no longer wanted here."""

    def __init__(
        self, name: str, ends: tuple[int, int], text: Callable[[int], str], parent: QWidget | None = None
    ) -> None:
        """`text`: what a number is shown as while nobody types."""
        super().__init__(parent)
        self._ends = ends
        self._described = text
        self._value = ends[0]
        self._is_clicked = False
        """Until the button that began the typing is let go."""
        self.setObjectName("sliderNumber")
        self.setAccessibleName(name)
        self.setToolTip(f"{name}: click to type a number, the arrow keys step it")
        self.setValidator(whole_typing(len(str(ends[1])), self))
        # room for the longest value, or what follows would move with every digit
        self.setFixedWidth(BEFORE + self.fontMetrics().horizontalAdvance(text(ends[1])) + BEHIND)
        self._show()

    def show_value(self, value: int) -> None:
        """Emits nothing. What is being typed stays while the number is the same."""
        if value != self._value:
            self._value = value
            self._show()

    def take(self) -> None:
        """As Enter does."""
        read = read_whole(self.text(), *self._ends)
        typed = self._value if read is None else read
        is_other = typed != self._value
        self._value = typed
        self._show()
        if is_other:
            self.taken.emit(typed)

    def end_typing(self) -> None:
        """As Esc does; nothing while nobody types."""
        if self.hasFocus():
            self._show()
            self.clearFocus()
            self.typing_ended.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_undo = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if event.key() == Qt.Key.Key_Escape:
                # meant for the typing, and not for what runs in the window
                event.accept()
                return True
            if is_undo and self.text() == str(self._value):
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _STEPS:
            self._step(_STEPS[key] * (_MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1))
        elif key in _DONE:
            self.take()
            self.end_typing()
        elif key == Qt.Key.Key_Escape:
            self.end_typing()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in _PASSING:
            self._is_clicked = event.reason() == Qt.FocusReason.MouseFocusReason
            self._show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _PASSING:
            self.take()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # the click that begins to type selects all
        if not self._is_clicked:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._is_clicked:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_clicked:
            self._is_clicked = False
        else:
            super().mouseReleaseEvent(event)

    def _step(self, by: int) -> None:
        self.take()
        self.setText(str(min(max(self._value + by, self._ends[0]), self._ends[1])))
        self.take()

    def _show(self) -> None:
        is_typing = self.hasFocus()
        self.setText(str(self._value) if is_typing else self._described(self._value))
        self.setCursorPosition(0)
        if is_typing:
            self.selectAll()

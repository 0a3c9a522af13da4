"""A button that waits for a key and tells which one was pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from picwish_desktop.ui.free_keys import key_of
from picwish_desktop.ui.modifier_keys import MODIFIERS

_WAITS = "Press the key…"
_AIR = 28


class KeyButton(QPushButton):
    """Once pressed it has all keys, Tab and Enter among them, until `stop`, Esc, another press of the mouse, or the
    focus goes elsewhere."""

    typed = Signal(str)
    """As the settings keep it; "" for one of which no shortcut can be made."""

    def __init__(self, text: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._text = text
        self.setToolTip(tooltip)
        self.setAccessibleName(text.removesuffix("…"))
        self.setProperty("kind", "toggle")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # what follows stays in its place
        widest = max(self.fontMetrics().horizontalAdvance(word) for word in (text, _WAITS))
        self.setFixedWidth(widest + _AIR)
        self.toggled.connect(self._follow)

    @property
    def is_waiting(self) -> bool:
        return self.isChecked()

    def start(self) -> None:
        """Nothing where it cannot be pressed."""
        if self.isEnabled():
            self.setChecked(True)

    def stop(self) -> None:
        self.setChecked(False)

    def event(self, event: QEvent) -> bool:
        if self.is_waiting and isinstance(event, QKeyEvent):
            # also what would else press a button, close the dialog or go to the next control
            event.accept()
            if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat() and event.key() not in MODIFIERS:
                self._take(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.stop()
        super().focusOutEvent(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.stop()
        else:
            self.typed.emit(key_of(event))

    def _follow(self, is_waiting: bool) -> None:
        self.setText(_WAITS if is_waiting else self._text)
        if is_waiting:
            self.setFocus()

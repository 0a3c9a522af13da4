"""The two keys right of P, as shortcuts on keyboards that print other letters on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from picwish_desktop.ui.physical_keys import PhysicalKey, physical_key

KEYS = {PhysicalKey.BRACKET_LEFT: Qt.Key.Key_BracketLeft, PhysicalKey.BRACKET_RIGHT: Qt.Key.Key_BracketRight}


class BracketKeys(QObject):
    """Does what the window's actions have [ and ] as shortcuts for. A key that is a shortcut by its letter never comes
    here, nor does one that is typed into a field: only what nobody wanted reaches the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or _is_typing(self._window):
            return super().eventFilter(watched, event)
        key = KEYS.get(place) if (place := physical_key(event)) is not None else None
        if key is None:
            return super().eventFilter(watched, event)
        meant = QKeySequence(QKeyCombination(event.modifiers() & ~_LAYOUT, key))
        for action in self._window.actions():
            if action.isEnabled() and meant in action.shortcuts():
                if action.autoRepeat() or not event.isAutoRepeat():
                    action.trigger()
                return True
        return super().eventFilter(watched, event)


_LAYOUT = Qt.KeyboardModifier.GroupSwitchModifier | Qt.KeyboardModifier.KeypadModifier


def _is_typing(window: QWidget) -> bool:
    """A key that waits for a letter to put its accent on is no text yet, and fields leave it alone."""
    focus = window.focusWidget()
    return focus is not None and focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

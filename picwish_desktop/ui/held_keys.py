"""Keeps a held key from doing again what is done once.

Qt knows a held key, too, and lets such actions be; but on X11, which tells it as a release and a press, only where it
happens to read both at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QWidget


class HeldKeys(QObject):
    """Lets the actions that do not repeat hear the first press only."""

    def __init__(self, window: QWidget, actions: Iterable[QAction]) -> None:
        super().__init__(window)
        self._released: tuple[int, int] | None = None
        """The key that went up last, and when."""
        self._is_held = False
        """Whether the press that looks for its shortcut now is one of a held key."""
        window.installEventFilter(self)
        for action in actions:
            if not action.autoRepeat():
                action.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            stroke = event.key(), event.timestamp()
            if event.type() == QEvent.Type.KeyRelease:
                self._released = stroke
            elif event.type() == QEvent.Type.ShortcutOverride:
                # no finger comes back within the same millisecond
                self._is_held = stroke == self._released
        elif event.type() == QEvent.Type.Shortcut and isinstance(watched, QAction) and self._is_held:
            self._is_held = False
            return True
        return super().eventFilter(watched, event)

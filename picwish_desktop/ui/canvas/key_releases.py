"""Tells when a key is released, and not each time that X11 says so of one that is held.

Qt knows the release and the press in which X11 tells a repeat, but only where it happens to read both at once. What
`ui/held_keys.py` does for shortcuts, which are pressed, is done here for what ends with the key.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeyEvent

SOONEST = 100
"""Milliseconds for which a key is held before any system repeats it."""
WAIT = 30
"""So many milliseconds after a release the press that comes with it has been read."""


class KeyReleases(QObject):
    """What a canvas hears of keys; that of one that was held is told a moment later."""

    def __init__(self, parent: QObject, released: Callable[[QKeyEvent], None]) -> None:
        """`released` is told what a finger released."""
        super().__init__(parent)
        self._released = released
        self._pressed: dict[int, int] = {}
        """When a finger pressed each key last, in milliseconds as events tell it."""
        self._waiting: QKeyEvent | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self._tell)

    def follow_press(self, event: QKeyEvent) -> None:
        """Call before the press does anything: what was released before is told by then."""
        # no finger comes back within the same millisecond
        if self._waiting is not None and _stroke(self._waiting) == _stroke(event):
            self.forget()
            return
        self._tell()
        if not event.isAutoRepeat():
            self._pressed[event.key()] = event.timestamp()

    def follow_release(self, event: QKeyEvent) -> None:
        """Of a key that does not repeat as far as Qt knows."""
        self._tell()
        if event.timestamp() - self._pressed.get(event.key(), 0) < SOONEST:
            self._released(event)
        else:
            self._waiting = event.clone()
            self._timer.start()

    def forget(self) -> None:
        """What waits to be told does not count."""
        self._waiting = None
        self._timer.stop()

    def _tell(self) -> None:
        waiting = self._waiting
        self.forget()
        if waiting is not None:
            self._released(waiting)


def _stroke(event: QKeyEvent) -> tuple[int, int]:
    return event.key(), event.timestamp()

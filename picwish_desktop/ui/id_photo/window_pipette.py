"""Taking a colour from the window where its picture is none of the canvas'."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from picwish_desktop.ui.canvas.pipette import color_under_pointer


class WindowPipette(QWidget):
    """Lies over all of a window while it is on, unseen. A press takes the colour that is seen there, or on whatever
    else is on the screen where the window system tells us of a press elsewhere and lets us look; another button or Esc
    ends it without any."""

    picked = Signal(tuple)
    """Red, green and blue of 8 bits. It is off by then."""
    ended = Signal()
    """It is off, with a colour or without."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        """What had the keys."""
        self.is_on = False
        self.setAccessibleName("Pipette")
        self.hide()

    def set_on(self, is_on: bool) -> None:
        if is_on is self.is_on:
            return
        self.is_on = is_on
        if is_on:
            self._before = self._window.focusWidget()
            self.setGeometry(self._window.rect())
            self.raise_()
            self.show()
            self.setFocus()
            self.grabMouse(Qt.CursorShape.CrossCursor)
        else:
            self.releaseMouse()
            had_keys = self._window.focusWidget() is self
            self.hide()
            # the card of a job that had them goes with its job
            if had_keys and self._before is not None and isValid(self._before):
                self._before.setFocus()
            self._before = None
            self.ended.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        color = None
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(place):
            seen = self._window.grab().toImage()
            ratio = seen.devicePixelRatio()
            x, y = int(place.x() * ratio), int(place.y() * ratio)
            color = seen.pixelColor(min(x, seen.width() - 1), min(y, seen.height() - 1))
        elif event.button() == Qt.MouseButton.LeftButton:
            color = color_under_pointer(self.screen())
        self.set_on(False)
        if color is not None:
            self.picked.emit((color.red(), color.green(), color.blue()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.set_on(False)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
        elif kind in (QEvent.Type.WindowBlocked, QEvent.Type.Hide):
            # a dialog that came by itself needs the mouse to be answered
            self.set_on(False)
        return super().event(event)

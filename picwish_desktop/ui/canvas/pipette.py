"""Taking a colour from the screen."""

from __future__ import annotations

from collections.abc import Callable
from math import floor

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QCursor, QGuiApplication, QKeyEvent, QScreen

from picwish_desktop.ui.canvas.tool import Pointer, PointerTool
from picwish_desktop.ui.canvas.zoom_view import ZoomView


class PipetteTool(PointerTool):
    """A press takes the colour that is seen there: of the canvas, or of whatever else is on the screen where the window
    system tells us of a press elsewhere and lets us look."""

    takes_right_button = True

    def __init__(self, view: ZoomView, picked: Callable[[QColor | None], None]) -> None:
        """`picked` gets the colour, None when the person changed their mind."""
        self._view = view
        self._picked = picked

    def press(self, pointer: Pointer) -> None:
        is_left = pointer.button == Qt.MouseButton.LeftButton
        self._picked(self._color_at(floor(pointer.x), floor(pointer.y)) if is_left else None)

    def takes_key(self, key: int) -> bool:
        return key == Qt.Key.Key_Escape

    def press_key(self, _event: QKeyEvent) -> None:
        self._picked(None)

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    def _color_at(self, x: int, y: int) -> QColor:
        ratio = self._view.ratio
        place = QPoint(floor(x / ratio), floor(y / ratio))
        if self._view.rect().contains(place):
            # all of it: where the ratio is no whole number, a part would not begin where its pixels do
            seen = self._view.grab().toImage()
            return seen.pixelColor(min(x, seen.width() - 1), min(y, seen.height() - 1))
        return color_under_pointer(self._view.screen())


def color_under_pointer(screen: QScreen) -> QColor:
    """Of whatever is on the screen there, or white where the window system lets nobody look; `screen` is the one that
    the window is on."""
    at = QCursor.pos()
    screen = QGuiApplication.screenAt(at) or screen
    corner = screen.geometry().topLeft()
    seen = screen.grabWindow(0, at.x() - corner.x(), at.y() - corner.y(), 1, 1).toImage()
    return seen.pixelColor(0, 0) if not seen.isNull() else QColor(255, 255, 255)

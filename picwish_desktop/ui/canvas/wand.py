"""The magic wand in the hand."""

from __future__ import annotations

from collections.abc import Callable
from math import floor

from PySide6.QtCore import Qt

from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.canvas.tool import Pointer, PointerTool
from picwish_desktop.ui.canvas.zoom_view import ZoomView


class WandTool(PointerTool):
    """A press picks a pixel of the picture. Shift adds what looks like it to the mark; the right button or Alt takes it
    away."""

    takes_right_button = True

    def __init__(
        self, view: ZoomView, pick: Callable[[tuple[int, int], Combine], None], mode: Callable[[], Combine]
    ) -> None:
        """`mode` says what happens when nothing is held down."""
        self._view = view
        self._pick = pick
        self._mode = mode

    def press(self, pointer: Pointer) -> None:
        surface = self._view.surface
        x, y = floor(pointer.picture[0]), floor(pointer.picture[1])
        if surface is None or not (0 <= x < surface.picture.width and 0 <= y < surface.picture.height):
            return
        self._pick((x, y), pointer.combine(self._mode()))

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

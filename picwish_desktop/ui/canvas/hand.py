"""Moving the picture, and moving the divider."""

from __future__ import annotations

from PySide6.QtCore import Qt

from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.tool import Pointer, PointerTool


class HandTool(PointerTool):
    """The picture follows the pointer."""

    def __init__(self, view: DocumentView) -> None:
        self._view = view
        self._held: tuple[int, int] | None = None
        """Where the picture was taken last, in device pixels of the view."""

    def press(self, pointer: Pointer) -> None:
        self._held = round(pointer.x), round(pointer.y)
        self.follow = self._take_along

    def drag(self, pointer: Pointer) -> None:
        self._take_along(pointer.x, pointer.y)

    def release(self, _pointer: Pointer) -> None:
        self._held = self.follow = None

    def drop(self) -> None:
        self._held = self.follow = None

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor if self._held is None else Qt.CursorShape.ClosedHandCursor

    def _take_along(self, x: float, y: float) -> None:
        if self._held is not None:
            before, self._held = self._held, (round(x), round(y))
            self._view.pan(self._held[0] - before[0], self._held[1] - before[1])


class DividerTool(PointerTool):
    """The divider follows the pointer."""

    def __init__(self, view: DocumentView) -> None:
        self._view = view

    def drag(self, pointer: Pointer) -> None:
        if self._view.is_divided:
            self._view.move_divider(pointer.x)

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.SplitHCursor

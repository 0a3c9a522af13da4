"""Moving the picture, and moving the divider."""

from __future__ import annotations

from PySide6.QtCore import Qt

from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.tool import Pointer, PointerTool


class HandTool(PointerTool):
    """The picture follows the pointer."""

    def __init__(self, view: DocumentView) -> None:
        self._view = view
        self._held: Pointer | None = None

    def press(self, pointer: Pointer) -> None:
        self._held = pointer

    def drag(self, pointer: Pointer) -> None:
        if self._held is not None:
            self._view.pan(round(pointer.x) - round(self._held.x), round(pointer.y) - round(self._held.y))
            self._held = pointer

    def release(self, _pointer: Pointer) -> None:
        self._held = None

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor if self._held is None else Qt.CursorShape.ClosedHandCursor


class DividerTool(PointerTool):
    """The divider follows the pointer."""

    def __init__(self, view: DocumentView) -> None:
        self._view = view

    def drag(self, pointer: Pointer) -> None:
        if self._view.is_divided:
            self._view.move_divider(pointer.x)

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.SplitHCursor

"""Moving the picture behind a cutout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from picwish_desktop.model.backdrop import PictureBackdrop
from picwish_desktop.ui.canvas.behind import overhang
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.tool import Pointer, PointerTool


class BackdropTool(PointerTool):
    """The picture follows the pointer as far as it still fills the canvas."""

    def __init__(self, view: DocumentView, changed: Callable[[PictureBackdrop, bool], None]) -> None:
        """`changed` gets the backdrop, and whether it is the last one of a drag."""
        self._view = view
        self._changed = changed
        self._held: tuple[Pointer, PictureBackdrop] | None = None

    @property
    def backdrop(self) -> PictureBackdrop | None:
        """The one that is seen now, if it can be moved."""
        document = self._view.document
        if document is None or not self._view.is_cutout_shown:
            return None
        backdrop = document.state.look.backdrop
        return backdrop if isinstance(backdrop, PictureBackdrop) else None

    def press(self, pointer: Pointer) -> None:
        backdrop = self.backdrop
        self._held = None if backdrop is None else (pointer, backdrop)

    def drag(self, pointer: Pointer) -> None:
        self._move(pointer, is_final=False)

    def release(self, pointer: Pointer) -> None:
        self._move(pointer, is_final=True)
        self._held = None

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.SizeAllCursor

    def _move(self, pointer: Pointer, *, is_final: bool) -> None:
        if self._held is None:
            return
        start, backdrop = self._held
        across, down = overhang(backdrop, self._view.viewport.area)
        x, y = (
            # less than a pixel hangs over: there is nowhere to go
            place if length < 1 else min(max(place - by / length, 0.0), 1.0)
            for place, by, length in (
                (backdrop.x, pointer.x - start.x, across),
                (backdrop.y, pointer.y - start.y, down),
            )
        )
        self._changed(replace(backdrop, x=x, y=y), is_final)

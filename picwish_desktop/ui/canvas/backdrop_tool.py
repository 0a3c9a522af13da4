"""Moving the picture behind a cutout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt

from picwish_desktop.model.backdrop import PictureBackdrop
from picwish_desktop.ui.canvas.behind import overhang
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.tool import Pointer, PointerTool


@dataclass(frozen=True)
class _Held:
    start: Pointer
    backdrop: PictureBackdrop
    """As it was when it was pressed."""
    told: PictureBackdrop
    """As it was told to be last, or `backdrop`."""
    is_moved: bool = False


class BackdropTool(PointerTool):
    """The picture follows the pointer as far as it still fills the canvas."""

    def __init__(self, view: DocumentView, changed: Callable[[PictureBackdrop, bool], None]) -> None:
        """`changed` gets the backdrop, and whether it is the last one of a drag."""
        self._view = view
        self._changed = changed
        self._held: _Held | None = None

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
        self._held = None if backdrop is None else _Held(pointer, backdrop, backdrop)

    def drag(self, pointer: Pointer) -> None:
        held = self._held
        if held is None or (backdrop := self._moved(held, pointer)) == held.told:
            return
        # who is told begins a change, and before that ends what else goes on: not this
        self._held = None
        self._changed(backdrop, False)
        self._held = replace(held, told=backdrop, is_moved=True)

    def release(self, pointer: Pointer) -> None:
        self.drag(pointer)
        self.finish()

    def drop(self) -> None:
        self.finish()

    def finish(self) -> None:
        """Who was told of a drag waits for its last place."""
        held, self._held = self._held, None
        if held is not None and held.is_moved:
            self._changed(held.told, True)

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.SizeAllCursor

    def _moved(self, held: _Held, pointer: Pointer) -> PictureBackdrop:
        """The backdrop where the pointer takes it."""
        start, backdrop = held.start, held.backdrop
        across, down = overhang(backdrop, self._view.viewport.area)
        x, y = (
            # less than a pixel hangs over: there is nowhere to go
            place if length < 1 else min(max(place - by / length, 0.0), 1.0)
            for place, by, length in (
                (backdrop.x, pointer.x - start.x, across),
                (backdrop.y, pointer.y - start.y, down),
            )
        )
        return replace(backdrop, x=x, y=y)

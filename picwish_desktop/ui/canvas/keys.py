"""What keys do while the canvas has the focus."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.tool import PointerTool
from picwish_desktop.ui.canvas.toolbox import Toolbox
from picwish_desktop.ui.canvas.zoom_tool import ZoomTool
from picwish_desktop.ui.physical_keys import PhysicalKey, physical_key

DIVIDER_STEP = 0.02
COMPARING = (Qt.Key.Key_QuoteLeft, Qt.Key.Key_Dead_Grave)
"""Held to see the picture before. On many keyboards the key waits for a letter to put its accent on."""
LAST_ASCII = 0x7E


@dataclass(frozen=True)
class _HeldKey:
    """One whose release may tell of another key: of what it means with what else is held by then."""

    key: int
    code: int
    """The same whatever else is held; 0 where the window system does not tell."""

    @classmethod
    def of(cls, event: QKeyEvent, platform: str = sys.platform) -> _HeldKey:
        # the scan code is one for all keys on macOS
        code = event.nativeVirtualKey() if platform == "darwin" else event.nativeScanCode()
        return cls(event.key(), code)

    def is_released_by(self, event: QKeyEvent) -> bool:
        released = _HeldKey.of(event)
        return released.key == self.key or released.code == self.code != 0


class CanvasKeys:
    """Keys that mean something wherever the focus is belong to the window."""

    def __init__(self, view: DocumentView, toolbox: Toolbox, zoom: ZoomTool) -> None:
        """`zoom` is in the hand only for as long as other keys are held."""
        self._view = view
        self._toolbox = toolbox
        self._zoom = zoom
        self.picking: PointerTool | None = None
        """What takes all keys for as long as it is there."""
        self._space: _HeldKey | None = None
        self._comparing: _HeldKey | None = None

    @property
    def is_space_down(self) -> bool:
        return self._space is not None

    def takes(self, event: QKeyEvent) -> bool:
        """Whether the key is for the canvas now, and not for a shortcut."""
        key = event.key()
        if self._view.surface is None:
            return False
        if self._zoom.takes_key(key):
            # a box that is drawn
            return True
        if self.picking is None and key == Qt.Key.Key_Space:
            # with Control or Alt too: the zoom tool for as long as it is held
            return True
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return self._view.is_divided and key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if self.picking is not None:
            return self.picking.takes_key(key)
        return _is_comparing(event) or self._toolbox.takes_key(key)

    def press(self, event: QKeyEvent) -> None:
        """One that it takes."""
        key = event.key()
        if self._zoom.takes_key(key):
            self._zoom.press_key(event)
        elif key == Qt.Key.Key_Space:
            self._space = _HeldKey.of(event)
        elif _is_comparing(event):
            self._comparing = _HeldKey.of(event)
            self._view.set_showing_original(True)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            area = self._view.viewport.visible_area
            step = area.width * (DIVIDER_STEP if key == Qt.Key.Key_Right else -DIVIDER_STEP)
            self._view.move_divider(self._view.divider.x(area) + step)
        else:
            (self.picking or self._toolbox.current).press_key(event)

    def release(self, event: QKeyEvent) -> bool:
        """Whether it was one that was held."""
        if self._space is not None and self._space.is_released_by(event):
            self._space = None
        elif self._comparing is not None and self._comparing.is_released_by(event):
            self._comparing = None
            self._view.set_showing_original(False)
        else:
            self._toolbox.current.release_key()
            return False
        return True

    def let_go(self) -> None:
        """The releases of what is held go elsewhere."""
        self._space = self._comparing = None
        self._view.set_showing_original(False)
        self._toolbox.current.release_key()


def _is_comparing(event: QKeyEvent) -> bool:
    place, key = physical_key(event), event.key()
    if place is PhysicalKey.BACKQUOTE:
        # unless the layout has a letter or a sign there that may be a shortcut
        return key in COMPARING or key > LAST_ASCII
    # on Spanish keyboards the accent is right of P, where the brush gets smaller
    return key in COMPARING and place is not PhysicalKey.BRACKET_LEFT

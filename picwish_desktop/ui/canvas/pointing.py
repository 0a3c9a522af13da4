"""Where mouse, pen and wheel point, and how hard a pen presses."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QSinglePointEvent, QTabletEvent

from picwish_desktop.ui.canvas.tool import Pointer
from picwish_desktop.ui.canvas.zoom_view import ZoomView

PENS = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
LIGHTEST = 0.15
"""Share of the brush's size that the lightest touch of a pen paints with."""


def pointer_of(event: QSinglePointEvent, view: ZoomView) -> Pointer:
    """Only while something is shown. A pen's other end, the eraser, is the right button: that erases with each tool
    that marks."""
    x, y = event.position().x() * view.ratio, event.position().y() * view.ratio
    modifiers, button = event.modifiers(), event.button()
    pressure, is_mouse = 1.0, event.pointerType() not in PENS
    is_other_end = event.pointerType() == QPointingDevice.PointerType.Eraser
    if isinstance(event, QTabletEvent):
        pressure = _share(event)
        if button == Qt.MouseButton.LeftButton and is_other_end:
            button = Qt.MouseButton.RightButton
    return Pointer(x, y, view.viewport.to_picture(x, y), button,
                   bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
                   bool(modifiers & Qt.KeyboardModifier.AltModifier),
                   bool(modifiers & Qt.KeyboardModifier.ControlModifier), pressure, is_mouse, is_other_end)  # fmt: skip


def _share(event: QTabletEvent) -> float:
    if not event.device().capabilities() & QInputDevice.Capability.Pressure:
        return 1.0
    return LIGHTEST + (1 - LIGHTEST) * min(max(event.pressure(), 0.0), 1.0)

"""Zooming by clicks and boxes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QKeyEvent, QPainter, QPen

from picwish_desktop.model.geometry import line_bounds
from picwish_desktop.ui.canvas.magnifier import magnifier
from picwish_desktop.ui.canvas.tool import CLICK, Pointer, PointerTool
from picwish_desktop.ui.canvas.zoom_view import ZoomView

DARK, LIGHT = QColor(0, 0, 0, 150), QColor(255, 255, 255)


class ZoomTool(PointerTool):
    """A click goes a step in, with Alt or the right button out; a drag shows what is in the box it draws."""

    takes_right_button = True

    def __init__(self, view: ZoomView) -> None:
        self._view = view
        self._pressed: Pointer | None = None
        self._corner: Pointer | None = None
        """Opposite to where the button was pressed, while a box is drawn."""

    def press(self, pointer: Pointer) -> None:
        self._pressed, self._corner = pointer, None

    def drag(self, pointer: Pointer) -> None:
        pressed = self._pressed
        if pressed is None or _is_out(pressed):
            return
        if self._corner is not None or pointer.distance(pressed) > CLICK * self._view.ratio:
            self._update_box()
            self._corner = pointer
            self._update_box()

    def release(self, _pointer: Pointer) -> None:
        pressed, corner = self._pressed, self._corner
        self.finish()
        if pressed is None or self._view.surface is None:
            return
        viewport = self._view.viewport
        if corner is None:
            self._view.look_through(viewport.stepped(-1 if _is_out(pressed) else 1, (pressed.x, pressed.y)))
        else:
            self._view.look_through(viewport.showing_all(*_sides(pressed, corner)))

    def forget(self) -> None:
        self.finish()

    def drop(self) -> None:
        self.finish()

    def finish(self) -> None:
        """What is drawn is no longer wanted: the view changes."""
        if self._pressed is not None:
            self._update_box()
            self._pressed = self._corner = None

    def takes_key(self, key: int) -> bool:
        return key == Qt.Key.Key_Escape and self._pressed is not None

    def press_key(self, _event: QKeyEvent) -> None:
        self.finish()

    def cursor(self, pointer: Pointer) -> QCursor:
        return magnifier(self._view.ratio, is_out=_is_out(self._pressed or pointer))

    @property
    def is_seen(self) -> bool:
        return self._corner is not None

    def paint(self, painter: QPainter) -> None:
        if self._pressed is None or self._corner is None:
            return
        left, top, right, bottom = _sides(self._pressed, self._corner)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # dark beside light is seen on any picture
        for color, width in ((DARK, 3), (LIGHT, 1)):
            painter.setPen(QPen(color, width * self._view.ratio, j=Qt.PenJoinStyle.MiterJoin))
            painter.drawRect(QRectF(left, top, right - left, bottom - top))

    def _update_box(self) -> None:
        if self._pressed is not None and self._corner is not None:
            start, end = (self._pressed.x, self._pressed.y), (self._corner.x, self._corner.y)
            self._view.update_area(line_bounds(start, end, 2 * self._view.ratio + 1))


def _is_out(pointer: Pointer) -> bool:
    return pointer.is_alt or pointer.button == Qt.MouseButton.RightButton


def _sides(one: Pointer, other: Pointer) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the box between them."""
    return min(one.x, other.x), min(one.y, other.y), max(one.x, other.x), max(one.y, other.y)

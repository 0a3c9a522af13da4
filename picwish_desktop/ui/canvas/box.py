"""Drawing a box around the subject."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.decoration import rect_in_view, rectangle_reach
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.rectangle_shape import spanned
from picwish_desktop.ui.canvas.tool import CLICK, Pointer, PointerTool

ROUNDING = 1e-6
"""Of a place in the view that is found again by its point of the picture."""


class BoxTool(PointerTool):
    """A drag draws it; it is told when the button is released, and gone."""

    def __init__(self, view: DocumentView, drawn: Callable[[Rect], None], may_draw: Callable[[], bool]) -> None:
        self._view = view
        self._drawn = drawn
        self._may_draw = may_draw
        self._pressed: Pointer | None = None
        self._box = EMPTY

    @property
    def may_reach_beyond(self) -> bool:
        return not self._box.is_empty

    def press(self, pointer: Pointer) -> None:
        self._pressed = pointer if self._may_draw() else None

    def drag(self, pointer: Pointer) -> None:
        surface = self._view.surface
        if self._pressed is None or surface is None:
            return
        # the picture may have moved under the pointer since
        x, y = self._view.viewport.to_view(*self._pressed.picture)
        is_box = min(abs(pointer.x - x), abs(pointer.y - y)) + ROUNDING >= CLICK * self._view.ratio
        self._show(spanned(self._pressed.picture, pointer.picture, surface.picture.bounds) if is_box else EMPTY)

    def release(self, _pointer: Pointer) -> None:
        box = self._box
        self.finish()
        if not box.is_empty:
            self._drawn(box)

    def forget(self) -> None:
        self._pressed, self._box = None, EMPTY

    def drop(self) -> None:
        self.finish()

    def finish(self) -> None:
        self._show(EMPTY)
        self._pressed = None

    def takes_key(self, key: int) -> bool:
        return key == Qt.Key.Key_Escape and self._pressed is not None

    def press_key(self, _event: QKeyEvent) -> None:
        self.finish()

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    @property
    def is_seen(self) -> bool:
        return not self._box.is_empty

    def paint(self, painter: QPainter) -> None:
        if not self._box.is_empty:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ratio, box = self._view.ratio, rect_in_view(self._box, self._view.viewport)
            # dark under white is seen on any picture
            painter.setPen(QPen(QColor(0, 0, 0, 130), 3 * ratio, j=Qt.PenJoinStyle.MiterJoin))
            painter.drawRect(box)
            painter.setPen(QPen(QColor(255, 255, 255), 1.5 * ratio, j=Qt.PenJoinStyle.MiterJoin))
            painter.drawRect(box)

    def _show(self, box: Rect) -> None:
        for one in (self._box, box):
            if not one.is_empty and self._view.surface is not None:
                self._view.update_area(rectangle_reach(one, self._view.viewport, self._view.ratio))
        self._box = box

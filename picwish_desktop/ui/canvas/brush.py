"""Painting and erasing the mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil, floor
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QKeyEvent, QPainter

from picwish_desktop.model.geometry import Point, Rect, line_bounds
from picwish_desktop.ui.canvas.brush_ring import BrushRing
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.tool import CLICK, Pointer, PointerTool
from picwish_desktop.ui.canvas.viewport import Viewport

MAX_SIZE = 1000
FIRST_SIZE = 64
STEP = 1.2
FINEST_CHANGE = 1.5
"""Pixels of the picture: by so much a line's width may change at once."""
MOST_CHANGES = 16


class BrushStroke(Protocol):
    """What a press begins, each drag adds to and the release ends. The last two give the part of the view to paint
    again."""

    def draw(self, start: Point, end: Point, pressure: float = 1.0) -> None:
        """`pressure` is the share of the diameter to draw with, more than 0 and at most 1."""

    def commit(self) -> Rect: ...

    def cancel(self) -> Rect: ...


class BeginStroke(Protocol):
    """Begins what the brush does; None when nothing may be painted now."""

    def __call__(self, diameter: int, *, is_erasing: bool) -> BrushStroke | None: ...


class BrushTool(PointerTool):
    """Press and drag paints. With Shift a click draws a straight line from where the last stroke ended, and a drag
    changes the size. The right button or Alt erases."""

    takes_right_button = True

    def __init__(
        self,
        view: DocumentView,
        begin: BeginStroke,
        size_changed: Callable[[int], None],
        *,
        is_eraser: bool,
    ) -> None:
        self._view = view
        self._begin = begin
        self._size_changed = size_changed
        self._is_eraser = is_eraser
        self.size = FIRST_SIZE
        """Diameter in pixels of the picture, of the next stroke."""
        self._drawn_size = FIRST_SIZE
        """Of what is drawn since the button was pressed."""
        self._ring = BrushRing(view)
        self._ringed: Pointer | None = None
        """Where the ring is."""
        self._last: Point | None = None
        self._pressure = 1.0
        """With which the stroke arrived there."""
        self._seen_through: Viewport | None = None
        """What the picture was looked at through then."""
        self._stroke: BrushStroke | None = None
        self._shifted: tuple[Pointer, int] | None = None
        """Where the button was pressed with Shift, and the size then."""
        self._is_sizing = False
        self._is_erasing = False

    def set_size(self, size: int) -> None:
        size = min(max(size, 1), MAX_SIZE)
        if size == self.size:
            return
        self.size = size
        self._show_ring()
        self._size_changed(size)

    def step_size(self, direction: int) -> None:
        """A fifth more (1) or less (-1), at least one pixel."""
        larger, smaller = max(ceil(self.size * STEP), self.size + 1), min(floor(self.size / STEP), self.size - 1)
        self.set_size(larger if direction > 0 else smaller)

    def forget(self) -> None:
        self._last = None

    def press(self, pointer: Pointer) -> None:
        self._seen_through, self._drawn_size = self._view.viewport, self.size
        self._is_erasing = self._erases(pointer)
        self._shifted, self._is_sizing = (pointer, self.size) if pointer.is_shift else None, False
        if not pointer.is_shift:
            self._draw(pointer.picture, pointer)

    def drag(self, pointer: Pointer) -> None:
        if self._shifted is None:
            if self._view.viewport != self._seen_through:
                # it moved under the pointer, and nobody drew the way from there to here
                self._seen_through, self._last = self._view.viewport, None
            self._draw(self._last or pointer.picture, pointer)
            return
        start, size = self._shifted
        self._is_sizing = self._is_sizing or pointer.distance(start) > CLICK * self._view.ratio
        if self._is_sizing:
            # the ring's edge keeps up with the pointer
            self.set_size(size + round(2 * (pointer.x - start.x) / self._view.viewport.scale))

    def release(self, pointer: Pointer) -> None:
        shifted, self._shifted = self._shifted, None
        if shifted is not None and not self._is_sizing:
            # a pen presses no longer when it is released
            self._draw(self._last or pointer.picture, replace(pointer, pressure=shifted[0].pressure))
        self.finish()

    def drop(self) -> None:
        self._shifted, self._is_sizing = None, False
        self.finish()

    def hover(self, pointer: Pointer | None) -> None:
        self._ringed = pointer if self._shifted is None else self._shifted[0]
        self._show_ring()

    def finish(self) -> None:
        stroke, self._stroke, self.follow = self._stroke, None, None
        if stroke is not None:
            self._view.update_area(stroke.commit())

    def takes_key(self, key: int) -> bool:
        return key == Qt.Key.Key_Escape and (self._stroke is not None or self._shifted is not None)

    def press_key(self, _event: QKeyEvent) -> None:
        shifted, self._shifted = self._shifted, None
        if shifted is not None:
            self.set_size(shifted[1])
        stroke, self._stroke, self.follow = self._stroke, None, None
        if stroke is not None:
            self._view.update_area(stroke.cancel())

    def cursor(self, _pointer: Pointer) -> QCursor | Qt.CursorShape:
        if self._ring.cursor is not None:
            return self._ring.cursor
        return Qt.CursorShape.BlankCursor if self._ring.is_shown else Qt.CursorShape.CrossCursor

    @property
    def is_seen(self) -> bool:
        return self._ring.is_painted

    def paint(self, painter: QPainter) -> None:
        self._ring.paint(painter)

    def _follow(self, x: float, y: float) -> None:
        """The stroke goes on to here, in device pixels of the view."""
        end = self._view.viewport.to_picture(x, y)
        if self._stroke is not None and self._last is not None:
            self._stroke.draw(self._last, end)
            if self._ringed is None:
                # the pointer left, and no ring goes the line's way
                self._view.update_photo(line_bounds(self._last, end, self._drawn_size / 2))
        self._last = end
        # all that the line reaches lies on the ring's way
        self._ring.move(x, y)

    def _draw(self, start: Point, pointer: Pointer) -> None:
        end, self._last = pointer.picture, pointer.picture
        before, self._pressure = self._pressure, pointer.pressure
        if self._stroke is None:
            # one that comes from beside the picture begins on the way
            self._stroke, before = self._begin_stroke(start, end, pointer.pressure), pointer.pressure
            self.follow = None if self._stroke is None else self._follow
        if self._stroke is None:
            return
        change, here = pointer.pressure - before, start
        parts = max(1, min(ceil(abs(change) * self._drawn_size / FINEST_CHANGE), MOST_CHANGES))
        for part in range(1, parts):
            share = part / parts
            there = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
            self._stroke.draw(here, there, before + change * share)
            here = there
        self._stroke.draw(here, end, pointer.pressure)
        self._view.update_photo(line_bounds(start, end, self._drawn_size / 2))

    def _begin_stroke(self, start: Point, end: Point, pressure: float) -> BrushStroke | None:
        """None while the brush, as hard as it is pressed, does not reach the picture."""
        surface, reach = self._view.surface, max(1.0, self._drawn_size * pressure) / 2
        if surface is None or not line_bounds(start, end, reach).overlaps(surface.picture.bounds):
            return None
        return self._begin(self._drawn_size, is_erasing=self._is_erasing)

    def _show_ring(self) -> None:
        size = self.size if self._stroke is None else self._drawn_size
        radius = size * self._view.viewport.scale / 2 if self._view.surface is not None else 0
        if self._ringed is None:
            self._ring.show(None, radius, at_pointer=True)
            return
        # not every system shows a cursor of ours under a pen
        at_pointer = self._ringed.is_mouse and self._shifted is None
        is_erasing = self._erases(self._ringed) if self._stroke is None else self._is_erasing
        self._ring.show((self._ringed.x, self._ringed.y), radius, at_pointer=at_pointer, is_dashed=is_erasing)

    def _erases(self, pointer: Pointer) -> bool:
        """Whether a press there would erase."""
        is_other_way = pointer.is_alt or pointer.is_other_end or pointer.button == Qt.MouseButton.RightButton
        return self._is_eraser or is_other_way

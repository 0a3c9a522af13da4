"""Painting and erasing the mask."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen

from picwish_desktop.model.geometry import Rect
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.stroke import Point, bounds
from picwish_desktop.ui.canvas.tool import CLICK, Pointer, PointerTool

MAX_SIZE = 1000
FIRST_SIZE = 64
STEP = 1.2
SMALLEST_RING = 6
RING_WIDTH = 3


class BrushStroke(Protocol):
    """What a press begins, each drag adds to and the release ends. The last two give the part of the view to paint
    again."""

    def draw(self, start: Point, end: Point) -> None: ...

    def commit(self) -> Rect: ...

    def cancel(self) -> Rect: ...


class BeginStroke(Protocol):
    """Begins what the brush does, near `near`; None when nothing may be painted now."""

    def __call__(self, diameter: int, near: Point, *, is_erasing: bool) -> BrushStroke | None: ...


class BrushTool(PointerTool):
    """Press and drag paints. With Shift a click draws a straight line from where the last stroke ended, and a drag
    changes the size. The right button or Alt erases."""

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
        """Diameter in pixels of the picture."""
        self._ring: Pointer | None = None
        self._drawn_ring: tuple[tuple[float, float], QImage] | None = None
        """Copying a large ring is a hundred times faster than drawing it."""
        self._last: Point | None = None
        self._stroke: BrushStroke | None = None
        self._shifted: tuple[Pointer, int] | None = None
        """Where the button was pressed with Shift, and the size then."""
        self._is_sizing = False
        self._is_erasing = False

    def set_size(self, size: int) -> None:
        size = min(max(size, 1), MAX_SIZE)
        if size == self.size:
            return
        self._update_ring()
        self.size = size
        self._update_ring()
        self._size_changed(size)

    def step_size(self, direction: int) -> None:
        """A fifth more (1) or less (-1), at least one pixel."""
        larger, smaller = max(ceil(self.size * STEP), self.size + 1), min(floor(self.size / STEP), self.size - 1)
        self.set_size(larger if direction > 0 else smaller)

    def forget(self) -> None:
        self._last = None

    def press(self, pointer: Pointer) -> None:
        self._is_erasing = self._is_eraser or pointer.is_alt or pointer.button == Qt.MouseButton.RightButton
        self._shifted, self._is_sizing = (pointer, self.size) if pointer.is_shift else None, False
        if not pointer.is_shift:
            self._draw(pointer.picture, pointer.picture)

    def drag(self, pointer: Pointer) -> None:
        if self._shifted is None:
            self._draw(self._last or pointer.picture, pointer.picture)
            return
        start, size = self._shifted
        self._is_sizing = self._is_sizing or pointer.distance(start) > CLICK * self._view.ratio
        if self._is_sizing:
            # the ring's edge keeps up with the pointer
            self.set_size(size + round(2 * (pointer.x - start.x) / self._view.viewport.scale))

    def release(self, pointer: Pointer) -> None:
        shifted, self._shifted = self._shifted, None
        if shifted is not None and not self._is_sizing:
            self._draw(self._last or pointer.picture, pointer.picture)
        self.finish()

    def hover(self, pointer: Pointer | None) -> None:
        self._update_ring()
        self._ring = pointer if self._shifted is None else self._shifted[0]
        self._update_ring()

    def finish(self) -> None:
        stroke, self._stroke = self._stroke, None
        if stroke is not None:
            self._view.update_area(stroke.commit())

    def takes_key(self, key: int) -> bool:
        return key == Qt.Key.Key_Escape and self._stroke is not None

    def press_key(self, _event: QKeyEvent) -> None:
        stroke, self._stroke = self._stroke, None
        if stroke is not None:
            self._view.update_area(stroke.cancel())

    def cursor(self, _pointer: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.BlankCursor if self._is_ring_shown() else Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter) -> None:
        if self._ring is None or not self._is_ring_shown():
            return
        key = (self._radius(), self._view.ratio)
        if self._drawn_ring is None or self._drawn_ring[0] != key:
            self._drawn_ring = (key, _draw_ring(*key))
        image = self._drawn_ring[1]
        painter.drawImage(round(self._ring.x - image.width() / 2), round(self._ring.y - image.height() / 2), image)

    def _draw(self, start: Point, end: Point) -> None:
        self._last = end
        if self._stroke is None:
            self._stroke = self._begin_stroke(start, end)
        if self._stroke is not None:
            self._stroke.draw(start, end)

    def _begin_stroke(self, start: Point, end: Point) -> BrushStroke | None:
        """None while the brush does not reach the picture."""
        surface = self._view.surface
        if surface is None or not bounds(start, end, self.size / 2).overlaps(surface.picture.bounds):
            return None
        return self._begin(self.size, end, is_erasing=self._is_erasing)

    def _radius(self) -> float:
        return self.size * self._view.viewport.scale / 2

    def _is_ring_shown(self) -> bool:
        """Neither so small that nobody would find it, nor so large that it would lie around what is seen."""
        smallest, largest = SMALLEST_RING * self._view.ratio, max(self._view.device_size)
        return self._view.surface is not None and smallest <= 2 * self._radius() <= largest

    def _update_ring(self) -> None:
        if self._ring is not None and self._view.surface is not None:
            centre = (self._ring.x, self._ring.y)
            self._view.update_area(bounds(centre, centre, self._radius() + RING_WIDTH * self._view.ratio + 1))


def _draw_ring(radius: float, ratio: float) -> QImage:
    side = ceil(2 * (radius + RING_WIDTH * ratio))
    ring = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    ring.fill(Qt.GlobalColor.transparent)
    with QPainter(ring) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # dark around white is seen on any picture
        for color, width in (
            (QColor(0, 0, 0, 130), RING_WIDTH * ratio),
            (QColor(255, 255, 255), RING_WIDTH / 2 * ratio),
        ):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
    return ring

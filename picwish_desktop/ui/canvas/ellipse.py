"""Marking an ellipse."""

from __future__ import annotations

from itertools import pairwise
from math import acos, ceil, copysign, cos, dist, pi, sin

from PySide6.QtCore import QCoreApplication, QLineF
from PySide6.QtGui import QPainter

from picwish_desktop.model import raster
from picwish_desktop.model.geometry import Point, line_bounds
from picwish_desktop.ui.canvas.shape import ShapeTool, line_reach, paint_lines
from picwish_desktop.ui.canvas.tool import CLICK, Pointer

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels of the picture."""

ERROR = 0.1
"""Pixels of the view."""
FEWEST_LINES = 16


class EllipseTool(ShapeTool):
    """A drag draws it from corner to corner of the box around it. Held down after the press, Shift makes a circle and
    Alt draws from the middle; held down before, they say what the ellipse does. A click does nothing."""

    _start: Point | None = None
    _box: Box | None = None
    _is_shift_new = False
    _is_alt_new = False
    """Whether the key, when it is down now, was pressed after the button."""

    @property
    def is_drawing(self) -> bool:
        return self._start is not None

    def hover(self, pointer: Pointer | None) -> None:
        # called at each move, and when a key is pressed or let go
        if self._start is None or pointer is None:
            return
        self._is_shift_new |= not pointer.is_shift
        self._is_alt_new |= not pointer.is_alt
        is_circle, is_centred = pointer.is_shift and self._is_shift_new, pointer.is_alt and self._is_alt_new
        here = pointer.x, pointer.y
        is_click = dist(self._in_view(self._start), here) < CLICK * self._view.ratio
        self._show(
            None if is_click else _box(self._start, self._view.viewport.to_picture(*here), is_circle, is_centred)
        )

    def release(self, pointer: Pointer) -> None:
        self.hover(pointer)
        box = self._box
        self.drop()
        if box is not None:
            label = QCoreApplication.translate("Canvas", "Draw ellipse")
            self._mark(label, lambda area: raster.ellipse(*box, area))

    def paint(self, painter: QPainter) -> None:
        if self._box is None:
            return
        viewport = self._view.viewport
        paint_lines(painter, _lines(self._box, ERROR / viewport.scale), viewport, self._view.ratio)

    def _start_at(self, pointer: Pointer) -> None:
        self._start, self._box = pointer.picture, None
        self._is_shift_new = self._is_alt_new = False

    def _clear(self) -> None:
        self._start = self._box = None

    def _show(self, box: Box | None) -> None:
        for one in (self._box, box):
            if one is not None:
                reach = line_reach(self._view.ratio)
                self._view.update_area(line_bounds(self._in_view(one[:2]), self._in_view(one[2:]), reach))
        self._box = box


def _box(start: Point, end: Point, is_circle: bool, is_centred: bool) -> Box:
    dx, dy = end[0] - start[0], end[1] - start[1]
    if is_circle:
        side = max(abs(dx), abs(dy))
        dx, dy = copysign(side, dx), copysign(side, dy)
    x0, y0 = (start[0] - dx, start[1] - dy) if is_centred else start
    x1, y1 = start[0] + dx, start[1] + dy
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _lines(box: Box, error: float) -> list[QLineF]:
    """The ellipse's edge, nowhere farther away than `error`."""
    x, y, across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    longest = max(across, down, error)
    count = max(FEWEST_LINES, ceil(pi / acos(1 - error / longest)))
    turns = [2 * pi * index / count for index in range(count)]
    points = [(x + across * cos(turn), y + down * sin(turn)) for turn in turns]
    return [QLineF(*start, *end) for start, end in pairwise((*points, points[0]))]

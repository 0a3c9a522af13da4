"""Marking what is drawn around by hand."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter

from picwish_desktop.model import raster
from picwish_desktop.model.geometry import line_bounds
from picwish_desktop.ui.canvas.freehand import Freehand
from picwish_desktop.ui.canvas.shape import ShapeTool, line_reach
from picwish_desktop.ui.canvas.tool import CLICK, Pointer


class LassoTool(ShapeTool):
    """A drag draws a line, which the release closes. A click does nothing."""

    is_long = True
    _line: Freehand | None = None
    _pressed: Pointer | None = None
    _is_click = True

    @property
    def is_drawing(self) -> bool:
        return self._line is not None

    def drag(self, pointer: Pointer) -> None:
        if self._line is None or self._pressed is None or pointer.picture == self._line.points[-1]:
            return
        ratio, last = self._view.ratio, self._in_view(self._line.points[-1])
        self._line.add(pointer.picture)
        self._is_click = self._is_click and pointer.distance(self._pressed) < CLICK * ratio
        self._view.update_area(line_bounds(last, (pointer.x, pointer.y), line_reach(ratio)))

    def release(self, pointer: Pointer) -> None:
        self.drag(pointer)
        line, is_click = self._line, self._is_click
        self.drop()
        if line is not None and not is_click:
            label = QCoreApplication.translate("Canvas", "Draw lasso")
            self._mark(label, lambda area: raster.polygon(line.points, area))

    def paint(self, painter: QPainter) -> None:
        if self._line is not None:
            self._line.paint(painter, self._view.viewport, self._view.ratio)

    def _start_at(self, pointer: Pointer) -> None:
        self._line, self._pressed, self._is_click = Freehand(pointer.picture), pointer, True

    def _clear(self) -> None:
        self._line = self._pressed = None

"""Marking what lies between corners."""

from __future__ import annotations

from itertools import pairwise
from math import dist
from weakref import WeakKeyDictionary

from PySide6.QtCore import QCoreApplication, QLineF, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter

from picwish_desktop.model import raster
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import Point, line_bounds
from picwish_desktop.model.selection import Combine
from picwish_desktop.ui.canvas.decoration import HANDLE
from picwish_desktop.ui.canvas.document_view import DocumentView
from picwish_desktop.ui.canvas.shape import ShapeMarking, ShapeTool, line_reach, paint_lines
from picwish_desktop.ui.canvas.tool import CLICK, DELETING, Pointer

CLOSING: tuple[int, ...] = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
FEWEST = 3


class PolygonTool(ShapeTool):
    """Clicks set its corners. A click on the first one, a double click or Enter closes it, Backspace or Delete takes
    the last corner back. One that is not closed waits for its document to be shown again."""

    _corners: tuple[Point, ...] = ()
    _pointer: Pointer | None = None
    """Where the line from the last corner ends."""
    _document: Document | None = None
    """What the corners are in."""

    def __init__(self, view: DocumentView, marking: ShapeMarking) -> None:
        super().__init__(view, marking)
        self._waiting: WeakKeyDictionary[Document, tuple[tuple[Point, ...], Combine]] = WeakKeyDictionary()
        """The corners in other documents, and what a polygon of them does."""

    @property
    def is_drawing(self) -> bool:
        return bool(self._corners)

    def press(self, pointer: Pointer) -> None:
        self.hover(pointer)
        if not self._corners:
            super().press(pointer)
        elif self._is_at_first(pointer):
            self._close()
        else:
            self._corners += (pointer.picture,)

    def press_twice(self, _pointer: Pointer) -> None:
        # the first press has set the last corner
        self._close()

    def hover(self, pointer: Pointer | None) -> None:
        closed = self._would_close()
        self._update_line()
        self._pointer = pointer
        self._update_line()
        if self._would_close() != closed:
            self._update_square()

    def forget(self) -> None:
        if self._document is not None and self._corners:
            self._waiting[self._document] = self._corners, self._how
        self._document, self._corners = self._view.document, ()
        if self._document is not None:
            self._corners, self._how = self._waiting.pop(self._document, ((), Combine.ADD))
        self._marking.changed()

    def takes_key(self, key: int) -> bool:
        return super().takes_key(key) or (self.is_drawing and key in CLOSING)

    def press_key(self, event: QKeyEvent) -> None:
        if event.key() in CLOSING:
            self._close()
        elif event.key() in DELETING:
            self.take_back()
        else:
            self.drop()

    def take_back(self) -> bool:
        """The last corner."""
        if len(self._corners) <= 1:
            return super().take_back()
        self._corners = self._corners[:-1]
        self._view.update()
        return True

    def paint(self, painter: QPainter) -> None:
        if not self._corners:
            return
        viewport, points = self._view.viewport, self._corners
        if self._pointer is not None:
            points += (viewport.to_picture(self._pointer.x, self._pointer.y),)
        lines = [QLineF(*start, *end) for start, end in pairwise(points)]
        paint_lines(painter, lines, viewport, self._view.ratio)
        self._paint_square(painter)

    def _paint_square(self, painter: QPainter) -> None:
        """What is clicked to close the polygon, on its first corner; filled when a click would."""
        ratio, (x, y) = self._view.ratio, self._in_view(self._corners[0])
        side, border = round(HANDLE * ratio), round(ratio)
        square = QRect(round(x - side / 2), round(y - side / 2), side, side)
        painter.fillRect(square, QColor(0, 0, 0, 130))
        color = self._view.mark_color if self._would_close() else QColor(255, 255, 255)
        painter.fillRect(square.adjusted(border, border, -border, -border), color)

    def _is_at_first(self, pointer: Pointer) -> bool:
        return dist(self._in_view(self._corners[0]), (pointer.x, pointer.y)) <= CLICK * self._view.ratio

    def _would_close(self) -> bool:
        return self._pointer is not None and len(self._corners) >= FEWEST and self._is_at_first(self._pointer)

    def _close(self) -> None:
        """With fewer than three corners there is nothing to close yet."""
        corners = self._corners
        if len(corners) < FEWEST:
            return
        self.drop()
        label = QCoreApplication.translate("Canvas", "Draw polygon")
        self._mark(label, lambda area: raster.polygon(corners, area))

    def _start_at(self, pointer: Pointer) -> None:
        self._corners = (pointer.picture,)
        self._update_square()

    def _clear(self) -> None:
        self._corners = ()

    def _update_line(self) -> None:
        if self._corners and self._pointer is not None:
            last, end = self._in_view(self._corners[-1]), (self._pointer.x, self._pointer.y)
            self._view.update_area(line_bounds(last, end, line_reach(self._view.ratio)))

    def _update_square(self) -> None:
        if self._corners:
            first = self._in_view(self._corners[0])
            self._view.update_area(line_bounds(first, first, HANDLE * self._view.ratio))

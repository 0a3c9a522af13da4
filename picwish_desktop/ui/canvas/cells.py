"""What is kept of a picture so that painting it on screen is one copy, drawn in cells of a grid that begins at the
picture's corner.

A cell is drawn as a whole and depends on nothing but its place and the scale, so that a part drawn later is the same to
the last bit as if all had been drawn afresh.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from ctypes import memmove

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.scene import KEPT_FORMAT
from picwish_desktop.ui.canvas.viewport import Viewport

CELL_WIDTH = 512
CELL_HEIGHT = 64
"""Qt hands fills of about 96 rows and more to its threads, which costs more than the fill."""

Kept = NDArray[np.uint8]
"""Rows × columns × 4, premultiplied, as large as the window."""


class Cells(ABC):
    """Shows a picture through a viewport.

    `window` is what there is memory for, in pixels of the view from the picture's corner: whole cells, all that is
    visible and less than a cell more. A cell is drawn when it comes into sight.
    """

    def __init__(self, viewport: Viewport) -> None:
        self.viewport = viewport
        self.window = EMPTY
        self._drawn: set[Rect] = set()
        self._composite: Kept = np.empty((0, 0, 4), np.uint8)

    @property
    @abstractmethod
    def picture(self) -> Picture: ...

    @property
    def composite(self) -> QImage:
        """What is seen, as an image that can be painted on."""
        return image_over(self._composite, None, KEPT_FORMAT)

    def move(self, viewport: Viewport) -> None:
        """Look through another viewport; at the same scale only what comes into sight is drawn."""
        before, window = self.window, _window(viewport)
        is_resized = (window.width, window.height) != (before.width, before.height)
        if viewport.scale != self.viewport.scale or viewport.shown != self.viewport.shown or is_resized:
            self.show_through(viewport)
            return
        self.viewport, self.window = viewport, window
        if window != before:
            for kept in self._all_kept():
                _shift(kept, before.x - window.x, before.y - window.y)
            self._drawn = {cell for cell in self._drawn if window.contains(cell)}
        self._draw_missing()

    def show_through(self, viewport: Viewport) -> None:
        """Draw everything."""
        self.viewport, self.window = viewport, _window(viewport)
        # memory that is new costs more than what is drawn into it: it is kept until the view's size changes
        self._allocate((self.window.height, self.window.width, 4))
        self._seen = image_over(self._composite, None, QImage.Format.Format_RGB32)
        self._drawn.clear()
        self._draw_missing()

    def paint(self, painter: QPainter, rect: Rect) -> None:
        """Copy what is seen of the picture in `rect` of the view."""
        part = rect.intersection(self.viewport.visible_area)
        left, top = part.x - self.viewport.x - self.window.x, part.y - self.viewport.y - self.window.y
        painter.drawImage(QPoint(part.x, part.y), self._seen, QRect(left, top, part.width, part.height))

    # for those who draw

    @abstractmethod
    def _allocate(self, shape: tuple[int, int, int]) -> None:
        """Have arrays of `shape`; those that have it already may stay as they are."""

    @abstractmethod
    def _all_kept(self) -> Iterable[Kept]:
        """Each array once."""

    @abstractmethod
    def _draw_cell(self, cell: Rect) -> None: ...

    @property
    def _visible(self) -> Rect:
        return self.viewport.visible_area.translated(-self.viewport.x, -self.viewport.y)

    def _draw_missing(self) -> None:
        missing = [cell for cell in self._cells(self._visible) if cell not in self._drawn]
        for cell in missing:
            self._draw_cell(cell)
        self._drawn.update(missing)

    def _forget(self, reach: Rect) -> None:
        """The cells that `reach` has a part in are to be drawn again."""
        self._drawn.difference_update(self._cells(reach))

    def _image(self, kept: Kept, cell: Rect) -> QImage:
        return image_over(kept, cell.translated(-self.window.x, -self.window.y), KEPT_FORMAT)

    def _reach(self, rect: Rect, margin: int = 0) -> Rect:
        """Pixels of the view, from the corner of what is shown, that `rect` of the picture has a part in; `margin`
        pixels of the picture more where what is drawn depends on what is around it."""
        if rect.is_empty:
            return EMPTY
        # smoothing and the reduced levels carry a change to the pixels beside it
        reach = rect.grown(margin + (2 << self.picture.level_for(self.viewport.scale)))
        return self.viewport.rect_to_view(reach).translated(-self.viewport.x, -self.viewport.y)

    def _cells(self, rect: Rect) -> Iterator[Rect]:
        """The whole cells that `rect` reaches into, without those beside the window."""
        inside = rect.intersection(self.window)
        for y in range(inside.y // CELL_HEIGHT * CELL_HEIGHT, inside.bottom, CELL_HEIGHT):
            for x in range(inside.x // CELL_WIDTH * CELL_WIDTH, inside.right, CELL_WIDTH):
                yield Rect(x, y, CELL_WIDTH, CELL_HEIGHT)


def _window(viewport: Viewport) -> Rect:
    """Of a size that depends on the view's alone."""
    columns, rows = -(-viewport.width // CELL_WIDTH) + 1, -(-viewport.height // CELL_HEIGHT) + 1
    column, row = max(-viewport.x, 0) // CELL_WIDTH, max(-viewport.y, 0) // CELL_HEIGHT
    return Rect(column * CELL_WIDTH, row * CELL_HEIGHT, columns * CELL_WIDTH, rows * CELL_HEIGHT)


def _shift(kept: Kept, dx: int, dy: int) -> None:
    """Move all pixels at once. What wraps around into another row is drawn again, as is what becomes free."""
    by = dy * kept.strides[0] + dx * kept.strides[1]
    first, length = kept.ctypes.data, kept.nbytes - abs(by)
    if length > 0:
        memmove(first + max(by, 0), first + max(-by, 0), length)

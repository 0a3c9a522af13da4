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
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.scene import KEPT_FORMAT
from picwish_desktop.ui.canvas.viewport import Viewport

CELL_WIDTH = 512
CELL_HEIGHT = 64
"""Qt hands fills of about 96 rows and more to its threads, which costs more than the fill."""
SPARE_ROWS = 4
"""Rows of cells that the window has beyond what can be seen, so that it follows the picture in leaps: to move all that
is kept takes longer than to paint it."""

Kept = NDArray[np.uint8]
"""Rows × columns × 4, premultiplied, as large as the window."""


class Cells(ABC):
    """Shows a picture through a viewport.

    `window` is what there is memory for, in pixels of the view from the picture's corner: whole cells, all that is
    visible and some more. A cell is drawn when it comes into sight.
    """

    def __init__(self, viewport: Viewport) -> None:
        self.viewport = viewport
        self.visible_area = EMPTY
        """Of the viewport."""
        self.window = EMPTY
        self._visible = EMPTY
        """`visible_area` from the picture's corner."""
        self._drawn: set[Rect] = set()
        self._complete = EMPTY
        """All cells in it are drawn."""
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
        before = self.window
        size = _window_size(viewport)
        if viewport.scale != self.viewport.scale or viewport.shown != self.viewport.shown:
            self.show_through(viewport)
            return
        if size != (before.width, before.height):
            self.show_through(viewport)
            return
        self._look_through(viewport)
        if not before.contains(_whole_cells(self._visible)):
            self.window = window = _window_around(self._visible, size)
            for kept in self._all_kept():
                _shift(kept, before.x - window.x, before.y - window.y)
            self._drawn = {cell for cell in self._drawn if window.contains(cell)}
            self._complete = self._complete.intersection(window)
        self._draw_missing()

    def show_through(self, viewport: Viewport) -> None:
        """Draw everything."""
        self._look_through(viewport)
        self.window = _window_around(self._visible, _window_size(viewport))
        # memory that is new costs more than what is drawn into it: it is kept until the view's size changes
        self._allocate((self.window.height, self.window.width, 4))
        self._seen = image_over(self._composite, None, QImage.Format.Format_RGB32)
        self._forget_all()
        self._draw_missing()

    def paint(self, painter: QPainter, rect: Rect) -> None:
        """Copy what is seen of the picture in `rect` of the view."""
        part = rect if self.visible_area.contains(rect) else rect.intersection(self.visible_area)
        left, top = part.x - self.viewport.x - self.window.x, part.y - self.viewport.y - self.window.y
        painter.drawImage(part.x, part.y, self._seen, left, top, part.width, part.height)

    def paint_scaled(self, painter: QPainter, viewport: Viewport) -> None:
        """Paint what is kept as large as it would be through another viewport: at once, and roughly."""
        factor, visible = viewport.scale / self.viewport.scale, self._visible
        # where the part of the photo that is shown begins is the same in both
        target = QRectF(
            viewport.x + visible.x * factor,
            viewport.y + visible.y * factor,
            visible.width * factor,
            visible.height * factor,
        )
        inside = visible.translated(-self.window.x, -self.window.y)
        painter.drawImage(target, self._seen, QRectF(inside.x, inside.y, inside.width, inside.height))

    def covers(self, viewport: Viewport) -> bool:
        """Whether all that is visible through the other viewport is kept, in whatever size."""
        seen = viewport.visible_area
        left, top = self.viewport.to_view(*viewport.to_picture(seen.x, seen.y))
        right, bottom = self.viewport.to_view(*viewport.to_picture(seen.right, seen.bottom))
        here = self.visible_area
        return here.x <= left + 1 and here.y <= top + 1 and right - 1 <= here.right and bottom - 1 <= here.bottom

    # for those who draw

    @abstractmethod
    def _allocate(self, shape: tuple[int, ...]) -> None:
        """Have arrays of `shape`; those that have it already may stay as they are."""

    @abstractmethod
    def _all_kept(self) -> Iterable[Kept]:
        """Each array once."""

    @abstractmethod
    def _draw_cell(self, cell: Rect) -> None: ...

    def _look_through(self, viewport: Viewport) -> None:
        self.viewport, self.visible_area = viewport, viewport.visible_area
        self._visible = self.visible_area.translated(-viewport.x, -viewport.y)

    def _draw_missing(self) -> None:
        if self._complete.contains(self._visible):
            return
        missing = [cell for cell in self._cells(self._visible) if cell not in self._drawn]
        for cell in missing:
            self._draw_cell(cell)
        self._drawn.update(missing)
        self._complete = _whole_cells(self._visible)

    def _forget(self, cells: Iterable[Rect]) -> None:
        """They are to be drawn again when they are seen."""
        self._drawn.difference_update(cells)
        self._complete = EMPTY

    def _forget_all(self) -> None:
        self._drawn.clear()
        self._complete = EMPTY

    def _forget_unseen(self) -> None:
        """What is out of sight is not drawn again now."""
        self._drawn &= set(self._cells(self._visible))
        self._complete = EMPTY

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


def _window_size(viewport: Viewport) -> tuple[int, int]:
    """Depends on the view's size alone."""
    columns, rows = -(-viewport.width // CELL_WIDTH) + 1, -(-viewport.height // CELL_HEIGHT) + 1 + SPARE_ROWS
    return columns * CELL_WIDTH, rows * CELL_HEIGHT


def _window_around(visible: Rect, size: tuple[int, int]) -> Rect:
    """Of that size, with as much beyond what is visible on the one side as on the other."""
    cells = _whole_cells(visible)
    spare_columns, spare_rows = (size[0] - cells.width) // CELL_WIDTH, (size[1] - cells.height) // CELL_HEIGHT
    left, top = cells.x - spare_columns // 2 * CELL_WIDTH, cells.y - spare_rows // 2 * CELL_HEIGHT
    return Rect(max(left, 0), max(top, 0), *size)


def _whole_cells(rect: Rect) -> Rect:
    """All the cells that `rect` reaches into."""
    left, top = rect.x // CELL_WIDTH * CELL_WIDTH, rect.y // CELL_HEIGHT * CELL_HEIGHT
    right, bottom = -(-rect.right // CELL_WIDTH) * CELL_WIDTH, -(-rect.bottom // CELL_HEIGHT) * CELL_HEIGHT
    return Rect(left, top, right - left, bottom - top)


def _shift(kept: Kept, dx: int, dy: int) -> None:
    """Move all pixels at once. What wraps around into another row is drawn again, as is what becomes free."""
    by = dy * kept.strides[0] + dx * kept.strides[1]
    first, length = kept.ctypes.data, kept.nbytes - abs(by)
    if length > 0:
        memmove(first + max(by, 0), first + max(-by, 0), length)

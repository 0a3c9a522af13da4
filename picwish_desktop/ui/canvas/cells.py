"""What is kept of a picture so that painting it on screen is one copy, drawn in cells of a grid that begins at the
picture's corner.

A cell is drawn as a whole and depends on nothing but its place and the scale, so that a part drawn later is the same to
the last bit as if all had been drawn afresh.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from ctypes import memmove
from math import inf
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.small_pages import in_small_pages
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.scene import KEPT_FORMAT
from picwish_desktop.ui.canvas.viewport import Viewport

CELL_WIDTH = 512
CELL_HEIGHT = 64
"""Wide as rows are copied, and low, so that a change draws little beside it."""
SLICE = 0.003
"""Seconds that the window's thread draws at a time where more can wait."""
SPARE_ROWS = 4
"""Rows of cells that the window has beyond what can be seen, so that it follows the picture in leaps: to move all that
is kept takes longer than to paint it."""
MOST_ROOM = 2
"""Times what it needs, the memory of a view that became smaller stays."""

Kept = NDArray[np.uint8]
"""Rows × columns × 4, premultiplied, as large as the window."""


def new_kept(shape: tuple[int, ...]) -> Kept:
    """A new one, of which nothing is drawn."""
    return in_small_pages(np.empty(shape, np.uint8))


class Cells(ABC):
    """Shows a picture through a viewport.

    `window` is what there is memory for, in pixels of the view from the picture's corner: whole cells, all that is
    visible and some more. A cell is drawn when it comes into sight.
    """

    def __init__(self, viewport: Viewport, draw_later: Callable[[], None] | None = None) -> None:
        """`draw_later` is called whenever something may be missing: whoever forgets a cell need not think of it."""
        self.viewport = viewport
        self._draw_later = draw_later
        self.visible_area = EMPTY
        """Of the viewport; empty while there is nothing to be seen in it."""
        self.window = EMPTY
        self._visible = EMPTY
        """What of the view is of the picture, from the picture's corner."""
        self._drawn: set[Rect] = set()
        self._complete = EMPTY
        """All cells in it are drawn."""
        self._last = -1, -1
        """Top and left of the cell that was drawn last."""
        self._composite: Kept = np.empty((0, 0, 4), np.uint8)

    @property
    @abstractmethod
    def picture(self) -> Picture: ...

    @property
    def composite(self) -> QImage:
        """What is seen, as an image that can be painted on."""
        return image_over(self._composite, None, KEPT_FORMAT)

    def move(self, viewport: Viewport) -> bool:
        """Look through another viewport; at the same scale only what comes into sight is drawn. Whether what was seen
        is the same, elsewhere."""
        is_moved = viewport.is_moved(self.viewport)
        if not is_moved and not self._has_room(viewport):
            self.show_through(viewport)
            return False
        self._look_through(viewport)
        if self._complete.contains(self._visible):
            return is_moved
        before = self.window
        if not before.contains(_whole_cells(self._visible)):
            size = before.width, before.height
            self.window = window = _window_around(self._visible, size)
            for kept in self._all_kept():
                _shift(kept, before.x - window.x, before.y - window.y)
            self._forget_beyond(window)
        self.draw_missing()
        return is_moved

    def show_through(self, viewport: Viewport) -> None:
        """Draw everything."""
        self.begin(viewport)
        self.draw_missing()

    def begin(self, viewport: Viewport) -> None:
        """As `show_through`, but it is drawn later, and nothing is seen before all of it is."""
        self._look_through(viewport)
        self.visible_area = EMPTY
        self.window = _window_around(self._visible, self._room(viewport))
        # memory that is new costs more than what is drawn into it: it is kept while it is large enough
        self._allocate((self.window.height, self.window.width, 4))
        self._seen = image_over(self._composite, None, QImage.Format.Format_RGB32)
        self._forget_all()

    @property
    def is_complete(self) -> bool:
        """Whether all that is visible is drawn as it is now."""
        return self._complete.contains(self._visible)

    def draw_missing(self, seconds: float = inf) -> Rect:
        """Draw what is visible and not as it is now, for so long and a cell more, on from where it stopped. What is not
        drawn yet is seen as it was before. Gives the part of the view to paint again."""
        if self.is_complete:
            return EMPTY
        end, drawn = perf_counter() + seconds, EMPTY
        missing = [cell for cell in self._cells(self._visible) if cell not in self._drawn]
        # from the top each time, what changes again and again would never be drawn at the bottom
        missing.sort(key=lambda cell: (cell.y, cell.x) <= self._last)
        for cell in missing:
            if not drawn.is_empty and perf_counter() > end:
                break
            self._draw_cell(cell)
            self._drawn.add(cell)
            self._last = cell.y, cell.x
            drawn = drawn.union(cell)
        else:
            self._complete = _whole_cells(self._visible)
            if self.visible_area.is_empty:
                self.visible_area = self.viewport.visible_area
                # what is around a picture is not seen without it
                return Rect(0, 0, self.viewport.width, self.viewport.height)
        return drawn.translated(self.viewport.x, self.viewport.y).intersection(self.visible_area)

    def draw_slice(self) -> Rect:
        """As `draw_missing`, for a `SLICE`."""
        return self.draw_missing(SLICE)

    def paint(self, painter: QPainter, rect: Rect) -> None:
        """Copy what is seen of the picture in `rect` of the view."""
        part = rect.intersection(self.visible_area)
        # of nothing Qt makes all
        if not part.is_empty:
            self.copy_to(painter, part)

    def copy_to(self, painter: QPainter, part: Rect) -> None:
        """As `paint`, of a part of `visible_area` that is not empty."""
        (x, y, width, height), window, viewport = part, self.window, self.viewport
        left, top = x - viewport.x - window.x, y - viewport.y - window.y
        painter.drawImage(x, y, self._seen, left, top, width, height)

    def paint_scaled(self, painter: QPainter, viewport: Viewport, rect: Rect) -> Rect:
        """Paint what was seen as large as it is through another viewport: at once, and roughly. Gives the part of
        `rect` of the view that it reaches; the rest is not painted."""
        # where the part of the photo that is shown begins is the same in both
        factor, visible, x, y = viewport.scale / self.viewport.scale, self._visible, viewport.x, viewport.y
        left, right = round(x + visible.x * factor), round(x + visible.right * factor)
        top, bottom = round(y + visible.y * factor), round(y + visible.bottom * factor)
        part = Rect(left, top, right - left, bottom - top).intersection(rect)
        if not part.is_empty:
            column, row = (part.x - x) / factor - self.window.x, (part.y - y) / factor - self.window.y
            source = QRectF(column, row, part.width / factor, part.height / factor)
            painter.drawImage(QRectF(part.x, part.y, part.width, part.height), self._seen, source)
        return part

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

    def _has_room(self, viewport: Viewport) -> bool:
        """Whether what is drawn is as large through `viewport`, and the window what that needs."""
        is_as_large = viewport.scale == self.viewport.scale and viewport.shows_as_much_as(self.viewport)
        return is_as_large and self._room(viewport) == (self.window.width, self.window.height)

    def _room(self, viewport: Viewport) -> tuple[int, int]:
        """Width and height of the window that it needs, or that it has, which may be a little larger."""
        width, height = _window_size(viewport)
        here = self.window
        is_enough = width <= here.width and height <= here.height and here.area <= MOST_ROOM * width * height
        return (here.width, here.height) if is_enough else (width, height)

    def _forget(self, cells: Iterable[Rect]) -> None:
        """They are to be drawn again when they are seen."""
        self._drawn.difference_update(cells)
        self._miss()

    def _forget_all(self) -> None:
        self._drawn.clear()
        self._miss()

    def _forget_beyond(self, window: Rect) -> None:
        """What lies there now is something else."""
        self._drawn = {cell for cell in self._drawn if window.contains(cell)}
        self._complete = self._complete.intersection(window)

    def _forget_unseen(self) -> None:
        """What is out of sight is not drawn again now."""
        self._drawn &= set(self._cells(self._visible))
        self._complete = self._complete.intersection(_whole_cells(self._visible))

    def _miss(self) -> None:
        self._complete = EMPTY
        if self._draw_later is not None:
            self._draw_later()

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

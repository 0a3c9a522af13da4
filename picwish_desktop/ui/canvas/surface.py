"""The images that are kept so that painting on screen is one copy: the picture plain, tinted, and as it is seen.

They are drawn in cells of a grid that begins at the picture's corner. A cell is drawn as a whole and depends on nothing
but its place and the scale, so that a part drawn later is the same to the last bit as if all had been drawn afresh.
"""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import memmove

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.scene import KEPT_FORMAT, Scene
from picwish_desktop.ui.canvas.viewport import Viewport

CELL_WIDTH = 512
CELL_HEIGHT = 64
"""Qt hands fills of about 96 rows and more to its threads, which costs more than the fill."""


class Surface:
    """Shows a scene through a viewport.

    `window` is what there is memory for, in pixels of the view from the picture's corner: whole cells, all that is
    visible and less than a cell more. A cell is drawn when it comes into sight.
    """

    def __init__(self, scene: Scene, viewport: Viewport) -> None:
        self.scene = scene
        self.viewport = viewport
        self.window = EMPTY
        self.is_painted_on = False
        """While a stroke draws here itself, changes of the mask are only remembered."""
        self._stale = EMPTY
        self._drawn: set[Rect] = set()
        self._plain = self._tinted = self._composite = np.empty((0, 0, 4), np.uint8)
        self.show(scene, viewport)

    @property
    def composite(self) -> QImage:
        """What is seen, as an image that can be painted on."""
        return image_over(self._composite, None, KEPT_FORMAT)

    def texture(self, *, is_marked: bool) -> QImage:
        """All of `window` as if every pixel were marked, or as if none were."""
        return image_over(self._tinted if is_marked else self._plain, None, KEPT_FORMAT)

    def show(self, scene: Scene, viewport: Viewport) -> None:
        """Draw everything."""
        self.scene, self.viewport, self.window = scene, viewport, _window(viewport)
        # memory that is new costs more than what is drawn into it: it is kept until the view's size changes
        shape = (self.window.height, self.window.width, 4)
        if self._plain.shape != shape:
            self._plain = self._tinted = self._composite = np.empty(shape, np.uint8)
        if scene.mask is None:
            self._tinted = self._composite = self._plain
        elif self._composite is self._plain:
            self._tinted, self._composite = np.empty(shape, np.uint8), np.empty(shape, np.uint8)
        self._seen = image_over(self._composite, None, QImage.Format.Format_RGB32)
        self._drawn.clear()
        self._draw_missing()

    def move(self, viewport: Viewport) -> None:
        """Look through another viewport; at the same scale only what comes into sight is drawn."""
        before, window = self.window, _window(viewport)
        is_resized = (window.width, window.height) != (before.width, before.height)
        if viewport.scale != self.viewport.scale or is_resized:
            self.show(self.scene, viewport)
            return
        self.viewport, self.window = viewport, window
        if window != before:
            for kept in (self._plain,) if self.scene.mask is None else (self._plain, self._tinted, self._composite):
                _shift(kept, before.x - window.x, before.y - window.y)
            self._drawn = {cell for cell in self._drawn if window.contains(cell)}
        self._draw_missing()

    def redraw_pixels(self, scene: Scene, rect: Rect) -> Rect:
        """Draw `rect` of the picture again; `scene` differs from the one before nowhere else. As the other methods
        that redraw, it gives the part of the view to paint again."""
        self.scene = scene
        reach = self._reach(rect)
        self._drawn.difference_update(self._cells(reach))
        self._draw_missing()
        return reach.translated(self.viewport.x, self.viewport.y)

    def redraw_mask(self, rect: Rect) -> Rect:
        """Draw the mark again in `rect` of the picture."""
        reach = self._reach(rect)
        if self.is_painted_on:
            self._stale = self._stale.union(rect)
        elif self.scene.mask is not None:
            visible = list(self._cells(reach.intersection(self._visible)))
            self._drawn.difference_update(set(self._cells(reach)).difference(visible))
            for cell in visible:
                self._draw_mark(cell)
        return reach.translated(self.viewport.x, self.viewport.y)

    def end_painting(self) -> Rect:
        """A stroke is done: the mask is drawn in its place. Even at 100 % Qt's thinnest lines can differ by a pixel."""
        self.is_painted_on = False
        stale, self._stale = self._stale, EMPTY
        return self.redraw_mask(stale)

    def paint(self, painter: QPainter, rect: Rect) -> None:
        """Copy what is seen of the picture in `rect` of the view."""
        part = rect.intersection(self.viewport.visible_area)
        left, top = part.x - self.viewport.x - self.window.x, part.y - self.viewport.y - self.window.y
        painter.drawImage(QPoint(part.x, part.y), self._seen, QRect(left, top, part.width, part.height))

    @property
    def _visible(self) -> Rect:
        return self.viewport.visible_area.translated(-self.viewport.x, -self.viewport.y)

    def _draw_missing(self) -> None:
        missing = [cell for cell in self._cells(self._visible) if cell not in self._drawn]
        for cell in missing:
            self.scene.draw_plain(self._image(self._plain, cell), cell, self.viewport)
            if self.scene.mask is not None:
                self.scene.draw_tinted(self._image(self._tinted, cell), self._image(self._plain, cell))
                self._draw_mark(cell)
        self._drawn.update(missing)

    def _draw_mark(self, cell: Rect) -> None:
        inside = cell.translated(-self.window.x, -self.window.y).slices
        self._composite[inside] = self._plain[inside]
        target, tinted = self._image(self._composite, cell), self._image(self._tinted, cell)
        self.scene.draw_marked(target, tinted, cell, self.viewport)

    def _image(self, kept: NDArray[np.uint8], cell: Rect) -> QImage:
        return image_over(kept, cell.translated(-self.window.x, -self.window.y), KEPT_FORMAT)

    def _reach(self, rect: Rect) -> Rect:
        """Pixels of the view, from the picture's corner, that `rect` of the picture has a part in."""
        if rect.is_empty:
            return EMPTY
        # smoothing and the reduced levels carry a change to the pixels beside it
        reach = rect.grown(2 << self.scene.picture.level_for(self.viewport.scale))
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


def _shift(kept: NDArray[np.uint8], dx: int, dy: int) -> None:
    """Move all pixels at once. What wraps around into another row is drawn again, as is what becomes free."""
    by = dy * kept.strides[0] + dx * kept.strides[1]
    first, length = kept.ctypes.data, kept.nbytes - abs(by)
    if length > 0:
        memmove(first + max(by, 0), first + max(-by, 0), length)

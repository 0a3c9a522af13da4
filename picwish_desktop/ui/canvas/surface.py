"""A picture with its mark: plain, tinted, and as it is seen."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtGui import QImage

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.cells import Cells, Kept
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.scene import KEPT_FORMAT, Scene
from picwish_desktop.ui.canvas.viewport import Viewport


class Surface(Cells):
    """Shows a scene through a viewport."""

    def __init__(self, scene: Scene, viewport: Viewport) -> None:
        super().__init__(viewport)
        self.scene = scene
        self.is_painted_on = False
        """While a stroke draws here itself, and asks for what is to be painted again, changes of the mask are only
        remembered."""
        self._stale = EMPTY
        self._plain: Kept = self._composite
        self._tinted: Kept = self._composite
        self._tints: set[Rect] = set()
        """Cells of which the tinted picture is drawn: where nothing is marked only a brush needs it."""
        self.show_through(viewport)

    @property
    def picture(self) -> Picture:
        return self.scene.picture

    def texture(self, *, is_marked: bool) -> QImage:
        """All that is visible as if every pixel were marked, or as if none were; as large as `window`."""
        if is_marked:
            for cell in self._cells(self._visible):
                self._tint(cell)
        return image_over(self._tinted if is_marked else self._plain, None, KEPT_FORMAT)

    def show(self, scene: Scene, viewport: Viewport) -> None:
        """Draw everything that is not drawn already."""
        before, self.scene = self.scene, scene
        is_same_photo = before.picture is scene.picture and before.edits == scene.edits
        if is_same_photo and before.mask_only == scene.mask_only and viewport == self.viewport:
            self._show_mark()
        else:
            self.show_through(viewport)

    def redraw_pixels(self, scene: Scene, rect: Rect) -> Rect:
        """Draw `rect` of the picture again; `scene` differs from the one before nowhere else. As the other methods
        that redraw, it gives the part of the view to paint again."""
        self.scene = scene
        reach = self._reach(rect)
        self._forget(self._cells(reach))
        self._draw_missing()
        return reach.translated(self.viewport.x, self.viewport.y)

    def redraw_mask(self, rect: Rect) -> Rect:
        """Draw the mark again in `rect` of the picture."""
        if self.is_painted_on:
            self._stale = self._stale.union(rect)
            return EMPTY
        reach = self._reach(rect)
        if self.scene.mask is not None:
            visible = list(self._cells(reach.intersection(self._visible)))
            self._forget(set(self._cells(reach)).difference(visible))
            for cell in visible:
                self._draw_mark(cell)
        return reach.translated(self.viewport.x, self.viewport.y)

    def end_painting(self) -> Rect:
        """A stroke is done: the mask is drawn in its place. Even at 100 % Qt's thinnest lines can differ by a pixel."""
        self.is_painted_on = False
        stale, self._stale = self._stale, EMPTY
        return self.redraw_mask(stale)

    def _show_mark(self) -> None:
        """The mark is to be seen otherwise, on the picture as it is drawn."""
        self._allocate(self._plain.shape)
        self._seen = image_over(self._composite, None, QImage.Format.Format_RGB32)
        self._tints.clear()
        if self.scene.mask is not None:
            self._forget_unseen()
            for cell in self._drawn:
                self._draw_mark(cell)

    def _allocate(self, shape: tuple[int, ...]) -> None:
        if self._plain.shape != shape:
            self._plain = self._tinted = self._composite = np.empty(shape, np.uint8)
        if self.scene.mask is None:
            self._tinted = self._composite = self._plain
        elif self._composite is self._plain:
            self._tinted, self._composite = np.empty(shape, np.uint8), np.empty(shape, np.uint8)

    def _all_kept(self) -> Iterable[Kept]:
        return (self._plain,) if self.scene.mask is None else (self._plain, self._tinted, self._composite)

    def _draw_cell(self, cell: Rect) -> None:
        self.scene.draw_plain(self._image(self._plain, cell), cell, self.viewport)
        if self.scene.mask is not None:
            self._tints.discard(cell)
            self._draw_mark(cell)

    def _draw_mark(self, cell: Rect) -> None:
        inside = cell.translated(-self.window.x, -self.window.y).slices
        self._composite[inside] = self._plain[inside]
        if self.scene.is_marked(cell, self.viewport):
            self._tint(cell)
            target, tinted = self._image(self._composite, cell), self._image(self._tinted, cell)
            self.scene.draw_marked(target, tinted, cell, self.viewport)

    def _tint(self, cell: Rect) -> None:
        if cell not in self._tints:
            self._tints.add(cell)
            self.scene.draw_tinted(self._image(self._tinted, cell), self._image(self._plain, cell))

    def _forget_all(self) -> None:
        super()._forget_all()
        self._tints.clear()

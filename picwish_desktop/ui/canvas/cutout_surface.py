"""A cutout on screen. The subject and its shadow are kept beside what is seen, so that another backdrop is only laid
under them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.cells import CELL_HEIGHT, Cells, Kept
from picwish_desktop.ui.canvas.cutout_scene import CutoutScene
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.viewport import Viewport


class CutoutSurface(Cells):
    """Shows a cutout through a viewport."""

    def __init__(self, scene: CutoutScene, viewport: Viewport) -> None:
        super().__init__(viewport)
        self.scene = scene
        self.is_painted_on = False
        """While a stroke goes on, only what it changes is drawn, and all of its cells when it ends."""
        self._stale = EMPTY
        self._subject: Kept = self._composite
        self._shade: Kept = self._composite
        self.show_through(viewport)

    @property
    def picture(self) -> Picture:
        return self.scene.picture

    def show(self, scene: CutoutScene, viewport: Viewport) -> None:
        """Draw everything."""
        self.scene = scene
        self.show_through(viewport)

    def redraw(self, scene: CutoutScene, rect: Rect) -> Rect:
        """Draw `rect` of the photo again; `scene` differs from the one before nowhere else. As the other methods that
        redraw, it gives the part of the view to paint again."""
        self.scene = scene
        reach = self._reach(rect, scene.edge_reach(self.viewport.scale))
        if self.is_painted_on:
            self._stale = self._stale.union(rect)
            self._draw_part(reach.intersection(self._visible))
        else:
            self._forget(reach)
            self._draw_missing()
        return reach.translated(self.viewport.x, self.viewport.y)

    def end_painting(self) -> Rect:
        """A stroke is done."""
        self.is_painted_on = False
        stale, self._stale = self._stale, EMPTY
        return self.redraw(self.scene, stale)

    def recompose(self, scene: CutoutScene) -> None:
        """Lay what is seen together again; in `scene` only the backdrop, the shadow's strength or the view is
        another."""
        self.scene = scene
        visible = set(self._cells(self._visible))
        self._drawn &= visible
        for cell in self._drawn:
            self._compose(cell)

    def recast(self, scene: CutoutScene) -> None:
        """As `recompose`, where the shadow is another."""
        self.scene = scene
        self._drawn &= set(self._cells(self._visible))
        for cell in self._drawn:
            self.scene.draw_shadow(self._image(self._shade, cell), cell, self.viewport)
            self._compose(cell)

    def subject_alpha(self) -> NDArray[np.uint8]:
        """How much of each visible pixel is the subject: rows × columns of the viewport's visible area."""
        visible = self._visible.translated(-self.window.x, -self.window.y)
        # the last byte of a pixel, as it lies in the memory of little-endian machines
        return self._subject[visible.slices][..., 3]

    def _allocate(self, shape: tuple[int, int, int]) -> None:
        if self._subject.shape != shape:
            self._subject, self._shade, self._composite = (np.empty(shape, np.uint8) for _ in range(3))

    def _all_kept(self) -> Iterable[Kept]:
        return self._subject, self._shade, self._composite

    def _draw_cell(self, cell: Rect) -> None:
        self.scene.draw_subject(self._image(self._subject, cell), cell, self.viewport)
        self.scene.draw_shadow(self._image(self._shade, cell), cell, self.viewport)
        self._compose(cell)

    def _draw_part(self, part: Rect) -> None:
        for top in range(part.y, part.bottom, CELL_HEIGHT):
            band = Rect(part.x, top, part.width, min(CELL_HEIGHT, part.bottom - top))
            self.scene.draw_subject(self._image(self._subject, band), band, self.viewport)
            self._compose(band)

    def _compose(self, part: Rect) -> None:
        target, subject, shade = (self._image(kept, part) for kept in (self._composite, self._subject, self._shade))
        self.scene.compose(target, subject, shade, part, self.viewport)

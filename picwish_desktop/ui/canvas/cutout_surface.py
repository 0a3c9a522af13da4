"""A cutout on screen. The photo, the subject and its shadow are kept beside what is seen, so that another backdrop is
only laid under them, and another matte only cuts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.cells import CELL_HEIGHT, Cells, Kept, new_kept
from picwish_desktop.ui.canvas.cutout_scene import CutoutScene, CutoutView
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.viewport import Viewport

OPAQUE = 255 << 24


@dataclass(frozen=True, slots=True)
class Cover:
    """What of a cell need not be looked at."""

    is_opaque: bool = False
    """Nothing is seen behind the subject."""
    has_subject: bool = True
    has_shadow: bool = True


MIXED = Cover()


class CutoutSurface(Cells):
    """Shows a cutout through a viewport."""

    def __init__(self, scene: CutoutScene, viewport: Viewport) -> None:
        super().__init__(viewport)
        self.scene = scene
        self.is_painted_on = False
        """While a stroke goes on, only what it changes is drawn, and all of its cells when it ends."""
        self._stale = EMPTY
        self._photo: Kept = self._composite
        self._subject: Kept = self._composite
        self._shade: Kept = self._composite
        self._front: Kept = self._composite
        """The subject on its shadow, where one is seen: another backdrop lays one picture on itself, not two."""
        self._covers: dict[Rect, Cover] = {}
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
            self._forget(self._cells(reach))
            self.draw_missing()
        # the outline is another also beside it: a pixel is on the edge by what its neighbours are
        return reach.translated(self.viewport.x, self.viewport.y).grown(1)

    def end_painting(self) -> Rect:
        """A stroke is done."""
        self.is_painted_on = False
        stale, self._stale = self._stale, EMPTY
        return self.redraw(self.scene, stale)

    def recompose(self, scene: CutoutScene) -> None:
        """Lay what is seen together again; in `scene` only the backdrop or the shadow's strength is another."""
        is_other_shadow = scene.look.shadow.strength != self.scene.look.shadow.strength
        self.scene = scene
        if scene.view is CutoutView.RESULT:
            self._forget_unseen()
            open_cells = [cell for cell in self._drawn if not self._covers[cell].is_opaque]
            if is_other_shadow:
                for cell in open_cells:
                    self._put_on_shadow(cell)
            self._compose(open_cells)

    def recast(self, scene: CutoutScene) -> None:
        """As `recompose`, where the shadow is another."""
        self.scene = scene
        self._forget_unseen()
        for cell in self._drawn:
            scene.draw_shadow(self._image(self._shade, cell), cell, self.viewport)
            self._covers[cell] = replace(self._covers[cell], has_shadow=bool(self._levels(self._shade, cell).any()))
            self._put_on_shadow(cell)
        self.recompose(scene)

    def recut(self, scene: CutoutScene, before: CutoutScene) -> None:
        """As `recast`, where the matte's edge is moved or softened otherwise than in `before`."""
        self.scene = scene
        self._forget_unseen()
        through = self.viewport
        cells = [cell for cell in self._drawn if before.has_edge(cell, through) or scene.has_edge(cell, through)]
        for cell in cells:
            self._cut(cell)
        is_behind_other = (scene.look.backdrop, scene.look.shadow) != (before.look.backdrop, before.look.shadow)
        if scene.view is not CutoutView.RESULT or (scene.shadow is before.shadow and not is_behind_other):
            self._compose(cells)
        else:
            # the rest is laid together by what follows
            self._compose(cell for cell in cells if self._covers[cell].is_opaque)
        if scene.shadow is not before.shadow:
            self.recast(scene)
        elif is_behind_other:
            self.recompose(scene)

    def subject_alpha(self) -> NDArray[np.uint8]:
        """How much of each visible pixel is the subject: rows × columns of the viewport's visible area."""
        visible = self._visible.translated(-self.window.x, -self.window.y)
        # the last byte of a pixel, as it lies in the memory of little-endian machines
        return self._subject[visible.slices][..., 3]

    def _allocate(self, shape: tuple[int, ...]) -> None:
        if self._subject.shape != shape:
            self._photo, self._subject, self._shade = new_kept(shape), new_kept(shape), new_kept(shape)
            self._front, self._composite = new_kept(shape), new_kept(shape)

    def _all_kept(self) -> Iterable[Kept]:
        return self._photo, self._subject, self._shade, self._front, self._composite

    def _draw_cell(self, cell: Rect) -> None:
        self.scene.draw_photo(self._image(self._photo, cell), cell, self.viewport)
        self.scene.draw_shadow(self._image(self._shade, cell), cell, self.viewport)
        self._cut(cell)
        self._compose([cell])

    def _cut(self, cell: Rect) -> None:
        self._cut_part(cell)
        subject = self._levels(self._subject, cell)
        self._covers[cell] = Cover(
            is_opaque=bool(subject.min() >= OPAQUE),
            has_subject=bool(subject.any()),
            has_shadow=bool(self._levels(self._shade, cell).any()),
        )
        self._put_on_shadow(cell)

    def _cut_part(self, part: Rect) -> None:
        inside = part.translated(-self.window.x, -self.window.y).slices
        self._subject[inside] = self._photo[inside]
        self.scene.cut_subject(self._image(self._subject, part), part, self.viewport)

    def _draw_part(self, part: Rect) -> None:
        for cell in self._cells(part):
            self._covers[cell] = MIXED
        for top in range(part.y, part.bottom, CELL_HEIGHT):
            band = Rect(part.x, top, part.width, min(CELL_HEIGHT, part.bottom - top))
            self._cut_part(band)
            self._put_on_shadow(band)
            self._compose([band])

    def _put_on_shadow(self, part: Rect) -> None:
        cover = self._covers.get(part, MIXED)
        if self.scene.is_shadow_seen and cover.has_shadow and not cover.is_opaque:
            self.scene.put_on_shadow(
                self._image(self._front, part), self._image(self._shade, part), self._image(self._subject, part)
            )

    def _compose(self, parts: Iterable[Rect]) -> None:
        """Lay together what was drawn of each of `parts`; row by row, so that they stay near the processor."""
        for _, row in groupby(sorted(parts, key=lambda part: (part.y, part.x)), key=lambda part: part.y):
            covers = [(part, self._covers.get(part, MIXED)) for part in row]
            is_all = self.scene.view is CutoutView.RESULT
            for part, cover in covers:
                if not (cover.is_opaque and is_all):
                    self.scene.draw_behind(self._image(self._composite, part), part, self.viewport)
            has_shadow = self.scene.is_shadow_seen
            shaded = {part for part, cover in covers if has_shadow and cover.has_shadow and not cover.is_opaque}
            for run in _runs(part for part, _ in covers if part in shaded):
                self.scene.lay_subject(self._image(self._composite, run), self._image(self._front, run))
            for run in _runs(
                part for part, cover in covers if part not in shaded and (cover.has_subject or not is_all)
            ):
                self.scene.lay_subject(self._image(self._composite, run), self._image(self._subject, run))

    def _levels(self, kept: Kept, cell: Rect) -> NDArray[np.uint32]:
        """The pixels of `cell` as numbers whose highest byte is alpha, on little-endian machines."""
        levels: NDArray[np.uint32] = kept.view(np.uint32)[..., 0]
        return levels[cell.translated(-self.window.x, -self.window.y).slices]


def _runs(parts: Iterable[Rect]) -> Iterator[Rect]:
    """Neighbours of a row, from left to right, as one: what is the same wherever it is drawn is faster in one go."""
    run = EMPTY
    for part in parts:
        if run.is_empty or part.x == run.right:
            run = run.union(part)
        else:
            yield run
            run = part
    if not run.is_empty:
        yield run

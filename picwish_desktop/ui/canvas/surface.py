"""A picture with its mark: plain, tinted, and as it is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QImage

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.cells import Cells, Kept, new_kept
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.scene import KEPT_FORMAT, Marked, Scene, mask_level
from picwish_desktop.ui.canvas.viewport import Viewport

FEW = 4
"""Cells that are drawn at once, as far as a slice of time reaches."""


class Surface(Cells):
    """Shows a scene through a viewport."""

    def __init__(self, scene: Scene, viewport: Viewport, draw_later: Callable[[], None] | None = None) -> None:
        """Without `draw_later` all is drawn now, and who changes the surface draws what is missing then."""
        super().__init__(viewport, draw_later)
        self.scene = scene
        self.is_painted_on = False
        """While a stroke draws here itself, and asks for what is to be painted again, changes of the mask are only
        remembered."""
        self._stale = EMPTY
        self._plain: Kept = self._composite
        self._tinted: Kept = self._composite
        self._plains: set[Rect] = set()
        """Cells of which the picture is drawn, whether the mark on it is drawn as it is now or not."""
        self._tints: set[Rect] = set()
        """Cells of which the tinted picture is drawn: where nothing is marked only a brush needs it."""
        self.begin(viewport)
        if draw_later is None:
            self.draw_missing()

    @property
    def picture(self) -> Picture:
        return self.scene.picture

    def texture(self, *, is_marked: bool) -> QImage:
        """All that is visible as if every pixel were marked, or as if none were; as large as `window`. Not while
        something is missing."""
        if is_marked:
            for cell in self._cells(self._visible):
                self._tint(cell)
        return image_over(self._tinted if is_marked else self._plain, None, KEPT_FORMAT)

    def show(self, scene: Scene, viewport: Viewport, *, is_other_photo: bool = False) -> None:
        """What is drawn otherwise in this scene is missing from now on. Until it is drawn, what was there is seen,
        unless that is of another photo or was seen through another viewport."""
        before, self.scene = self.scene, scene
        if is_other_photo or viewport != self.viewport:
            self.begin(viewport)
            return
        self._allocate(self._composite.shape)
        self._seen = image_over(self._composite, None, QImage.Format.Format_RGB32)
        is_same_photo = before.picture is scene.picture and before.edits == scene.edits
        if not is_same_photo or before.mask_only != scene.mask_only:
            self._forget_all()
        elif before.mask is not scene.mask or before.tint != scene.tint:
            self._tints.clear()
            super()._forget_all()

    def redraw_pixels(self, scene: Scene, rect: Rect) -> Rect:
        """Draw `rect` of the picture again; `scene` differs from the one before nowhere else. As the other methods
        that redraw, it leaves more than `FEW` cells for later, and of fewer those that take longer than a slice of
        time. Gives the part of the view to paint again now."""
        self.scene = scene
        reach = self._reach(rect)
        self._plains.difference_update(self._cells(reach))
        return self._redraw(reach)

    def redraw_mask(self, rect: Rect) -> Rect:
        """Draw the mark again in `rect` of the picture."""
        if self.is_painted_on:
            self._stale = self._stale.union(rect)
            return EMPTY
        # a pixel of the mask's level may be twice one of the picture's
        scale = self.viewport.scale
        further = (2 << mask_level(scale)) - (2 << self.picture.level_for(scale))
        return EMPTY if self.scene.mask is None else self._redraw(self._reach(rect, further))

    def end_painting(self) -> Rect:
        """A stroke is done: the mask is drawn in its place. Even at 100 % Qt's thinnest lines can differ by a pixel."""
        self.is_painted_on = False
        stale, self._stale = self._stale, EMPTY
        return self.redraw_mask(stale)

    def _redraw(self, reach: Rect) -> Rect:
        cells = list(self._cells(reach))
        self._forget(cells)
        return self.draw_slice() if len(cells) <= FEW else EMPTY

    def _allocate(self, shape: tuple[int, ...]) -> None:
        """What is seen stays where it is, until something else is drawn in its place."""
        if self._composite.shape != shape:
            self._plain = self._tinted = self._composite = new_kept(shape)
        is_plain = self._composite is self._plain
        if self.scene.mask is None and not is_plain:
            self._plain = self._tinted = self._composite
            self._forget_all()
        elif self.scene.mask is not None and is_plain:
            self._plain, self._tinted = new_kept(shape), new_kept(shape)
            self._forget_all()

    def _all_kept(self) -> Iterable[Kept]:
        return (self._plain,) if self.scene.mask is None else (self._plain, self._tinted, self._composite)

    def _draw_cell(self, cell: Rect) -> None:
        if cell not in self._plains:
            self._tints.discard(cell)
            self.scene.draw_plain(self._image(self._plain, cell), cell, self.viewport)
            self._plains.add(cell)
        if self.scene.mask is not None:
            self._draw_mark(cell)

    def _draw_mark(self, cell: Rect) -> None:
        inside = cell.translated(-self.window.x, -self.window.y).slices
        marked = self.scene.marked(cell, self.viewport)
        if marked is not Marked.NOTHING:
            self._tint(cell)
        self._composite[inside] = (self._tinted if marked is Marked.ALL else self._plain)[inside]
        if marked is Marked.PARTS:
            target, tinted = self._image(self._composite, cell), self._image(self._tinted, cell)
            self.scene.draw_marked(target, tinted, cell, self.viewport)

    def _tint(self, cell: Rect) -> None:
        if cell not in self._tints:
            self.scene.draw_tinted(self._image(self._tinted, cell), self._image(self._plain, cell))
            self._tints.add(cell)

    def _forget_all(self) -> None:
        super()._forget_all()
        self._plains.clear()
        self._tints.clear()

    def _forget_beyond(self, window: Rect) -> None:
        super()._forget_beyond(window)
        self._plains = {cell for cell in self._plains if window.contains(cell)}
        self._tints &= self._plains

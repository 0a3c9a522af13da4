"""A document as it is seen: with its mark, and beside what it was before."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.state import Change
from picwish_desktop.ui.canvas import decoration
from picwish_desktop.ui.canvas.compare import Divider
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.scene import Scene
from picwish_desktop.ui.canvas.surface import Surface
from picwish_desktop.ui.canvas.viewport import Viewport
from picwish_desktop.ui.canvas.zoom_view import ZoomView

FIT_MARGIN = 24


class DocumentView(ZoomView):
    """Draws a document again wherever it changes."""

    overlay_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self.divider = Divider()
        self.mark_color, self._accent = QColor("#ff4d6a"), QColor("#4c8dff")
        self._opacity, self._is_overlay_visible, self._is_mask_only = 0.6, True, False
        self._is_comparing, self._is_showing_original = False, False
        self._progress: float | None = None
        self._mask: Pyramid | None = None
        self.rectangles: tuple[Rect, ...] = ()
        """Those that are painted now."""
        self._unsubscribe: Callable[[], None] | None = None

    # what is shown

    def set_document(self, document: Document | None, picture: Picture | None, view: Viewport | None = None) -> None:
        """Show `picture`: the document's, or a preview while there is no document yet. `view` is a `view_state` from
        before; without one the picture is fitted."""
        self.finish_gesture()
        if self._unsubscribe is not None:
            self._unsubscribe()
        self.document, self._unsubscribe = document, None
        self.surface = self.original = self._mask = None
        if document is not None:
            self._mask = Pyramid(document.selection.mask[..., np.newaxis])
            self._mask.mark_stale(document.selection.mask_bounds())
            self._unsubscribe = document.subscribe(self._on_change)
        if picture is not None:
            if view is None or (view.picture_width, view.picture_height) != (picture.width, picture.height):
                view = Viewport(1, 1, picture.width, picture.height, round(FIT_MARGIN * self.ratio)).fitted()
            self.surface = Surface(self._scene(picture), view.resized(*self.device_size))
            self._show_original()
            self.zoom_changed.emit(self.viewport.scale)
        self.rectangles = self._shown_rectangles()
        self.update()

    def view_state(self) -> Viewport | None:
        """What is seen of the picture, for `set_document` when it is shown again."""
        return None if self.surface is None else self.surface.viewport

    @property
    def is_mark_shown(self) -> bool:
        """A preview hides the mark: it is the result that is to be seen."""
        return self.document is not None and self._is_overlay_visible and self.document.state.preview is None

    # how it is shown

    def set_colors(self, background: QColor, mark: QColor, accent: QColor) -> None:
        self.background, self.mark_color, self._accent = background, mark, accent
        self._show_again()

    def set_overlay_opacity(self, opacity: float) -> None:
        self._opacity = opacity
        self._show_again()

    def set_overlay_visible(self, is_visible: bool) -> None:
        if is_visible != self._is_overlay_visible:
            self._is_overlay_visible = is_visible
            self._show_again()
            self.overlay_changed.emit(is_visible)

    def set_mask_only(self, is_on: bool) -> None:
        """Show the mask itself, white on black."""
        self._is_mask_only = is_on
        self._show_again()

    def set_compare(self, is_on: bool) -> None:
        """Show the picture before on the left of a divider."""
        self._is_comparing = is_on
        self._show_again()

    def set_showing_original(self, is_on: bool) -> None:
        """Show the picture before, and no mark."""
        if is_on != self._is_showing_original:
            self._is_showing_original = is_on
            self._show_again()

    def set_progress(self, fraction: float | None) -> None:
        """How much of a removal is done, 0 to 1; None when none is running."""
        self._progress = fraction
        self.update(0, 0, self.width(), decoration.BAR + 1)

    @property
    def is_divided(self) -> bool:
        """Whether the divider is there to be taken."""
        return self._is_comparing and not self._is_showing_original and self.surface is not None

    def move_divider(self, x: float) -> None:
        area = self.viewport.visible_area
        before = self.divider.reach(area, self.ratio)
        self.divider.move_to(x, area)
        self.update_area(before.union(self.divider.reach(area, self.ratio)))

    # drawing

    def original_area(self) -> Rect:
        if self.original is None:
            return EMPTY
        area = self.viewport.visible_area
        if self._is_showing_original:
            return area
        return Rect(area.x, area.y, self.divider.x(area) - area.x, area.height)

    def paint_overlays(self, painter: QPainter, exposed: Rect) -> None:
        if not self._is_showing_original:
            reached = [r for r in self.rectangles if self._rectangle_reach(r).overlaps(exposed)]
            decoration.paint_rectangles(painter, reached, self.viewport, self.mark_color, self.ratio)
        if self.is_divided:
            self.divider.paint(painter, self.viewport.visible_area, self.ratio)
        if self._progress is not None:
            decoration.paint_progress(painter, self.device_size[0], self._progress, self._accent, self.ratio)

    def _on_change(self, change: Change) -> None:
        if self.surface is None or self._mask is None:
            return
        self._mask.mark_stale(change.mask)
        if self.is_mark_shown != (self.surface.scene.mask is not None):
            self._show_again()
            return
        if not change.pixels.is_empty:
            self.update_area(self.surface.redraw_pixels(self._scene(self.surface.scene.picture), change.pixels))
            self._show_original()
        if not change.mask.is_empty:
            self.update_area(self.surface.redraw_mask(change.mask))
        if change.rectangles:
            before, self.rectangles = self.rectangles, self._shown_rectangles()
            for rectangle in set(before) ^ set(self.rectangles):
                self.update_area(self._rectangle_reach(rectangle))

    def _show_again(self) -> None:
        self.finish_gesture()
        if self.surface is not None:
            self.surface.show(self._scene(self.surface.scene.picture), self.viewport)
            self._show_original()
            self.rectangles = self._shown_rectangles()
        self.update()

    def _show_original(self) -> None:
        if self.surface is None or not (self._is_comparing or self._is_showing_original):
            self.original = None
            return
        scene = Scene(self.surface.scene.picture, self._edits_before())
        if self.original is None or self.original.scene.edits != scene.edits:
            self.original = Surface(scene, self.viewport)
            self.update()

    def _scene(self, picture: Picture) -> Scene:
        tint = QColor(self.mark_color)
        tint.setAlphaF(self._opacity)
        edits = () if self.document is None else self.document.state.visible_edits
        is_mask_only = self._is_mask_only and self.is_mark_shown
        return Scene(picture, edits, self._mask if self.is_mark_shown else None, tint, is_mask_only)

    def _edits_before(self) -> tuple[Edit, ...]:
        """What a preview is compared with, or without one the opened photo."""
        if self.document is None or self.document.state.preview is None:
            return ()
        return self.document.state.edits

    def _shown_rectangles(self) -> tuple[Rect, ...]:
        return self.document.state.rectangles if self.document is not None and self.is_mark_shown else ()

    def _rectangle_reach(self, rectangle: Rect) -> Rect:
        return decoration.rectangle_reach(rectangle, self.viewport, self.ratio)

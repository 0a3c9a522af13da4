"""A document as it is seen: with its mark or cut out, and beside what it was before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import Enum, auto

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from picwish_desktop.imaging.pyramid import MaskPyramid
from picwish_desktop.model.document import Document
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.state import Change
from picwish_desktop.ui.canvas import decoration
from picwish_desktop.ui.canvas.compare import Divider
from picwish_desktop.ui.canvas.cutout_layer import CutoutLayer
from picwish_desktop.ui.canvas.cutout_scene import CutoutView
from picwish_desktop.ui.canvas.cutout_surface import CutoutSurface
from picwish_desktop.ui.canvas.hint_layer import HintLayer
from picwish_desktop.ui.canvas.hint_stroke import Hint
from picwish_desktop.ui.canvas.mask_pen import MARGIN
from picwish_desktop.ui.canvas.outline import TICK_MS
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.pixel_grid import FIRST_SCALE, PixelGrid
from picwish_desktop.ui.canvas.scene import Scene
from picwish_desktop.ui.canvas.surface import Surface
from picwish_desktop.ui.canvas.viewport import Viewport
from picwish_desktop.ui.canvas.zoom_view import ZoomView


class CanvasJob(Enum):
    """What the canvas is used for."""

    MARK = auto()
    """Marking what is to be removed."""
    CUT_OUT = auto()
    """Seeing and correcting the cutout."""
    LOOK = auto()
    """Seeing the photo, and neither of these."""


class DocumentView(ZoomView):
    """Draws a document again wherever it changes."""

    overlay_changed = Signal(bool)
    view_changed = Signal(CutoutView)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self.divider = Divider()
        self.mark_color, self._accent = QColor("#ff4d6a"), QColor("#4c8dff")
        self._opacity, self._is_overlay_visible, self.is_mask_only = 0.6, True, False
        self._is_comparing, self._is_showing_original = False, False
        self._progress: float | None = None
        self._mask: MaskPyramid | None = None
        self.rectangles: tuple[Rect, ...] = ()
        """Those that are painted now."""
        self._unsubscribe: Callable[[], None] | None = None
        self.job = CanvasJob.MARK
        self._cutout = CutoutLayer()
        self.may_hint = True
        """Whether strokes that point at something are wanted."""
        self._hints: list[HintLayer] = []
        self._grid = PixelGrid()
        self.zoom_changed.connect(self._grid.follow_scale)
        self._march = QTimer(self)
        self._march.setInterval(TICK_MS)
        self._march.timeout.connect(self._step_outline)

    # what is shown

    def set_document(
        self,
        document: Document | None,
        picture: Picture | None,
        view: Viewport | None = None,
        *,
        is_same_photo: bool = False,
    ) -> None:
        """Show `picture`: the document's, or a preview while there is no document yet. `view` is a `view_state` from
        before; without one the picture is fitted. What `is_same_photo`, as a preview that makes room for the whole, is
        seen until the other is drawn."""
        self.finish_gesture()
        self.forget_zoom()
        self._grid.forget()
        if self._unsubscribe is not None:
            self._unsubscribe()
        if document is not self.document:
            self._hints.clear()
        is_other_photo = not is_same_photo and (document is None or document is not self.document)
        self.document, self._unsubscribe = document, None
        self.original = self._mask = None
        if document is not None:
            self._mask = MaskPyramid(document.selection.mask[..., np.newaxis])
            self._mask.mark_stale(document.selection.mask_bounds())
            self._unsubscribe = document.subscribe(self._on_change)
        if picture is None:
            self.surface = None
        else:
            shown = self._shown(picture)
            if view is None or view.shown not in (shown, picture.bounds):
                view = Viewport(1, 1, picture.width, picture.height).fitted()
            viewport = self.in_this_view(view).framed(shown)
            self.surface = self._surface(picture, viewport, is_other_photo=is_other_photo)
            self._show_original()
            self.zoom_changed.emit(self.viewport.scale)
        self.rectangles = self._shown_rectangles()
        self._march_or_stand()
        self.update()

    def view_state(self) -> Viewport | None:
        """What is seen of the picture, for `set_document` when it is shown again."""
        return None if self.surface is None else self.viewport

    @property
    def is_mark_shown(self) -> bool:
        """A preview hides the mark: it is the result that is to be seen."""
        if self.document is None or self.job is not CanvasJob.MARK:
            return False
        return self._is_overlay_visible and self.document.state.preview is None

    @property
    def cutout_view(self) -> CutoutView:
        """What of a cutout is shown."""
        return self._cutout.view

    @property
    def is_cutout_shown(self) -> bool:
        return isinstance(self.surface, CutoutSurface)

    def set_job(self, job: CanvasJob) -> None:
        if job is not self.job:
            self.finish_gesture()
            self.job = job
            self._show_again()

    def set_cutout_view(self, view: CutoutView) -> None:
        if view is not self._cutout.view:
            self.finish_gesture()
            self._cutout.view = view
            self._show_again()
            self.view_changed.emit(view)

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
        self.is_mask_only = is_on
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
        if fraction != self._progress:
            self._progress = fraction
            self.update(0, 0, self.width(), decoration.BAR + 1)

    @property
    def is_divided(self) -> bool:
        """Whether the divider is there to be taken."""
        return self._compares and not self._is_showing_original and self.surface is not None

    @property
    def _compares(self) -> bool:
        """A cutout's view that is the photo has no other side."""
        state = None if self.document is None else self.document.state
        is_photo = self.job is CanvasJob.CUT_OUT and self.cutout_view is CutoutView.ORIGINAL
        return self._is_comparing and not (is_photo and state is not None and state.cutout is not None)

    def move_divider(self, x: float) -> None:
        area = self.viewport.visible_area
        before = self.divider.reach(area, self.ratio)
        self.divider.move_to(x, area)
        self.update_area(before.union(self.divider.reach(area, self.ratio)))

    def pan_under(self, dx: int, dy: int) -> bool:
        """As `pan`, under what is being drawn over the picture, which goes on. False where the picture ends."""
        if self.surface is None or self.is_rough:
            return False
        before, viewport = self.viewport, self.viewport.moved(dx, dy)
        if viewport == before:
            return False
        self.surface.move(viewport)
        self._follow_viewport(viewport.scale)
        self.update()
        return True

    # what was pointed at and is being looked for

    def add_hint(self, hint: Hint) -> None:
        self._hints.append(HintLayer(hint))

    def remove_hint(self, hint: Hint) -> None:
        shown, self._hints = self._hints, [layer for layer in self._hints if layer.hint is not hint]
        if len(self._hints) < len(shown):
            self.update_photo(hint.reach)

    def update_photo(self, rect: Rect) -> None:
        """Paint `rect` of the photo again."""
        if self.surface is not None:
            self.update_area(self.viewport.rect_to_view(rect).grown(MARGIN))

    # drawing

    def original_area(self) -> Rect:
        if self.original is None or self.original.visible_area.is_empty:
            return EMPTY
        area = self.viewport.visible_area
        if self._is_showing_original:
            return area
        return Rect(area.x, area.y, self.divider.x(area) - area.x, area.height)

    def is_all_moved(self) -> bool:
        is_marching, is_working = self._march.isActive(), self._progress is not None
        # a hint reaches beyond the picture, where nothing is painted again when the picture gets another size
        return super().is_all_moved() and not (self.is_divided or is_marching or is_working or self._hints)

    def area_in_use(self) -> Rect:
        """What is being removed, or a picture that is seen as a whole."""
        if self.document is None or self.job is not CanvasJob.MARK:
            return super().area_in_use()
        preview = self.document.state.preview
        marked = self.document.selection.bounds() if preview is None else preview.bounds
        return super().area_in_use() if marked.is_empty else self.viewport.rect_to_view(marked)

    def paint_overlays(self, painter: QPainter, exposed: Rect) -> None:
        viewport = self.viewport
        if not self._is_showing_original:
            if self.rectangles:
                reached = [r for r in self.rectangles if self._rectangle_reach(r).overlaps(exposed)]
                color, is_mask = self.mark_color, self.is_mask_only
                decoration.paint_rectangles(
                    painter, reached, viewport, color, self.ratio, as_mask=is_mask, beside=self.original_area()
                )
            if self.job is CanvasJob.CUT_OUT:
                if isinstance(self.surface, CutoutSurface) and not self.is_rough:
                    self._cutout.paint_outline(painter, self.surface, self.ratio)
                for layer in self._hints:
                    layer.paint(painter, viewport, exposed, is_rough=self.is_rough)
            if self._compares:
                self.divider.paint(painter, viewport.visible_area, self.ratio)
        if viewport.scale >= FIRST_SCALE:
            self._grid.paint(painter, viewport, exposed)
        if self._progress is not None:
            decoration.paint_progress(painter, self.device_size[0], self._progress, self._accent, self.ratio)

    def _on_change(self, change: Change) -> None:
        if self.surface is None or self._mask is None or self.document is None:
            return
        if self.is_rough:
            self.sharpen()
        self._mask.mark_stale(change.mask)
        cutout = self.document.state.cutout
        if cutout is not None and not change.cutout:
            self.surface.picture.matte_levels(cutout.matte).mark_stale(change.matte)
        # the divider depends on it too, also where the photo is shown as it was
        is_seen = self.is_cutout_shown or self.job is CanvasJob.CUT_OUT
        if self._wants_cutout() != self.is_cutout_shown or (change.cutout and is_seen):
            self._show_again()
        elif isinstance(self.surface, CutoutSurface):
            scale = self.viewport.scale
            self.update_area(self._cutout.follow(self.surface, self.document, change))
            self._follow_viewport(scale)
        elif isinstance(self.surface, Surface):
            self._on_mark_change(self.surface, change)

    def _on_mark_change(self, surface: Surface, change: Change) -> None:
        if self.is_mark_shown != (surface.scene.mask is not None):
            self._show_again()
            return
        if not change.pixels.is_empty:
            self.update_area(surface.redraw_pixels(self._scene(surface.picture), change.pixels))
            self._show_original()
        if not change.mask.is_empty:
            self.update_area(surface.redraw_mask(change.mask))
        if change.rectangles:
            # two of the same are darker than one
            before, now = Counter(self.rectangles), Counter(self._shown_rectangles())
            self.rectangles = self._shown_rectangles()
            for rectangle in (before - now) + (now - before):
                self.update_area(self._rectangle_reach(rectangle))

    def _show_again(self) -> None:
        self.finish_gesture()
        if self.is_rough:
            self.sharpen()
        if self.surface is not None:
            picture, scale = self.surface.picture, self.viewport.scale
            self.surface = self._surface(picture, self.viewport.framed(self._shown(picture)))
            self._follow_viewport(scale)
            self.rectangles = self._shown_rectangles()
        self._march_or_stand()
        self.update()

    def _follow_viewport(self, scale: float) -> None:
        """The surface may show another part of the photo; `scale` is the one before."""
        if self.original is not None and self.original.viewport != self.viewport:
            self.original.move(self.viewport)
        self._show_original()
        if scale != self.viewport.scale:
            self.zoom_changed.emit(self.viewport.scale)

    # the cutout

    def _wants_cutout(self) -> bool:
        return self.job is CanvasJob.CUT_OUT and self._cutout.is_wanted(self.document)

    def _shown(self, picture: Picture) -> Rect:
        """The part of the photo that is shown; more than the photo where the canvas is larger."""
        if self.document is not None and self._wants_cutout():
            return self._cutout.shown(self.document, picture)
        return picture.bounds

    def _surface(
        self, picture: Picture, viewport: Viewport, *, is_other_photo: bool = False
    ) -> Surface | CutoutSurface:
        if self.document is not None and self._wants_cutout():
            return self._cutout.surface(self.document, picture, viewport)
        before, scene = self.surface, self._scene(picture)
        if isinstance(before, Surface):
            # in memory that it has already: to draw into it takes half the time
            surface = before
            surface.show(scene, viewport, is_other_photo=is_other_photo)
        else:
            surface = Surface(scene, viewport, self.draw_later)
        if self.document is None:
            # a preview is small, and may take the place of another that is seen already
            surface.draw_missing()
        elif before is not None and surface.visible_area.is_empty:
            # mostly that is all, and nothing flickers
            surface.draw_slice()
        return surface

    def _march_or_stand(self) -> None:
        """The outline marches while it is shown."""
        if self.is_cutout_shown and self.cutout_view is CutoutView.OUTLINE:
            self._march.start()
        else:
            self._march.stop()

    def _step_outline(self) -> None:
        self._cutout.step_outline()
        self.update()

    def _show_original(self) -> None:
        if self.surface is None or not (self._compares or self._is_showing_original):
            self.original = None
            return
        scene = Scene(self.surface.picture, self._edits_before())
        if not isinstance(self.original, Surface) or self.original.scene.edits != scene.edits:
            self.original = Surface(scene, self.viewport, self.draw_later)
            self.update()

    def _scene(self, picture: Picture) -> Scene:
        tint = QColor(self.mark_color)
        tint.setAlphaF(self._opacity)
        edits = () if self.document is None else self.document.state.visible_edits
        is_mask_only = self.is_mask_only and self.is_mark_shown
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

"""What of a document's cutout is drawn: follows the document, and says what of the view to paint again."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias
from weakref import ref

from PySide6.QtGui import QPainter

from picwish_desktop.imaging.edge import apply_edge
from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.imaging.shadow import CastShadow, cast_shadow
from picwish_desktop.model.backdrop import Shadow
from picwish_desktop.model.cutout import Edge
from picwish_desktop.model.document import Document
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.state import Change
from picwish_desktop.ui.canvas.cutout_scene import CutoutScene, CutoutView
from picwish_desktop.ui.canvas.cutout_surface import CutoutSurface
from picwish_desktop.ui.canvas.outline import Outline
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.viewport import Viewport

ShadowKey: TypeAlias = tuple[ref[Pyramid], int, Edge, Shadow]


class CutoutLayer:
    """One for a view, whichever document it shows."""

    def __init__(self) -> None:
        self.view = CutoutView.RESULT
        self._shadow: tuple[ShadowKey, CastShadow | None] | None = None
        """At full strength, and for what it was computed."""
        self._outline: Outline | None = None
        self._is_rough = False
        """Whether it is of what a stroke draws while it goes on."""
        self._phase = 0

    def is_wanted(self, document: Document | None) -> bool:
        """Whether there is a cutout to be seen."""
        has_cutout = document is not None and document.state.cutout is not None
        return has_cutout and self.view is not CutoutView.ORIGINAL

    def shown(self, document: Document, picture: Picture) -> Rect:
        """The part of the photo that is shown; more than the photo where the canvas is larger."""
        return document.frame().rect if self.view is CutoutView.RESULT else picture.bounds

    def surface(self, document: Document, picture: Picture, viewport: Viewport) -> CutoutSurface:
        self._outline = None
        return CutoutSurface(self._scene(document, picture), viewport)

    def follow(self, surface: CutoutSurface, document: Document, change: Change) -> Rect:
        """Draw again what a change touches; it is not another cutout. Gives the part of the view to paint again."""
        area, before = EMPTY, surface.scene
        drawn = change.matte.union(change.pixels).union(change.subject)
        if not drawn.is_empty:
            scene = replace(self._scene(document, surface.picture, casts=False), shadow=before.shadow)
            area = surface.redraw(scene, drawn)
            self._follow_outline(surface, area)
        if (change.look or change.history) and self._follow_look(surface, document, before, is_other=change.look):
            viewport = surface.viewport
            self._outline = None
            area = Rect(0, 0, viewport.width, viewport.height)
        return area

    def step_outline(self) -> None:
        """Let it march on."""
        self._phase += 1

    def paint_outline(self, painter: QPainter, surface: CutoutSurface, ratio: float) -> None:
        if self.view is CutoutView.OUTLINE:
            if self._is_rough and not surface.is_painted_on:
                self._outline = None
            self._move_outline(surface)
            if self._outline is None:
                self._is_rough = surface.is_painted_on
                self._outline = Outline(surface.subject_alpha(), surface.viewport)
            self._outline.paint(painter, self._phase, ratio)

    def _move_outline(self, surface: CutoutSurface) -> None:
        """Take it along with the picture; one of another size of it, or for another view, is none any more."""
        if self._outline is None or (before := self._outline.viewport) == (now := surface.viewport):
            return
        if replace(before, x=now.x, y=now.y, is_fitting=now.is_fitting) == now:
            self._outline.move(surface.subject_alpha(), now)
        else:
            self._outline = None

    def _follow_outline(self, surface: CutoutSurface, area: Rect) -> None:
        """The subject is another in `area` of the view."""
        self._move_outline(surface)
        if self._outline is not None:
            self._is_rough |= surface.is_painted_on
            self._outline.follow(surface.subject_alpha(), area)

    def _follow_look(self, surface: CutoutSurface, document: Document, before: CutoutScene, *, is_other: bool) -> bool:
        """Draw again what depends on the look and on the whole of the matte, and say whether anything did; `before` is
        what was shown before the change."""
        scene = self._scene(document, surface.picture)
        shown, edges = self.shown(document, surface.picture), (before.look.edge, scene.look.edge)
        is_other_edge = len({(edge.shift, edge.soften) for edge in edges}) > 1
        if document.is_changing and (is_other_edge or before.is_draft):
            scene = replace(scene, is_draft=True)
        if shown != surface.viewport.shown:
            surface.show(scene, surface.viewport.framed(shown))
        elif is_other_edge or scene.is_draft is not before.is_draft:
            surface.recut(scene, before)
        elif before.shadow is not scene.shadow:
            surface.recast(scene)
        elif is_other:
            surface.recompose(scene)
        else:
            return False
        return True

    def _scene(self, document: Document, picture: Picture, *, casts: bool = True) -> CutoutScene:
        state = document.state
        assert state.cutout is not None
        levels = picture.matte_levels(state.cutout.matte)
        return CutoutScene(
            picture,
            state.visible_edits,
            state.subject_edits,
            levels,
            state.look,
            picture.behind,
            self._cast(document, levels) if casts else None,
            self.view,
        )

    def _cast(self, document: Document, levels: Pyramid) -> CastShadow | None:
        look = document.state.look
        if look.shadow.strength == 0:
            return None
        key = (ref(levels), document.state.matte_version, look.edge, replace(look.shadow, strength=1.0))
        if self._shadow is None or self._shadow[0] != key:
            small = levels.level(levels.depth - 1)[..., 0]
            scale = small.shape[1] / levels.width
            edged = apply_edge(small, look.edge, scale)
            self._shadow = key, cast_shadow(edged, key[3], document.subject_bounds(), scale)
        return self._shadow[1]

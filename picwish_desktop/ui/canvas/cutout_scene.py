"""A cutout as it is seen: the subject, its shadow and what stands behind them, and how one cell of each is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from picwish_desktop.imaging.edge import apply_edge, reach
from picwish_desktop.imaging.pyramid import Pyramid
from picwish_desktop.imaging.shadow import CastShadow
from picwish_desktop.model.cutout import Look, Matte
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.ui.canvas.behind import Behind
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.scene import KEPT_FORMAT, draw_picture, draw_scaled, reached
from picwish_desktop.ui.canvas.viewport import Viewport

VEIL = QColor(0, 0, 0, 140)
"""Over what is removed, where the outline is shown."""
NOT_QUITE = 1 + 1e-6
"""Times the size it is."""


class CutoutView(Enum):
    """What of a cutout is shown."""

    RESULT = "result"
    MATTE = "matte"
    """White is the subject."""
    OUTLINE = "outline"
    """A line that marches along its edge, on the photo."""
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True, eq=False)
class CutoutScene:
    """What is to be drawn, whatever the zoom."""

    picture: Picture
    photo_edits: tuple[Edit, ...]
    subject_edits: tuple[Edit, ...]
    """The same with the subject's own colours among them."""
    matte: Pyramid
    look: Look
    behind: Behind
    shadow: CastShadow | None = None
    """At full strength."""
    view: CutoutView = CutoutView.RESULT
    is_draft: bool = False
    """Whether the matte's edge may be coarser than the view, as while it is dragged: at a quarter of the work."""

    def edge_reach(self, scale: float) -> int:
        """Pixels of the photo around a change of the matte that it changes, seen at `scale`."""
        level = self._matte_level(scale)
        return reach(self.look.edge, 1 / (1 << level)) << level

    def draw_photo(self, target: QImage, part: Rect, viewport: Viewport) -> None:
        """All that was photographed, in the subject's own colours where it has some. `part` is where `target` lies, in
        pixels of the view from the corner of what is shown."""
        target.fill(0)
        with QPainter(target) as painter:
            draw_picture(painter, self.picture, self.subject_edits, part, viewport)

    def cut_subject(self, photo: QImage, part: Rect, viewport: Viewport) -> None:
        """Leave only the subject of it."""
        with QPainter(photo) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
            self._draw_alpha(painter, part, viewport)

    def has_edge(self, part: Rect, viewport: Viewport) -> bool:
        """Whether what is done to the matte's edge may change something in `part`."""
        matte, _, around, _ = self._matte_around(part, viewport)
        levels = matte[around.slices]
        return levels.size > 0 and bool(levels.min() != levels.max())

    def draw_shadow(self, target: QImage, part: Rect, viewport: Viewport) -> None:
        target.fill(0)
        if self.shadow is None:
            return
        opacity, (left, top, right, bottom) = self.shadow.opacity, self.shadow.rect
        corner, (first, upper) = viewport.corner, viewport.to_view(left, top)
        last, lower = viewport.to_view(right, bottom)
        place = part.translated(viewport.x, viewport.y)
        if last < place.x or first > place.right or lower < place.y or upper > place.bottom:
            return
        with QPainter(target) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate(-part.x - corner[0], -part.y - corner[1])
            painter.scale(viewport.scale, viewport.scale)
            painter.translate(left, top)
            across, down = (right - left) / opacity.shape[1], (bottom - top) / opacity.shape[0]
            # where nothing is scaled, Qt would move it by whole pixels only
            painter.scale(across * NOT_QUITE, down * NOT_QUITE)
            painter.drawImage(0, 0, image_over(opacity[..., np.newaxis], None, QImage.Format.Format_Alpha8))

    @property
    def is_shadow_seen(self) -> bool:
        return self.view is CutoutView.RESULT and self.look.shadow.strength > 0 and self.shadow is not None

    def draw_behind(self, target: QImage, part: Rect, viewport: Viewport) -> None:
        """What the chosen view shows behind the subject and its shadow."""
        with QPainter(target) as painter:
            if self.view is CutoutView.MATTE:
                painter.fillRect(target.rect(), QColor(0, 0, 0))
                return
            self.behind.draw(painter, self.look.backdrop if self.view is CutoutView.RESULT else None, part, viewport)
            if self.view is CutoutView.OUTLINE:
                draw_picture(painter, self.picture, self.photo_edits, part, viewport)

    def put_on_shadow(self, target: QImage, shade: QImage, subject: QImage) -> None:
        """What `subject` was drawn into, on the shadow that was drawn into `shade`, with nothing behind."""
        target.fill(0)
        with QPainter(target) as painter:
            painter.setOpacity(self.look.shadow.strength)
            painter.drawImage(0, 0, shade)
            painter.setOpacity(1)
            painter.drawImage(0, 0, subject)

    def lay_subject(self, target: QImage, subject: QImage) -> None:
        """Lay over it what the chosen view shows of the subject that was drawn into `subject`."""
        with QPainter(target) as painter:
            match self.view:
                case CutoutView.MATTE:
                    subject = _only_alpha(
                        QColor(255, 255, 255), subject, QPainter.CompositionMode.CompositionMode_DestinationIn
                    )
                case CutoutView.OUTLINE:
                    subject = _only_alpha(VEIL, subject, QPainter.CompositionMode.CompositionMode_DestinationOut)
            painter.drawImage(0, 0, subject)

    def _matte_level(self, scale: float) -> int:
        return min(self.picture.level_for(scale) + self.is_draft, self.matte.depth - 1)

    def _matte_around(self, part: Rect, viewport: Viewport) -> tuple[Matte, Rect, Rect, float]:
        """The level that is drawn, what of it lies in `part`, with what has a say in that, and the size of its pixels
        in those of the photo."""
        level = self._matte_level(viewport.scale)
        matte, step = self.matte.level(level)[..., 0], float(1 << level)
        bounds = Rect(0, 0, matte.shape[1], matte.shape[0])
        inside = reached(part, viewport, (step, step), bounds)
        if inside.is_empty:
            return matte, EMPTY, EMPTY, step
        return matte, inside, inside.grown(reach(self.look.edge, 1 / step)).intersection(bounds), step

    def _draw_alpha(self, painter: QPainter, part: Rect, viewport: Viewport) -> None:
        # on the level's own pixels, and not on the view's: the file is made as what is seen at 100 %
        matte, inside, around, step = self._matte_around(part, viewport)
        if inside.is_empty:
            return
        edged = apply_edge(matte[around.slices], self.look.edge, 1 / step)
        coverage = np.ascontiguousarray(edged[inside.translated(-around.x, -around.y).slices])[..., np.newaxis]
        draw_scaled(
            painter, image_over(coverage, None, QImage.Format.Format_Alpha8), inside, part, viewport, (step, step)
        )


def _only_alpha(color: QColor, subject: QImage, mode: QPainter.CompositionMode) -> QImage:
    """`color` where the subject is, or where it is not, as `mode` says."""
    plain = QImage(subject.size(), KEPT_FORMAT)
    plain.fill(color)
    with QPainter(plain) as painter:
        painter.setCompositionMode(mode)
        painter.drawImage(0, 0, subject)
    return plain

"""What is seen, and how one cell of it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from math import ceil, floor, log2

from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from picwish_desktop.imaging.pyramid import DisplayPixels, Pyramid
from picwish_desktop.model.edit import Edit
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.mask import MARKED
from picwish_desktop.ui.canvas.checkerboard import checkerboard
from picwish_desktop.ui.canvas.images import image_over
from picwish_desktop.ui.canvas.picture import Picture
from picwish_desktop.ui.canvas.viewport import Viewport

PIXELS_SHOW_FROM = 2.0
"""Scale from which a pixel of the picture is drawn as a square instead of being smoothed."""
KEPT_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


class Marked(Enum):
    """How much of something is marked."""

    NOTHING = auto()
    PARTS = auto()
    ALL = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is to be drawn, whatever the zoom."""

    picture: Picture
    edits: tuple[Edit, ...] = ()
    mask: Pyramid | None = None
    """None when the mark is not shown."""
    tint: QColor = field(default_factory=lambda: QColor(0, 0, 0, 128))
    """Laid over marked pixels."""
    mask_only: bool = False
    """The mask itself, white on black, in place of the picture."""

    def draw_plain(self, target: QImage, cell: Rect, viewport: Viewport) -> None:
        """The picture without the mark. `cell` is where `target` lies, in pixels of the view from the corner of what is
        shown."""
        with QPainter(target) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            if self.mask_only:
                painter.fillRect(target.rect(), QColor(0, 0, 0))
            else:
                if self.picture.has_alpha or not self.picture.bounds.contains(viewport.shown):
                    painter.fillRect(target.rect(), checkerboard())
                    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
                draw_picture(painter, self.picture, self.edits, cell, viewport)

    def draw_tinted(self, target: QImage, plain: QImage) -> None:
        """What the plain picture becomes under the mark."""
        with QPainter(target) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawImage(0, 0, plain)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.fillRect(target.rect(), QColor(255, 255, 255) if self.mask_only else self.tint)

    def marked(self, cell: Rect, viewport: Viewport) -> Marked:
        """How much is marked of what drawing `cell` looks at."""
        if self.mask is None or self.mask.is_blank:
            return Marked.NOTHING
        mask, _, part = self._mask_in(self.mask, cell, viewport)
        levels = mask[part.slices]
        if not levels.size or not levels.max():
            return Marked.NOTHING
        return Marked.ALL if levels.min() == MARKED else Marked.PARTS

    def draw_marked(self, target: QImage, tinted: QImage, cell: Rect, viewport: Viewport) -> None:
        """Draw the tinted picture over the plain one in `target` where the mask is."""
        if self.mask is None:
            return
        mask, step, part = self._mask_in(self.mask, cell, viewport)
        stamp = tinted.copy()
        with QPainter(stamp) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
            coverage = image_over(mask, part, QImage.Format.Format_Alpha8)
            draw_scaled(painter, coverage, part, cell, viewport, (step, step))
        with QPainter(target) as painter:
            painter.drawImage(0, 0, stamp)

    def _mask_in(self, mask: Pyramid, cell: Rect, viewport: Viewport) -> tuple[DisplayPixels, float, Rect]:
        """A level of the mask, what its pixels are of the picture's, and which of them drawing `cell` needs."""
        level = min(mask_level(viewport.scale), mask.depth - 1)
        size, step = 1 << level, float(1 << level)
        bounds = Rect(0, 0, -(-mask.width // size), -(-mask.height // size))
        part = reached(cell, viewport, (step, step), bounds)
        return mask.level(level, (part.y, part.bottom)), step, part


def mask_level(scale: float) -> int:
    """The one nearest in size: of a larger one a thin line can lie between the points that scaling looks at."""
    return max(round(-log2(scale)), 0)


def draw_picture(painter: QPainter, picture: Picture, edits: tuple[Edit, ...], cell: Rect, viewport: Viewport) -> None:
    """What of `picture` with `edits` lies in `cell`."""
    level = picture.level_for(viewport.scale)
    step = picture.step(level)
    part = reached(cell, viewport, step, picture.level_bounds(level))
    if part.is_empty:
        return
    # Qt converts a whole image many times faster than the pixels that it picks while scaling
    image_format = KEPT_FORMAT if picture.has_alpha else QImage.Format.Format_RGB32
    image = picture.image(level, part, edits).convertToFormat(image_format)
    draw_scaled(painter, image, part, cell, viewport, step)


def draw_scaled(
    painter: QPainter, image: QImage, part: Rect, cell: Rect, viewport: Viewport, step: tuple[float, float]
) -> None:
    """Draw into a cell what `image` holds: `part` of a level whose pixels are `step` of the picture's."""
    left, top = viewport.corner
    painter.translate(-cell.x - left, -cell.y - top)
    painter.scale(viewport.scale * step[0], viewport.scale * step[1])
    painter.translate(part.x, part.y)
    if viewport.scale >= PIXELS_SHOW_FROM and step == (1.0, 1.0):
        # without smoothing, drawImage begins at a whole pixel of the view, which shifts what it draws
        painter.fillRect(image.rect(), QBrush(image))
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(0, 0, image)


def reached(cell: Rect, viewport: Viewport, step: tuple[float, float], bounds: Rect) -> Rect:
    """Pixels of a level that drawing `cell` needs: smoothing looks at the neighbours too."""
    (left, top), across, down = viewport.corner, viewport.scale * step[0], viewport.scale * step[1]
    first, last = floor((cell.x + left) / across) - 1, ceil((cell.right + left) / across) + 1
    upper, lower = floor((cell.y + top) / down) - 1, ceil((cell.bottom + top) / down) + 1
    return Rect(first, upper, last - first, lower - upper).intersection(bounds)

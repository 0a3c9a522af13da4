"""What of the photo, and how much around it, a cutout's picture shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import ceil, floor, sqrt

from picwish_desktop.model.geometry import Rect


class CanvasShape(Enum):
    """The shape of the saved picture."""

    FREE = "free"
    """The photo's own, or the subject's when it is cropped to that."""
    SQUARE = "square"
    PORTRAIT = "4:5"
    WIDE = "16:9"
    MARKETPLACE = "marketplace"
    """A square of 2000 pixels in which the subject takes 85 %, as marketplaces ask for the main picture: Amazon's
    product image requirements, sellercentral.amazon.com/help/hub/reference/G1881."""


RATIOS = {
    CanvasShape.SQUARE: (1, 1),
    CanvasShape.PORTRAIT: (4, 5),
    CanvasShape.WIDE: (16, 9),
    CanvasShape.MARKETPLACE: (1, 1),
}
MARKETPLACE_SIDE = 2000
MARKETPLACE_SHARE = 0.85
MOST_PIXELS = 160_000_000
"""Of a saved picture, as of an opened one: a square around a very long photo would be many times that."""


@dataclass(frozen=True, slots=True)
class Framing:
    """What the person chose."""

    shape: CanvasShape = CanvasShape.FREE
    is_cropped: bool = False
    """To the subject."""
    margin: float = 0.05
    """Space around a cropped subject, as a share of its longer side."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What comes of it for one subject."""

    rect: Rect
    """What is shown, in the photo's pixels; it may reach beyond the photo, where only the backdrop is."""
    width: int
    """Of the saved picture, in its pixels."""
    height: int


def frame(framing: Framing, photo: Rect, subject: Rect) -> Frame:
    """What `framing` shows of a photo in which the subject takes `subject` (the photo when that is empty)."""
    if subject.is_empty:
        subject = photo
    if framing.shape is CanvasShape.MARKETPLACE:
        side = max(1, ceil(max(subject.width, subject.height) / MARKETPLACE_SHARE))
        return Frame(_around(subject, side, side), MARKETPLACE_SIDE, MARKETPLACE_SIDE)
    rect = photo
    if framing.is_cropped:
        rect = subject.grown(round(framing.margin * max(subject.width, subject.height)))
    if framing.shape is not CanvasShape.FREE:
        across, down = RATIOS[framing.shape]
        units = max(rect.width / across, rect.height / down)
        rect = _around(rect, ceil(units * across - 1e-9), ceil(units * down - 1e-9))
    scale = min(1.0, sqrt(MOST_PIXELS / rect.area))
    return Frame(rect, max(1, int(rect.width * scale)), max(1, int(rect.height * scale)))


def _around(inner: Rect, width: int, height: int) -> Rect:
    """A rectangle of that size with `inner` in its middle."""
    return Rect(floor(inner.x + (inner.width - width) / 2), floor(inner.y + (inner.height - height) / 2), width, height)

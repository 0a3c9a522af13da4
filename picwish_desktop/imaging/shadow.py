"""The shadow that a cutout throws: blurred silhouettes, computed small and enlarged, as blurred things may be."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from picwish_desktop.model.backdrop import Shadow
from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.geometry import EMPTY, Rect

_FINEST = 4.0
"""Standard deviation in pixels below which the shadow is not reduced further: enlarging it then shows nothing."""
_TAIL = 3
"""Standard deviations after which a blur is over."""

CONTACT_HEIGHT = 0.2
"""How much of the subject, from its lower edge up, can touch the ground, as a share of its height: the ground is seen
from a little above, so what stands further back stands higher."""
GROUND_SLOPE = 0.3
"""How steeply the ground rises at most beside what touches it."""
FOOT_HEIGHT = 0.1
"""How much higher than that something may be and still throw a shadow, as a share of the subject's height."""
CONTACT_FLATNESS = 0.3
"""How much of a difference in height is left in the shadow, and how much of its blur: it lies flat."""


@dataclass(frozen=True, slots=True, eq=False)
class CastShadow:
    """A shadow that was computed once, for any part and any reduction of the picture."""

    opacity: NDArray[np.uint8]
    """Small; it ends in zeros."""
    rect: tuple[float, float, float, float]
    """Where it lies: left, top, right, bottom in pixels of the photo, perhaps beyond it."""

    def over(self, shown: Rect, rect: Rect, canvas: tuple[int, int]) -> NDArray[np.uint8]:
        """Its opacity in `rect` of a canvas of that size (width, height), which shows `shown` of the photo."""
        across, down = canvas[0] / shown.width, canvas[1] / shown.height
        left, right = (self.rect[0] - shown.x) * across, (self.rect[2] - shown.x) * across
        top, bottom = (self.rect[1] - shown.y) * down, (self.rect[3] - shown.y) * down
        result = np.zeros((rect.height, rect.width), np.uint8)
        area = _inner(left, top, right, bottom).intersection(rect)
        if area.is_empty:
            return result
        wide, high = self.opacity.shape[1] / (right - left), self.opacity.shape[0] / (bottom - top)
        box = (
            max(0.0, (area.x - left) * wide),
            max(0.0, (area.y - top) * high),
            min(float(self.opacity.shape[1]), (area.right - left) * wide),
            min(float(self.opacity.shape[0]), (area.bottom - top) * high),
        )
        enlarged = Image.fromarray(self.opacity).resize((area.width, area.height), Image.Resampling.BICUBIC, box)
        result[area.translated(-rect.x, -rect.y).slices] = np.asarray(enlarged)
        return result


def cast_shadow(matte: Matte, shadow: Shadow, subject: Rect, scale: float = 1.0) -> CastShadow | None:
    """What a subject that takes `subject` of the photo throws; None where there is no shadow.

    `matte` is the whole one with its edge applied, at `scale` pixels for a pixel of the photo. Of a contact shadow
    `dy` is half its height: how far down it reaches below what stands there.
    """
    if shadow.strength <= 0 or subject.is_empty:
        return None
    deviation = shadow.blur * subject.height
    narrowest = deviation * (CONTACT_FLATNESS if shadow.is_contact else 1)
    small, across, down = _reduced(matte, min(1.0, _FINEST / max(narrowest * scale, 1e-9)))
    across, down = across * scale, down * scale
    near = _scaled(subject, across, down).intersection(Rect(0, 0, small.shape[1], small.shape[0]))
    if near.is_empty:
        return None
    silhouette = small[near.slices]
    dx, dy = shadow.dx * subject.height, shadow.dy * subject.height
    wide, high = deviation * across, deviation * down
    if shadow.is_contact:
        high *= CONTACT_FLATNESS
        silhouette, near = _on_ground(silhouette, near, subject.height * down, dy * down)
        dy = 0.0
    margin = ceil(_TAIL * max(wide, high)) + 2
    blurred = Image.fromarray(np.pad(silhouette, margin)).filter(ImageFilter.GaussianBlur((wide, high)))
    opacity = np.asarray(blurred.point([round(level * min(1.0, shadow.strength)) for level in range(256)]))
    placed = near.grown(margin)
    rect = (
        placed.x / across + dx,
        placed.y / down + dy,
        placed.right / across + dx,
        placed.bottom / down + dy,
    )
    return CastShadow(opacity, rect)


def _on_ground(silhouette: Matte, near: Rect, height: float, half_height: float) -> tuple[Matte, Rect]:
    """What lies under a subject of that height that stands, with its place: from its lower contour down to that contour
    made flat, and `half_height` more up and down."""
    rows, columns = silhouette.shape
    raised = _lower_contour(silhouette)
    lowest = min(float(raised.min()), rows)
    slope = np.arange(columns, dtype=np.float32) * np.float32(GROUND_SLOPE)
    rising = np.minimum.accumulate(raised - slope) + slope
    ground = np.minimum(rising, np.minimum.accumulate((raised + slope)[::-1])[::-1] - slope)
    above = raised - ground
    weight = np.clip(1 - (raised - lowest) / (CONTACT_HEIGHT * height), 0, 1)
    weight *= np.clip(1 - above / (FOOT_HEIGHT * height), 0, 1) * (raised <= rows)
    half = np.maximum(half_height, 0.5) * np.sqrt(weight)
    flat = ground + CONTACT_FLATNESS * above
    # heights above the lower edge, of the rows that are computed
    below, over = ceil(max(half_height, 0.5) - lowest) + 1, ceil(lowest + CONTACT_HEIGHT * height) + 1
    heights = np.arange(over, -below, -1)[:, None] - 0.5
    # one pixel beneath the subject's edge, which may be half transparent
    upper, lower = np.maximum(raised + 1, flat + half), flat - half
    # a pixel at the border counts in part, so that everything moves smoothly
    covered = np.clip(upper - heights + 0.5, 0, 1) * np.clip(heights - lower + 0.5, 0, 1) * weight
    place = Rect(near.x, near.bottom - over, columns, len(heights))
    return np.rint(covered * 255).astype(np.uint8), place


def _lower_contour(silhouette: Matte) -> NDArray[np.float32]:
    """How many rows above the last one each column of the subject ends; more than all where there is none of it."""
    upwards = silhouette[::-1].astype(np.float32) / np.float32(255)
    is_subject = upwards >= 0.5
    first = np.argmax(is_subject, axis=0)
    at = np.arange(silhouette.shape[1])
    # the last row counts in part, and so does the one beneath
    below = np.where(first > 0, upwards[first - 1, at], 0)
    ends = first + 1 - upwards[first, at] - below
    return np.where(is_subject.any(axis=0), ends, 2 * len(silhouette)).astype(np.float32)


def _reduced(matte: Matte, factor: float) -> tuple[Matte, float, float]:
    """`matte` at about `factor` of its size, and the factors across and down that it became."""
    height, width = matte.shape
    size = max(1, round(width * factor)), max(1, round(height * factor))
    if size == (width, height):
        return matte, 1.0, 1.0
    small = np.asarray(Image.fromarray(matte).resize(size, Image.Resampling.BOX, reducing_gap=2.0))
    return small, size[0] / width, size[1] / height


def _scaled(rect: Rect, across: float, down: float) -> Rect:
    x, y = floor(rect.x * across), floor(rect.y * down)
    return Rect(x, y, ceil(rect.right * across) - x, ceil(rect.bottom * down) - y)


def _inner(left: float, top: float, right: float, bottom: float) -> Rect:
    """The whole pixels inside."""
    x, y = ceil(left), ceil(top)
    width, height = floor(right) - x, floor(bottom) - y
    return Rect(x, y, width, height) if width > 0 and height > 0 else EMPTY

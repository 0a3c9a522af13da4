"""The layers of a cutout's picture, from the lowest up, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from picwish_desktop.imaging.flatten import empty, whole
from picwish_desktop.imaging.scene import Scene
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.photo import Pixels

BACKDROP, SHADOW, SUBJECT = "Backdrop", "Shadow", "Subject"


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    name: str
    place: Rect
    """On the canvas."""
    colors: Pixels
    """Rows × columns × 1 (grey) or 3."""
    opacity: Pixels | None = None
    """Rows × columns of the same depth; None where it is opaque."""

    @property
    def pixels(self) -> Pixels:
        """Colours and opacity together."""
        if self.opacity is None:
            return self.colors
        channels = self.colors.shape[2]
        pixels = empty(self.place, channels + 1, 8 * self.colors.dtype.itemsize)
        pixels[..., :channels], pixels[..., channels] = self.colors, self.opacity
        return pixels


def layers_of(scene: Scene, *, is_masked: bool) -> Iterator[Layer]:
    """Made when they are asked for, so that only one needs to be held.

    The subject's opacity is meant as a mask where `is_masked`: its colours are then those of the whole photo, so that
    more or less of it can be shown later. Else they are black where nothing of it shows.
    """
    if scene.has_backdrop:
        yield Layer(BACKDROP, scene.canvas, _backdrop(scene))
    if scene.has_shadow:
        opacity, place = _shadow(scene)
        if not place.is_empty:
            black = np.zeros((1, 1, scene.channels), opacity.dtype)
            yield Layer(SHADOW, place, np.broadcast_to(black, (*opacity.shape, scene.channels)), opacity)
    if not scene.photo_place.is_empty:
        yield _subject(scene, is_masked)


def _backdrop(scene: Scene) -> Pixels:
    colors = empty(scene.canvas, scene.channels, scene.depth)
    for stripe in scene.stripes():
        colors[stripe.slices] = whole(scene.backdrop(stripe), stripe, scene.depth)
    return colors


def _shadow(scene: Scene) -> tuple[Pixels, Rect]:
    """Its opacity where it has any, and where that is."""
    opacity = empty(scene.canvas, 1, scene.depth)[..., 0]
    for stripe in scene.stripes():
        opacity[stripe.slices] = np.rint(scene.shadow(stripe) * scene.most)
    rows, columns = _ends(opacity.max(axis=1)), _ends(opacity.max(axis=0))
    place = Rect(columns[0], rows[0], columns[1] - columns[0], rows[1] - rows[0])
    return (opacity[place.slices], place) if not place.is_empty else (opacity[:0, :0], EMPTY)


def _subject(scene: Scene, is_masked: bool) -> Layer:
    place = scene.photo_place
    colors = empty(place, scene.channels, scene.depth)
    opacity = empty(place, 1, scene.depth)[..., 0]
    for stripe in scene.stripes():
        part = stripe.intersection(place)
        if part.is_empty:
            continue
        columns = slice(place.x, place.right)
        rows = slice(part.y - stripe.y, part.bottom - stripe.y)
        there = part.translated(-place.x, -place.y).slices
        cut, share = scene.subject(stripe)
        alpha = np.rint(share[rows, columns] * scene.most)
        # scaled, what shows a little has taken nothing from what stands beside it
        rest = scene.photo(stripe)[rows, columns] if is_masked else np.float32(0)
        colors[there] = np.rint(np.where(alpha[..., None] > 0, cut[rows, columns], rest))
        opacity[there] = alpha
    return Layer(SUBJECT, place, colors, opacity)


def _ends(levels: Pixels) -> tuple[int, int]:
    """Where the first one above zero is, and where those after the last begin."""
    found = np.flatnonzero(levels)
    return (int(found[0]), int(found[-1]) + 1) if len(found) else (0, 0)

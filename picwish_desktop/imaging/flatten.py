"""A cutout as one picture at full resolution: before its backdrop, or transparent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from picwish_desktop.imaging.backdrop import dither
from picwish_desktop.imaging.edge import apply_edge
from picwish_desktop.imaging.photo_layer import Planes
from picwish_desktop.imaging.scene import Scene
from picwish_desktop.model.cutout import Edge, Look, Matte
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Pixels

Progress: TypeAlias = Callable[[float], None]
"""Called with the share that is done, 0 to 1, from the thread that works; what it raises ends the work."""


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """What `write` takes."""

    pixels: Pixels
    metadata: Metadata
    """The photo's; with sRGB's profile where a grey photo became coloured."""


def is_opaque(look: Look) -> bool:
    """Whether what `flatten` makes of it has no alpha, so that any format shows the same."""
    return look.backdrop is not None


def flatten(scene: Scene, on_progress: Progress | None = None) -> Flat:
    """All of `scene` in one picture, in the photo's depth and profile.

    Opaque pixels that are not scaled are the source's own to the last bit. Without a backdrop alpha is not
    premultiplied; what is fully transparent is black, so that nothing of the old background stays in the file. Works in
    stripes: beyond the scene and its result it needs some 50 MB.
    """
    return Flat(merged(scene, on_progress), scene.metadata)


def matte_alone(matte: Matte, edge: Edge, metadata: Metadata) -> Flat:
    """The matte of the whole photo as a grey picture of 8 bits, white where the subject is.

    Of the photo's `metadata` only the resolution is true of it; a colour profile would change its levels.
    """
    return Flat(apply_edge(matte, edge)[..., np.newaxis], Metadata("PNG", dpi=metadata.dpi))


def merged(scene: Scene, on_progress: Progress | None = None) -> Pixels:
    """All of `scene` in one: with alpha, not premultiplied, where there is no backdrop."""
    channels = scene.channels + (not scene.has_backdrop)
    result = empty(scene.canvas, channels, scene.depth)
    for stripe in scene.stripes():
        result[stripe.slices] = _on_backdrop(scene, stripe) if scene.has_backdrop else _transparent(scene, stripe)
        if on_progress is not None:
            on_progress(stripe.bottom / scene.canvas.height)
    return result


def empty(rect: Rect, channels: int, depth: int) -> Pixels:
    """Room for the pixels of `rect`."""
    shape = (rect.height, rect.width, channels)
    return np.empty(shape, np.uint8) if depth == 8 else np.empty(shape, np.uint16)


def whole(planes: Planes, stripe: Rect, depth: int) -> Planes:
    """`planes` as whole values. In 8 bits they are dithered, so that gradients and shadows show no bands; values that
    are whole already stay."""
    noise = dither(stripe)[..., None] if depth == 8 else np.float32(0.5)
    rounded: Planes = np.floor(planes + noise)
    return rounded


def _on_backdrop(scene: Scene, stripe: Rect) -> Planes:
    colors, opacity = scene.subject(stripe)
    behind = scene.backdrop(stripe)
    if scene.has_shadow:
        behind = behind * (1 - scene.shadow(stripe))[..., None]
    share = opacity[..., None]
    mixed = colors * share
    mixed += behind * (1 - share)
    return whole(mixed, stripe, scene.depth)


def _transparent(scene: Scene, stripe: Rect) -> Planes:
    colors, opacity = scene.subject(stripe)
    if scene.has_shadow:
        together = opacity + scene.shadow(stripe) * (1 - opacity)
        # the shadow is black: under the subject it only takes away from its colours
        colors *= (opacity / np.where(together > 0, together, np.float32(1)))[..., None]
        opacity = together
    alpha = np.rint(opacity * np.float32(255 if scene.depth == 8 else 65535))
    colors[alpha == 0] = 0
    return np.dstack((np.rint(colors), alpha))

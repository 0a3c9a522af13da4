"""The photo where a frame shows it: cut out by a matte, scaled, and in colours that the saved picture can have."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging import color
from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.frame import Frame
from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.photo import Photo, Pixels

PixelSource: TypeAlias = Callable[[Rect], Pixels]
"""The photo with its edits and the subject's own colours, in any rectangle of it."""

Planes: TypeAlias = NDArray[np.float32]
"""Rows × columns × channels, or rows × columns."""

STRIPE = 1 << 17
"""Pixels, of the photo or of the saved picture, that are computed at a time."""
_LANCZOS = 3
"""Pixels on each side that Lanczos's filter looks at, of the larger of both sizes."""


class PhotoLayer:
    """A photo on the canvas of a frame."""

    def __init__(self, photo: Photo, pixels: PixelSource, frame: Frame, channels: int) -> None:
        """`channels` is 1 or 3 and not fewer than the photo has without alpha; a grey photo as 3 becomes sRGB."""
        self._photo = photo
        self._pixels = pixels
        self._frame = frame
        self._channels = channels
        self._grey = _grey_levels(photo) if photo.channels <= 2 and channels == 3 else None
        self._most = np.float32((1 << photo.bit_depth) - 1)

    @property
    def place(self) -> Rect:
        """The part of the canvas on which something of the photo lies."""
        shown, canvas = self._frame.rect, Rect(0, 0, self._frame.width, self._frame.height)
        area = shown.intersection(self._photo.bounds)
        if area.is_empty:
            return area
        across, down = canvas.width / shown.width, canvas.height / shown.height
        x, y = floor((area.x - shown.x) * across), floor((area.y - shown.y) * down)
        right, bottom = ceil((area.right - shown.x) * across), ceil((area.bottom - shown.y) * down)
        return Rect(x, y, right - x, bottom - y).intersection(canvas)

    def part(self, rect: Rect, matte: Matte | None) -> tuple[Planes, Planes]:
        """What `matte` leaves of it (all where that is None) in `rect` of the canvas: its colours, 0 to the largest
        value of its depth, and its opacity, 0 to 1. Where it is fully transparent the colours are 0."""
        shown = self._frame.rect
        if (shown.width, shown.height) == (self._frame.width, self._frame.height):
            premultiplied, opacity = self._cut(rect.translated(shown.x, shown.y), matte)
        else:
            premultiplied, opacity = self._scaled(rect, matte)
        # divided again, opaque pixels come out as they were to the last bit
        colors = premultiplied / np.where(opacity > 0, opacity, np.inf).astype(np.float32)[..., None]
        # a filter that scales swings beyond what is there, by as much in both
        return np.clip(colors, 0, self._most, out=colors), np.clip(opacity, 0, 1, out=opacity)

    def reduced(self, pixels: PixelSource, factor: int) -> tuple[NDArray[np.uint8], Matte]:
        """All of `pixels`, the photo's too, smaller by `factor`, in 8-bit sRGB of 3 channels, and how opaque the photo
        itself is there."""
        bounds = self._photo.bounds
        rows = max(1, STRIPE // bounds.width // factor) * factor
        bands = [Rect(0, top, bounds.width, rows).intersection(bounds) for top in range(0, bounds.height, rows)]
        small = np.vstack([_reduced(color.to_8_bits(pixels(band)), factor) for band in bands])
        shown = color.display_pixels(Photo(small, self._photo.metadata))
        opacity = shown[..., -1] if self._photo.has_alpha else np.full(shown.shape[:2], 255, np.uint8)
        colors = shown[..., :3] if shown.shape[2] >= 3 else np.repeat(shown[..., :1], 3, axis=2)
        return np.ascontiguousarray(colors), opacity

    def _cut(self, rect: Rect, matte: Matte | None) -> tuple[Planes, Planes]:
        """The layer in a rectangle of the photo, which may reach beyond it: premultiplied, and its opacity."""
        colors = np.zeros((rect.height, rect.width, self._channels), np.float32)
        opacity = np.zeros((rect.height, rect.width), np.float32)
        area = rect.intersection(self._photo.bounds)
        if matte is not None:
            area = _not_empty(matte, area)
        if area.is_empty:
            return colors, opacity
        there = area.translated(-rect.x, -rect.y).slices
        source = self._pixels(area)
        share = np.ones((area.height, area.width), np.float32)
        if matte is not None:
            share = matte[area.slices].astype(np.float32) / np.float32(255)
            if self._photo.has_alpha:
                share *= source[..., -1] / self._most
        visible = source[..., : self._photo.channels - self._photo.has_alpha]
        converted = visible.astype(np.float32) if self._grey is None else self._grey[visible[..., 0]]
        opacity[there] = share
        colors[there] = converted * share[..., None]
        return colors, opacity

    def _scaled(self, rect: Rect, matte: Matte | None) -> tuple[Planes, Planes]:
        shown = self._frame.rect
        across, down = shown.width / self._frame.width, shown.height / self._frame.height
        margin = ceil(_LANCZOS * max(1.0, down)) + 1
        top = max(0, floor(rect.y * down) - margin)
        bottom = min(shown.height, ceil(rect.bottom * down) + margin)
        colors, opacity = self._cut(Rect(shown.x, shown.y + top, shown.width, bottom - top), matte)
        box = (
            rect.x * across,
            rect.y * down - top,
            min(shown.width, rect.right * across),
            min(bottom - top, rect.bottom * down - top),
        )
        scaled = [
            np.asarray(Image.fromarray(plane).resize((rect.width, rect.height), Image.Resampling.LANCZOS, box))
            for plane in (*np.ascontiguousarray(np.moveaxis(colors, 2, 0)), opacity)
        ]
        return np.dstack(scaled[:-1]), scaled[-1].copy()


def _grey_levels(photo: Photo) -> Planes:
    """What each grey level of `photo` is in sRGB: levels × 3, of the same depth."""
    ramp = np.arange(256, dtype=np.uint8)[:, None, None]
    shown = color.display_pixels(Photo(ramp, photo.metadata))[:, 0].astype(np.float32)
    levels: Planes = np.broadcast_to(shown, (256, 3))
    if photo.bit_depth == 8:
        return levels
    places = np.arange(65536) / 257
    fine: Planes = np.empty((65536, 3), np.float32)
    for at in range(3):
        fine[:, at] = np.interp(places, np.arange(256), levels[:, at]) * 257
    return fine


def _not_empty(matte: Matte, area: Rect) -> Rect:
    """The columns of `area` from the first to the last in which `matte` is something."""
    columns = np.flatnonzero(matte[area.slices].any(axis=0))
    if not len(columns):
        return EMPTY
    return Rect(area.x + int(columns[0]), area.y, int(columns[-1] - columns[0]) + 1, area.height)


def _reduced(pixels: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    small = np.asarray(color.as_image(pixels).reduce(factor))
    return small[..., None] if small.ndim == 2 else small

"""A small cutout to save: a disc of one colour before something else, with a soft rim."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.imaging.flatten import Flat, flatten
from picwish_desktop.imaging.photo_layer import PixelSource
from picwish_desktop.imaging.scene import Scene
from picwish_desktop.model.cutout import Look, Matte
from picwish_desktop.model.frame import Frame, frame
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Metadata, Photo

WIDTH, HEIGHT = 60, 40
CENTER, RADIUS = (28.0, 22.0), 12.0
SUBJECT_COLOR, OLD_BACKGROUND = (200, 60, 30), (10, 220, 90)
SUBJECT = Rect(15, 9, 27, 27)


def disc(softness: float = 1.0) -> Matte:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    away = np.hypot(columns - CENTER[0], rows - CENTER[1])
    matte: Matte = np.rint(np.clip((RADIUS - away) / softness + 0.5, 0, 1) * 255).astype(np.uint8)
    return matte


def photo(
    channels: int = 3, dtype: type[np.unsignedinteger[Any]] = np.uint8, metadata: Metadata | None = None
) -> Photo:
    """The disc in front of the old background; alpha, where there is one, falls from left to right."""
    rgb = np.where((disc() >= 128)[..., None], SUBJECT_COLOR, OLD_BACKGROUND)
    grey = rgb[..., :1]
    falling = np.broadcast_to(np.linspace(255, 55, WIDTH).round()[None, :, None], (HEIGHT, WIDTH, 1))
    planes = {1: (grey,), 2: (grey, falling), 3: (rgb,), 4: (rgb, falling)}[channels]
    pixels: NDArray[Any] = np.concatenate(planes, axis=2).astype(dtype)
    if dtype == np.uint16:
        # no multiple of 257, so that eight bits are not enough
        pixels = pixels * np.uint16(257) - np.uint16(3)
    return Photo(np.ascontiguousarray(pixels), metadata or Metadata("PNG"))


def source_of(source: Photo) -> PixelSource:
    return lambda rect: source.pixels[rect.slices]


def clean(source: Photo) -> PixelSource:
    """The photo with the subject's own colour wherever the matte is something."""
    pixels = source.pixels.copy()
    inside = source.pixels[int(CENTER[1]), int(CENTER[0])]
    color_channels = source.channels - source.has_alpha
    pixels[disc() > 0, :color_channels] = inside[:color_channels]
    return lambda rect: pixels[rect.slices]


def saved(source: Photo, look: Look, matte: Matte | None = None, shown: Frame | None = None) -> Flat:
    matte = disc() if matte is None else matte
    shown = frame(look.framing, source.bounds, SUBJECT) if shown is None else shown
    return flatten(Scene(source, clean(source), source_of(source), matte, look, shown, SUBJECT))

"""Removing what a mask covers, by continuing what surrounds it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision.completion import complete
from picwish_desktop.vision.features import features
from picwish_desktop.vision.holes import holes
from picwish_desktop.vision.pyramid import Level


def _unwatched(_share: float) -> None:
    """No one wants to know."""


def inpaint(pixels: Pixels, mask: NDArray[np.uint8], progress: Callable[[float], None] = _unwatched) -> Pixels:
    """`pixels` with what lies under `mask` replaced by what could have been behind it.

    pixels: rows × columns × channels (1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha), uint8 or uint16.
    mask: rows × columns, removed where not zero. progress: called with 0 to 1, never decreasing, 1 at the end.

    Returns a new array of the same shape and type; outside the mask it is bit-identical. The same input gives the same
    output. Raises ValueError when the shapes differ, or when the mask leaves nothing to take from.
    """
    if pixels.ndim != 3 or mask.shape != pixels.shape[:2]:
        raise ValueError(f"a mask of {mask.shape} does not fit pixels of {pixels.shape}")
    missing = mask != 0
    total, done = int(missing.sum()), 0
    if total and total == missing.size:
        raise ValueError("the mask covers everything, so there is nothing to take from")
    result = pixels.copy()
    for crop, hole in holes(missing):
        size = int(hole.sum())

        def report(share: float, done: int = done, size: int = size) -> None:
            progress((done + share * size) / total)

        inside, unknown = result[crop.slices], missing[crop.slices]
        level = Level(features(inside, unknown), hole, unknown)
        filled = complete(level, _premultiplied(inside), float(np.iinfo(pixels.dtype).max), report)
        inside[hole] = _straight(filled, pixels)
        unknown[hole] = False
        done += size
    progress(1.0)
    return result


def _premultiplied(pixels: Pixels) -> Pixels | NDArray[np.float32]:
    """Colours as they count in an average: in proportion to their opacity."""
    if pixels.shape[2] in (1, 3):
        return pixels
    values = pixels.astype(np.float32)
    values[..., :-1] *= values[..., -1:] / np.iinfo(pixels.dtype).max
    return values


def _straight(values: NDArray[np.float32], like: Pixels) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """The inverse of `_premultiplied`, rounded to the type of `like`; black where fully transparent."""
    most = np.iinfo(like.dtype).max
    if like.shape[2] in (2, 4):
        opacity = values[:, -1:] / most
        values[:, :-1] = np.where(values[:, -1:] >= 0.5, values[:, :-1] / np.maximum(opacity, 1e-9), 0)
    rounded = np.rint(values).clip(0, most)
    return rounded.astype(np.uint16) if like.dtype == np.uint16 else rounded.astype(np.uint8)

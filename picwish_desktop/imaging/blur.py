"""The photo out of focus, as a backdrop for what was cut out of it: without the subject shining through."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging.edge import apply_edge
from picwish_desktop.model.cutout import Edge, Matte

WORKING_SIDE = 1024
"""Pixels of the longer side that are enough for `blurred_photo`."""
_FINEST = 3.0
"""Standard deviation in pixels below which the blur is not reduced further: cubic interpolation then shows nothing."""
_RIM = 2
"""Pixels around the subject that are not trusted: hair, and what it tints."""
_LEAST = np.float32(1e-6)


def blurred_photo(pixels: NDArray[np.uint8], matte: Matte, deviation: float) -> NDArray[np.uint8]:
    """`pixels` (rows × columns × 3) blurred with `deviation` in pixels, with the subject filled in from around it.

    It may come back smaller; it shows the whole picture nevertheless, to be enlarged by cubic interpolation.
    """
    image = Image.fromarray(pixels)
    # not even a little of what is half subject: deep inside it there would be nothing else to fill in
    trusted = Image.fromarray(apply_edge(matte, Edge(shift=_RIM))).point([max(0, 255 - 2 * at) for at in range(256)])
    image.putalpha(trusted)
    factor = max(1.0, deviation / _FINEST)
    size = max(1, round(image.width / factor)), max(1, round(image.height / factor))
    # colours multiplied by how far they are to be trusted, so that averages are right
    planes = np.asarray(image.convert("RGBa").resize(size, Image.Resampling.BOX), np.float32)
    color = _filled(planes[..., :3], planes[..., 3] / np.float32(255))
    return np.clip(np.rint(_blurred(color, deviation * size[0] / image.width)), 0, 255).astype(np.uint8)


def _filled(color: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """`color`, already multiplied by `weight`, with what has none taken from coarser and coarser averages.

    Source: Gortler et al., The Lumigraph (1996), "pull-push".
    """
    height, width = weight.shape
    known = (color / np.maximum(weight, _LEAST)[..., None]).astype(np.float32, copy=False)
    if max(height, width) == 1:
        # grey where the subject is everything
        return known if weight.any() else np.full_like(color, 128)
    size = -(-width // 2), -(-height // 2)
    coarse = _resized(np.dstack((color, weight)), size, Image.Resampling.BOX)
    # a neighbour that knows half knows enough
    share = np.minimum(np.float32(1), 4 * coarse[..., 3]) / np.maximum(coarse[..., 3], _LEAST)
    coarse *= share[..., None]
    beyond = _resized(_filled(coarse[..., :3], coarse[..., 3]), (width, height), Image.Resampling.BICUBIC)
    known += (beyond - known) * (1 - weight[..., None])
    return known


def _resized(planes: NDArray[np.float32], size: tuple[int, int], method: Image.Resampling) -> NDArray[np.float32]:
    layers = (Image.fromarray(np.ascontiguousarray(planes[..., at])) for at in range(planes.shape[2]))
    return np.dstack([np.asarray(layer.resize(size, method)) for layer in layers])


def _blurred(planes: NDArray[np.float32], deviation: float) -> NDArray[np.float32]:
    """Gaussian blur; beyond its border the picture is mirrored."""
    if deviation <= 0:
        return planes
    radius = ceil(3 * deviation)
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / deviation) ** 2)
    kernel = (kernel / kernel.sum()).astype(np.float32)
    for axis in (0, 1):
        length = planes.shape[axis]
        padding = [(radius, radius) if at == axis else (0, 0) for at in range(3)]
        padded = np.moveaxis(np.pad(planes, padding, mode="symmetric"), axis, 0)
        total = np.zeros_like(padded[:length])
        for at, share in enumerate(kernel):
            total += padded[at : at + length] * share
        planes = np.moveaxis(total, 0, axis)
    return planes

"""The small copy of a photo on which its subject is looked for."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

WORKING_SIDE = 640
"""Longer side in pixels: more costs time and finds nothing else."""
STRIPE = 4_000_000
"""Pixels of the photo that are in memory at once."""


def working_copy(picture: NDArray[np.uint8] | NDArray[np.uint16], long_side: int = WORKING_SIDE) -> NDArray[np.uint8]:
    """`picture` as RGB in 8 bits, averaged down to `long_side` where it is larger, on white where it is transparent.

    picture: rows × columns × channels (1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha), uint8 or uint16; it is read
    in stripes, so that it may be a memory-mapped file. Returns rows × columns × 3.
    """
    if picture.ndim == 2:
        picture = picture[..., None]
    rows, columns = picture.shape[:2]
    scale = min(1.0, long_side / max(rows, columns))
    height, width = max(1, round(rows * scale)), max(1, round(columns * scale))
    result = np.empty((height, width, 3), np.uint8)
    step = max(1, int(STRIPE / columns * height / rows))
    for top in range(0, height, step):
        bottom = min(top + step, height)
        first, last = top * rows // height, -(-bottom * rows // height)
        narrow = _narrowed(picture[first:last], width)
        averaged = _overlaps(np.arange(top, bottom), rows / height, first, last) @ narrow.reshape(last - first, -1)
        result[top:bottom] = np.rint(averaged.reshape(bottom - top, width, -1)).clip(0, 255).astype(np.uint8)
    return result


def _narrowed(stripe: NDArray[Any], width: int) -> NDArray[np.float32]:
    """The stripe on white, its columns averaged down to `width`: rows × width × (1 or 3), 0 to 255."""
    most = np.iinfo(stripe.dtype).max
    values: NDArray[Any] = stripe
    if stripe.shape[2] in (2, 4):
        alpha = stripe[..., -1:].astype(np.float32) / most
        values = stripe[..., :-1] * alpha + most * (1 - alpha)
    if width != stripe.shape[1]:
        values = np.asarray(cv2.resize(values, (width, stripe.shape[0]), interpolation=cv2.INTER_AREA))
    return np.asarray(values.reshape(stripe.shape[0], width, -1) * np.float32(255 / most), np.float32)


def _overlaps(rows: NDArray[np.int64], height: float, first: int, last: int) -> NDArray[np.float32]:
    """How much of each row `height` high lies in each of the photo's rows from `first` to `last`: rows add up to 1."""
    edges = np.arange(first, last, dtype=np.float64)
    below = np.minimum(edges + 1, (rows[:, None] + 1) * height)
    above = np.maximum(edges, rows[:, None] * height)
    weights = np.maximum(below - above, 0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)

"""Colours as numbers, smaller copies, and the way from a coarse grid of pixels to a part of a finer one."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Pixels

Plane = NDArray[np.float32]


def colors(pixels: Pixels) -> Plane:
    """Rows × columns × 1 or 3, 0 to 1, without the alpha channel."""
    channels = 1 if pixels.shape[2] <= 2 else 3
    return np.multiply(pixels[..., :channels], np.float32(1 / np.iinfo(pixels.dtype).max), dtype=np.float32)


def fit(rows: int, columns: int, long_side: int) -> tuple[int, int]:
    """Rows and columns scaled down so that neither is more than `long_side`."""
    longest = max(rows, columns)
    if longest <= long_side:
        return rows, columns
    return max(1, round(rows * long_side / longest)), max(1, round(columns * long_side / longest))


def resized(picture: NDArray[np.uint8] | NDArray[np.uint16] | Plane, rows: int, columns: int) -> NDArray[np.generic]:
    """`picture` at another size: averaged where smaller, linear where larger. Keeps its number of axes."""
    shape = (rows, columns, *picture.shape[2:])
    if picture.shape[:2] == (rows, columns):
        return picture
    smaller = rows * columns < picture.shape[0] * picture.shape[1]
    method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (columns, rows), interpolation=method)).reshape(shape)


def grid(area: Rect, side: int) -> Iterator[Rect]:
    """The squares of a grid that begins at the picture's corner, as far as they lie in `area`."""
    for y in range(area.y // side * side, area.bottom, side):
        for x in range(area.x // side * side, area.right, side):
            yield Rect(x, y, side, side).intersection(area)


def covered(start: int, stop: int, fine: int, coarse: int, margin: int) -> tuple[int, int]:
    """Which of `coarse` pixels a stretch of `fine` ones lies over, with `margin` more on both sides."""
    return max(0, start * coarse // fine - margin), min(coarse, -(-stop * coarse // fine) + margin)


def linear(start: int, stop: int, fine: int, coarse: int, first: int, last: int) -> Plane:
    """Matrix from coarse pixels `first` to `last` to fine pixels `start` to `stop`, interpolating linearly."""
    position = ((np.arange(start, stop) + 0.5) * coarse / fine - 0.5).clip(0, coarse - 1) - first
    distance = np.abs(position[:, None] - np.arange(last - first))
    return np.asarray((1 - distance).clip(0), np.float32)

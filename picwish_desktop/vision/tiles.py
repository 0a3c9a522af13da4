"""Colours as numbers, other sizes, and the way between a coarse grid of pixels and a part of a finer one."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Pixels

Plane = NDArray[np.float32]
Flags = NDArray[np.bool_]


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


def resized(picture: NDArray[Any], rows: int, columns: int) -> NDArray[Any]:
    """`picture` at another size, in its own type: averaged where smaller, linear where larger."""
    if picture.shape[:2] == (rows, columns):
        return picture
    is_smaller = rows <= picture.shape[0] and columns <= picture.shape[1]
    method = cv2.INTER_AREA if is_smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (columns, rows), interpolation=method)).reshape(
        rows, columns, *picture.shape[2:]
    )


def dilated(flags: Flags, radius: int) -> Flags:
    """What is at most `radius` pixels, along each axis, from something flagged."""
    square = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    return np.asarray(cv2.dilate(flags.view(np.uint8), square) > 0).reshape(flags.shape)


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


def averaging(start: int, stop: int, fine: int, coarse: int, first: int, last: int) -> Plane:
    """Matrix from fine pixels `start` to `stop` to coarse pixels `first` to `last`, by the area they share."""
    upper = np.arange(first, last)[:, None] * fine / coarse
    edges = np.arange(start, stop)
    shared = (np.minimum(edges + 1, upper + fine / coarse) - np.maximum(edges, upper)).clip(0)
    return np.asarray(shared / np.maximum(shared.sum(axis=1, keepdims=True), 1e-6), np.float32)


def nearest(plane: NDArray[Any], picture: tuple[int, int], part: Rect) -> NDArray[Any]:
    """`plane`, which covers a picture of these rows and columns, for `part` of it, in whole coarse pixels."""
    y = np.arange(part.y, part.bottom) * plane.shape[0] // picture[0]
    x = np.arange(part.x, part.right) * plane.shape[1] // picture[1]
    return plane[y][:, x]


def let_go(picture: NDArray[Any]) -> None:
    """Take what was read of a memory-mapped file out of memory again; it comes back when it is read again."""
    owner: Any = picture
    while isinstance(owner, np.ndarray) and not isinstance(owner, np.memmap):
        owner = owner.base
    # a private mapping would lose what was written to it
    if isinstance(owner, np.memmap) and owner.mode == "r" and hasattr(mmap, "MADV_DONTNEED"):
        mapping = owner._mmap  # type: ignore[attr-defined]
        mapping.madvise(mmap.MADV_DONTNEED)

"""Colours as numbers, other sizes, and the way between a coarse grid of pixels and a part of a finer one."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pixels `start` to `stop` of a line of `fine` pixels, which lie over pixels `first` to `last` of the same line
    in `coarse` ones. No matrices: with the processor busy elsewhere, OpenBLAS's threads wait for each other."""

    start: int
    stop: int
    fine: int
    first: int
    last: int
    coarse: int

    @classmethod
    def over(cls, start: int, stop: int, fine: int, coarse: int, margin: int) -> Stretch:
        """Of whole coarse pixels: those under `start` to `stop`, with `margin` more on both sides."""
        first, last = max(0, start * coarse // fine - margin), min(coarse, -(-stop * coarse // fine) + margin)
        return cls(first * fine // coarse, -(-last * fine // coarse), fine, first, last, coarse)

    def linear(self, values: Plane) -> Plane:
        """Coarse `values`, along the first axis, interpolated at the fine pixels."""
        centres = (np.arange(self.start, self.stop) + 0.5) * self.coarse / self.fine - 0.5 - self.first
        position = centres.clip(0, len(values) - 1)
        before = position.astype(np.intp).clip(0, max(0, len(values) - 2))
        part = (position - before).astype(np.float32).reshape(-1, *[1] * (values.ndim - 1))
        result: Plane = values[before]
        result += part * (values[np.minimum(before + 1, len(values) - 1)] - result)
        return result

    def average(self, values: Plane) -> Plane:
        """Fine `values`, along the first axis, averaged over each coarse pixel."""
        edges = (np.arange(self.first, self.last + 1) * self.fine / self.coarse - self.start).clip(0, len(values))
        whole = np.minimum(edges.astype(np.intp), len(values) - 1)
        rest = (edges - whole).reshape(-1, *[1] * (values.ndim - 1))
        sums = np.zeros((len(values) + 1, *values.shape[1:]))
        np.cumsum(values, axis=0, out=sums[1:])
        upto = sums[whole] + rest * values[whole]
        widths = np.diff(edges).reshape(-1, *[1] * (values.ndim - 1))
        return np.asarray(np.diff(upto, axis=0) / widths, np.float32)


def enlarge(values: Plane, down: Stretch, across: Stretch) -> Plane:
    """Coarse rows × columns × … at the fine pixels of both stretches."""
    rows = down.linear(values)
    return across.linear(rows.swapaxes(0, 1)).swapaxes(0, 1)


def average(values: Plane, down: Stretch, across: Stretch) -> Plane:
    """Fine rows × columns averaged over each coarse pixel."""
    rows = down.average(values)
    return across.average(rows.swapaxes(0, 1)).swapaxes(0, 1)


def nearest(plane: NDArray[Any], picture: tuple[int, int], part: Rect) -> NDArray[Any]:
    """`plane`, which covers a picture of these rows and columns, for `part` of it, in whole coarse pixels."""
    y = np.arange(part.y, part.bottom) * plane.shape[0] // picture[0]
    x = np.arange(part.x, part.right) * plane.shape[1] // picture[1]
    part_of_plane: NDArray[Any] = plane[y][:, x]
    return part_of_plane


def let_go(picture: NDArray[Any]) -> None:
    """Take what was read of a memory-mapped file out of memory again; it comes back when it is read again."""
    owner: Any = picture
    while isinstance(owner, np.ndarray) and not isinstance(owner, np.memmap):
        owner = owner.base
    # a private mapping would lose what was written to it
    if isinstance(owner, np.memmap) and owner.mode == "r" and hasattr(mmap, "MADV_DONTNEED"):
        mapping = owner._mmap  # type: ignore[attr-defined]
        mapping.madvise(mmap.MADV_DONTNEED)

"""A photo where a placement shows it, computed in small parts: levelled, averaged and scaled without rims or moiré."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor, radians, sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from picwish_desktop.imaging.photo_layer import Planes
from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Pixels
from picwish_desktop.model.portrait import Matrix, Placement, apply

_TILE = 1 << 19
"""Pixels, of the photo or already made smaller, that are computed at a time."""
_LANCZOS = 3
"""Pixels on each side that Lanczos's filter looks at, of the larger of both sizes."""
_UNSEEN = 0.05
"""Pixels of the ID photo by which turning moves its border at most where it is left out."""
_FINER = 2
"""Times the ID photo's size to which a much larger photo is averaged before it is scaled, and at which it is turned."""
_FINEST = 8
"""Pixels that are made of one at most, along a line: a photo that is enlarged so much shows them anyway."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """The photo's premultiplied colours and opacity, made smaller by averaging."""

    planes: tuple[Image.Image, ...]
    x: int
    """Of the photo, where it begins."""
    y: int


class PhotoUnderPlacement:
    """A photo as its ID photo sees it, tile by tile."""

    def __init__(self, pixels: Pixels, matte: Matte | None, placement: Placement, size: tuple[int, int]) -> None:
        width, height = size
        self._pixels, self._matte = pixels, matte
        self._most = np.float32(255 if pixels.dtype == np.uint8 else 65535)
        self._is_turned = abs(radians(placement.angle)) * max(size) / 2 > _UNSEEN
        straight = placement if self._is_turned else Placement(placement.center, placement.height)
        self._to_photo = straight.to_photo(width, height)
        self._scale = placement.height / height
        self._factor = max(1, floor(self._scale / _FINER))
        """How many pixels of the photo, along a line, are averaged to one before the filter sees them."""
        self._step = self._scale / self._factor
        """Averaged pixels for each of the ID photo."""
        self._finer = min(_FINEST, ceil(_FINER / self._step)) if self._is_turned else 1
        """How many pixels are made of an averaged one, along a line, so that turning costs no sharpness."""
        self._margin = ceil(_LANCZOS * max(1.0, self._step)) + 2
        """Averaged pixels around those that a tile lies on."""
        self._size = size

    def tiles(self) -> Iterator[Rect]:
        """The ID photo in parts that need little memory: squares, in whose surroundings little lies when turned."""
        width, height = self._size
        side = max(16, floor(sqrt(_TILE) / (self._step * self._finer)) - 2 * self._margin)
        whole = Rect(0, 0, width, height)
        for top in range(0, height, side):
            for left in range(0, width, side):
                yield Rect(left, top, side, side).intersection(whole)

    def covered(self, tile: Rect) -> Planes:
        """How much of each pixel of the ID photo lies on the photo, 0 to 1."""
        a, b, c, d, e, f = self._to_photo
        x, y = np.arange(tile.x, tile.right) + 0.5, (np.arange(tile.y, tile.bottom) + 0.5)[:, None]
        across, down = a * x + b * y + c, d * x + e * y + f
        rows, columns = self._pixels.shape[:2]
        shares = [
            np.clip(distance / self._scale + 0.5, 0, 1) for distance in (across, columns - across, down, rows - down)
        ]
        covered: Planes = np.prod(shares, axis=0).astype(np.float32)
        return covered

    def part(self, tile: Rect) -> tuple[Planes, Planes]:
        """Colours, 0 to 255, and opacity, 0 to 1, in a tile of the ID photo; the photo's border goes on for ever."""
        grid = self._grid(tile)
        a, _, c, d, _, f = self._to_photo
        size, step = (tile.width, tile.height), self._step
        planes = grid.planes
        if self._is_turned:
            step *= self._finer
            margin = self._margin * self._finer
            # a picture that lies as the ID photo does, `step` pixels for each of its own, from `first_x`, `first_y` on
            first_x, first_y = floor(tile.x * step) - margin, floor(tile.y * step) - margin
            room = ceil(tile.right * step) + margin - first_x, ceil(tile.bottom * step) + margin - first_y
            x, y = apply(self._to_photo, (first_x / step, first_y / step))
            cosine, sine = a / self._scale, d / self._scale
            fine = self._finer / self._factor
            matrix = cosine, -sine, (x - grid.x) * fine, sine, cosine, (y - grid.y) * fine
            planes = tuple(_turned(_enlarged(plane, self._finer), room, matrix) for plane in planes)
            left, top = tile.x * step - first_x, tile.y * step - first_y
        else:
            left = (c + tile.x * self._scale - grid.x) / self._factor
            top = (f + tile.y * self._scale - grid.y) / self._factor
        box = (left, top, left + tile.width * step, top + tile.height * step)
        *colors, opacity = (np.asarray(plane.resize(size, Image.Resampling.LANCZOS, box)) for plane in planes)
        # divided again, opaque pixels come out as they were to the last bit
        shown = np.dstack(colors) / np.where(opacity > 0, opacity, np.inf).astype(np.float32)[..., None]
        # a filter that scales swings beyond what is there, by as much in both
        return np.clip(shown * np.float32(255), 0, 255), np.clip(opacity, 0, 1)

    def _grid(self, tile: Rect) -> _Grid:
        """All that `tile` needs of the photo."""
        corners = [apply(self._to_photo, (x, y)) for x in (tile.x, tile.right) for y in (tile.y, tile.bottom)]
        across, down = zip(*corners, strict=True)
        factor, margin = self._factor, self._margin * self._factor
        x, y = floor(min(across)) - margin, floor(min(down)) - margin
        columns, rows = ceil((max(across) + margin - x) / factor), ceil((max(down) + margin - y) / factor)
        averaged = np.empty((rows, columns, 4), np.float32)
        step = max(1, _TILE // (columns * factor * factor))
        for first in range(0, rows, step):
            last = min(first + step, rows)
            part = self._premultiplied(Rect(x, y + first * factor, columns * factor, (last - first) * factor))
            averaged[first:last] = _averaged(part, factor)
        return _Grid(tuple(Image.fromarray(averaged[..., at].copy()) for at in range(4)), x, y)

    def _premultiplied(self, rect: Rect) -> Planes:
        """Rows × columns × 4, 0 to 1, of a rectangle of the photo that may reach beyond it."""
        colors = _continued(self._pixels, rect).astype(np.float32) / self._most
        part = np.ones((rect.height, rect.width, 4), np.float32)
        if self._matte is not None:
            part[..., 3] = _continued(self._matte, rect).astype(np.float32) / np.float32(255)
        np.multiply(colors, part[..., 3:], out=part[..., :3])
        return part


def _continued(pixels: NDArray[np.uint8] | NDArray[np.uint16], rect: Rect) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """A rectangle of `pixels`, which go on beyond their border as they are at it."""
    rows, columns = pixels.shape[:2]
    if Rect(0, 0, columns, rows).union(rect) == Rect(0, 0, columns, rows):
        return pixels[rect.slices]
    down = np.clip(np.arange(rect.y, rect.bottom), 0, rows - 1)
    across = np.clip(np.arange(rect.x, rect.right), 0, columns - 1)
    return pixels[down[:, None], across]


def _averaged(part: Planes, factor: int) -> Planes:
    """Smaller by `factor`, which divides both sides."""
    if factor == 1:
        return part
    rows, columns, channels = part.shape
    lines = part.reshape(rows // factor, factor, columns * channels).sum(axis=1)
    averaged: Planes = lines.reshape(rows // factor, columns // factor, factor, channels).sum(axis=2)
    averaged /= np.float32(factor * factor)
    return averaged


def _enlarged(plane: Image.Image, factor: int) -> Image.Image:
    if factor == 1:
        return plane
    return plane.resize((plane.width * factor, plane.height * factor), Image.Resampling.LANCZOS)


def _turned(plane: Image.Image, size: tuple[int, int], matrix: Matrix) -> Image.Image:
    """`size` pixels of `plane`; `matrix` takes the new picture's points to the old one's."""
    # Pillow's bicubic transform moves what it draws by up to a tenth of a pixel
    return plane.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)

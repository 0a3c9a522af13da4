"""The painted area: one byte a pixel, 0 kept and 255 to be removed, and patches that take a gesture back."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import EMPTY, Rect

Mask: TypeAlias = NDArray[np.uint8]
"""Rows × columns, the size of the picture."""

MARKED = 255

TILE = 128
"""Side of the squares that are copied when a gesture first touches them."""


@dataclass(frozen=True, slots=True)
class MaskPatch:
    """The difference that a gesture made, as the exclusive or of before and after: applied once it takes the
    gesture back, applied again it repeats it."""

    tiles: tuple[Rect, ...]
    packed: bytes
    is_binary: bool
    """One bit a pixel when every pixel went between 0 and 255, else eight."""

    @property
    def nbytes(self) -> int:
        return len(self.packed) + 64 * len(self.tiles)

    @property
    def bounds(self) -> Rect:
        """Holds every pixel that the gesture changed."""
        bounds = EMPTY
        for tile in self.tiles:
            bounds = bounds.union(tile)
        return bounds

    def apply(self, mask: Mask) -> None:
        """Change `mask` in place."""
        for tile, difference in self._differences():
            mask[tile.slices] ^= difference

    def _differences(self) -> Iterator[tuple[Rect, Mask]]:
        flat = np.frombuffer(zlib.decompress(self.packed), np.uint8)
        if self.is_binary:
            flat = np.unpackbits(flat) * np.uint8(MARKED)
        start = 0
        for tile in self.tiles:
            yield tile, flat[start : start + tile.area].reshape(tile.height, tile.width)
            start += tile.area


class MaskRecorder:
    """Remembers what the mask held before a gesture, tile by tile. Costs nothing for what is not touched."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._before: dict[tuple[int, int], Mask] = {}

    def touch(self, rect: Rect) -> None:
        """Call before changing any pixel of `rect`, which lies inside the mask."""
        for row in range(rect.y // TILE, -(-rect.bottom // TILE)):
            for column in range(rect.x // TILE, -(-rect.right // TILE)):
                if (row, column) not in self._before:
                    self._before[row, column] = self._mask[self._tile(row, column).slices].copy()

    @property
    def touched(self) -> Rect:
        """Holds every pixel that may have changed."""
        touched = EMPTY
        for row, column in self._before:
            touched = touched.union(self._tile(row, column))
        return touched

    def restore(self) -> None:
        """Put everything back as it was."""
        for (row, column), before in self._before.items():
            self._mask[self._tile(row, column).slices] = before

    def patch(self) -> MaskPatch | None:
        """What changed since the first touch, or None."""
        tiles: list[Rect] = []
        differences: list[Mask] = []
        for (row, column), before in self._before.items():
            tile = self._tile(row, column)
            difference = self._mask[tile.slices] ^ before
            if difference.any():
                tiles.append(tile)
                differences.append(difference.reshape(-1))
        if not tiles:
            return None
        flat = np.concatenate(differences)
        is_binary = bool(((flat == 0) | (flat == MARKED)).all())
        packed = zlib.compress((np.packbits(flat != 0) if is_binary else flat).tobytes(), 1)
        return MaskPatch(tuple(tiles), packed, is_binary)

    def _tile(self, row: int, column: int) -> Rect:
        height, width = self._mask.shape
        return Rect(column * TILE, row * TILE, TILE, TILE).intersection(Rect(0, 0, width, height))

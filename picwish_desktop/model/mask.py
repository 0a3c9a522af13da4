"""The painted area: one byte a pixel, 0 kept and 255 to be removed, and patches that take a gesture back."""

from __future__ import annotations

import logging
import zlib
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import EMPTY, Rect

log = logging.getLogger(__name__)

Mask: TypeAlias = NDArray[np.uint8]
"""Rows × columns, the size of the picture."""

MARKED = 255

TILE = 128
"""Side of the squares that are copied when a gesture first touches them."""


class MaskPatch:
    """The difference that a gesture made, as the exclusive or of before and after: applied once it takes the
    gesture back, applied again it repeats it.

    It is packed by another thread, as deflating what marks a whole picture takes longer than a frame; until then it
    holds what is to be packed.
    """

    def __init__(self, tiles: tuple[Rect, ...], differences: tuple[Mask, ...]) -> None:
        """One or more `tiles`; `differences` have their shapes and are the patch's own."""
        self.tiles = tiles
        self._differences: tuple[Mask, ...] | None = differences
        self._packed: _Packed | None = None
        self._packing = _packer().submit(self._pack)

    @property
    def nbytes(self) -> int:
        """Less as soon as it is packed."""
        differences, packed = self._differences, self._packed
        if differences is not None or packed is None:
            return sum(tile.area for tile in self.tiles)
        return len(packed.deflated) + 64 * len(self.tiles)

    @cached_property
    def bounds(self) -> Rect:
        """Holds every pixel that the gesture changed."""
        x, y = min(tile.x for tile in self.tiles), min(tile.y for tile in self.tiles)
        right, bottom = max(tile.right for tile in self.tiles), max(tile.bottom for tile in self.tiles)
        return Rect(x, y, right - x, bottom - y)

    def apply(self, mask: Mask) -> None:
        """Change `mask` in place."""
        # read once: the other thread may be done at any time
        differences = self._differences
        if differences is None:
            assert self._packed is not None
            self._packed.apply(mask, self.tiles)
            return
        for tile, difference in zip(self.tiles, differences, strict=True):
            mask[tile.slices] ^= difference

    def settle(self) -> None:
        """Wait until it is packed."""
        wait([self._packing])

    def _pack(self) -> None:
        assert self._differences is not None
        try:
            self._packed = _packed(self._differences)
        except MemoryError as error:
            # as good as packed, only larger
            log.warning("a step of undo stays unpacked: %r", error)
        else:
            self._differences = None


@dataclass(frozen=True, slots=True)
class _Packed:
    whole: tuple[bool, ...]
    """Which of the tiles changed in all bits of all pixels, of which nothing else is kept."""
    deflated: bytes
    """The others: one bit a pixel when every pixel went between 0 and 255, else eight; each begins at a byte."""
    is_binary: bool

    def apply(self, mask: Mask, tiles: tuple[Rect, ...]) -> None:
        flat, start = np.frombuffer(zlib.decompress(self.deflated), np.uint8), 0
        for tile, is_whole in zip(tiles, self.whole, strict=True):
            changed = mask[tile.slices]
            if is_whole:
                np.bitwise_not(changed, out=changed)
                continue
            area = tile.width * tile.height
            length = -(-area // 8) if self.is_binary else area
            difference = flat[start : start + length]
            start += length
            if self.is_binary:
                difference = np.unpackbits(difference, count=area)
                # in 8 bits, 1 below 0 is 255
                np.negative(difference, out=difference)
            changed ^= difference.reshape(changed.shape)


def _packed(differences: tuple[Mask, ...]) -> _Packed:
    whole = tuple(bool(difference.min() == MARKED) for difference in differences)
    others = [difference.reshape(-1) for difference, is_whole in zip(differences, whole, strict=True) if not is_whole]
    # as signed numbers 0 and 255 are 0 and -1
    signed = [other.view(np.int8) for other in others]
    is_binary = all(other.min() >= -1 and other.max() <= 0 for other in signed)
    pieces = [np.packbits(other) if is_binary else other for other in others]
    return _Packed(whole, zlib.compress(b"".join(piece.data for piece in pieces), 1), is_binary)


def wait_until_packed() -> None:
    """Until the patches made so far take no more memory than they have to."""
    _packer().submit(lambda: None).result()


@cache
def _packer() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="undo")


class MaskRecorder:
    """Remembers what the mask held before a gesture, tile by tile. Costs nothing for what is not touched."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._before: dict[tuple[int, int], Mask] = {}
        self._copies: list[tuple[Rect, Mask]] = []
        """What the tiles are parts of: a row of them is copied in one go."""
        self._last = EMPTY
        """Whole tiles that are touched: a hand mostly stays within those it reached last."""

    def touch(self, rect: Rect) -> None:
        """Call before changing any pixel of `rect`, which lies inside the mask."""
        last = self._last
        if last.x <= rect.x and last.y <= rect.y and rect.right <= last.right and rect.bottom <= last.bottom:
            return
        top, bottom = rect.y // TILE, -(-rect.bottom // TILE)
        left, right = rect.x // TILE, -(-rect.right // TILE)
        for row in range(top, bottom):
            columns = [column for column in range(left, right) if (row, column) not in self._before]
            if len(columns) == right - left:
                self._copy(row, left, right)
            else:
                for column in columns:
                    self._copy(row, column, column + 1)
        self._last = Rect(left * TILE, top * TILE, (right - left) * TILE, (bottom - top) * TILE)

    def _copy(self, row: int, left: int, right: int) -> None:
        y, x = row * TILE, left * TILE
        copied = self._mask[y : y + TILE, x : right * TILE].copy()
        self._copies.append((Rect(x, y, copied.shape[1], copied.shape[0]), copied))
        for column in range(left, right):
            at = (column - left) * TILE
            self._before[row, column] = copied[:, at : at + TILE]

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
        """What changed since the first touch, or None. The recorder is of no use after it."""
        for place, copied in self._copies:
            copied ^= self._mask[place.slices]
        tiles: list[Rect] = []
        differences: list[Mask] = []
        for (row, column), difference in self._before.items():
            if np.count_nonzero(difference):
                height, width = difference.shape
                tiles.append(Rect(column * TILE, row * TILE, width, height))
                differences.append(difference)
        return MaskPatch(tuple(tiles), tuple(differences)) if tiles else None

    def _tile(self, row: int, column: int) -> Rect:
        height, width = self._mask.shape
        return Rect(column * TILE, row * TILE, TILE, TILE).intersection(Rect(0, 0, width, height))

"""What changed of a mask, as it is kept: plain at first, packed when there is time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import EMPTY, Rect, bounds_of
from picwish_desktop.model.tiles import Piece, is_any, runs

_TOGETHER = 1 << 20
"""Pixels from which on no more are packed together: what is unpacked at a time stays in the processor's memory."""
_SMALL = 1 << 18
"""Pixels up to which it is not worth while to look where they changed."""
_PLACE_NBYTES = 64
"""About."""


class Plain(NamedTuple):
    """The exclusive or of before and after: applied once it gives the one, applied again the other.

    No dataclass, as each stroke makes one: these take longer than what they hold takes to be made.
    """

    pieces: tuple[Piece, ...]
    """Where several overlap, each of them counts."""
    touched: Rect
    """Outside of it nothing changed."""

    @property
    def nbytes(self) -> int:
        total = _PLACE_NBYTES * len(self.pieces)
        for _, values in self.pieces:
            total += 0 if isinstance(values, int) else values.nbytes
        return total

    @property
    def bounds(self) -> Rect:
        """Holds everything that changed and lies in `touched`: of small pieces the whole, of others the squares,
        counted from the piece's corner, in which something did."""
        return bounds_of(place for place, _ in self._changed())

    def unpacked(self) -> Iterator[Piece]:
        """Where to change what."""
        return iter(self.pieces)

    def packed(self) -> Packed:
        """The same in the least memory. This one may be in use meanwhile."""
        uniform: list[tuple[Rect, int]] = []
        chunks: list[_Chunk] = []
        places: list[Rect] = []
        arrays: list[NDArray[np.uint8]] = []
        bounds = EMPTY
        for place, values in self._changed():
            bounds = bounds.union(place)
            if isinstance(values, int):
                uniform.append((place, values))
                continue
            places.append(place)
            arrays.append(values.reshape(-1))
            if sum(array.size for array in arrays) >= _TOGETHER:
                chunks.append(_Chunk.of(places, arrays))
                places, arrays = [], []
        if places:
            chunks.append(_Chunk.of(places, arrays))
        return Packed(tuple(uniform), tuple(chunks), bounds)

    def _changed(self) -> Iterator[Piece]:
        """Pieces that did, large ones in squares as `runs` has them; numbers where all pixels changed in the same
        bits."""
        for place, values in self.pieces:
            inside = place.intersection(self.touched)
            parts: Iterable[Piece] = [(inside, values)]
            if not isinstance(values, int):
                values = values[inside.translated(-place.x, -place.y).slices]
                parts = [(inside, values)] if values.size < _SMALL else runs(inside, values)
            yield from (part for part in parts if is_any(part[1]))


@dataclass(frozen=True, slots=True)
class Packed:
    """As `Plain`, which says what it does."""

    uniform: tuple[tuple[Rect, int], ...]
    """Where all pixels changed in the same bits."""
    chunks: tuple[_Chunk, ...]
    """Everything else."""
    bounds: Rect

    @property
    def nbytes(self) -> int:
        return _PLACE_NBYTES * len(self.uniform) + sum(chunk.nbytes for chunk in self.chunks)

    def unpacked(self) -> Iterator[Piece]:
        yield from self.uniform
        for chunk in self.chunks:
            yield from chunk.unpacked()


@dataclass(frozen=True, slots=True)
class _Chunk:
    places: tuple[Rect, ...]
    deflated: bytes
    """Their pixels, one after the other: a bit each when every pixel went between 0 and 255, else eight."""
    is_binary: bool

    @classmethod
    def of(cls, places: Iterable[Rect], arrays: Iterable[NDArray[np.uint8]]) -> _Chunk:
        pixels = np.concatenate(tuple(arrays))
        # as signed numbers 0 and 255 are 0 and -1
        signed = pixels.view(np.int8)
        is_binary = bool(signed.min() >= -1 and signed.max() <= 0)
        kept = np.packbits(pixels) if is_binary else pixels
        return cls(tuple(places), zlib.compress(kept.data, 1), is_binary)

    @property
    def nbytes(self) -> int:
        return len(self.deflated) + _PLACE_NBYTES * len(self.places)

    def unpacked(self) -> Iterator[Piece]:
        pixels = np.frombuffer(zlib.decompress(self.deflated), np.uint8)
        if self.is_binary:
            pixels = np.unpackbits(pixels)
            # in 8 bits, 1 below 0 is 255
            np.negative(pixels, out=pixels)
        start = 0
        for place in self.places:
            end = start + place.area
            yield place, pixels[start:end].reshape(place.height, place.width)
            start = end


def exclusive_or(difference: Plain | Packed, mask: NDArray[np.uint8]) -> None:
    """Change `mask` in place. Where memory runs out, what was changed is changed back before this raises: that takes
    no more than what was had a moment ago."""
    done = 0
    try:
        for place, values in difference.unpacked():
            part = mask[place.slices]
            np.bitwise_xor(part, values, out=part)
            done += 1
    except MemoryError:
        for place, values in islice(difference.unpacked(), done):
            part = mask[place.slices]
            np.bitwise_xor(part, values, out=part)
        raise

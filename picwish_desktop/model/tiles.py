"""Squares in which a mask is remembered: which of them are; and what squares hold, which mostly is one value."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect

TILE = 64
"""Side of the squares; those at the right and lower edge of a mask may be smaller."""

Piece: TypeAlias = tuple[Rect, NDArray[np.uint8] | int]
"""A place and what is there: a number where all of its pixels have it."""


def tiles_of(rect: Rect) -> Rect:
    """The tiles that reach into `rect`, counted in tiles."""
    x, y = rect.x // TILE, rect.y // TILE
    return Rect(x, y, -(-rect.right // TILE) - x, -(-rect.bottom // TILE) - y)


class TileSet:
    """Some of the tiles of a mask. Rectangles are counted in tiles."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        """A bit for each tile of a row."""

    def missing(self, tiles: Rect) -> list[Rect]:
        """What of `tiles` is not in the set, in few rectangles that do not overlap."""
        wanted = (1 << tiles.right) - (1 << tiles.x)
        rows = [wanted & ~self._rows.get(row, 0) for row in range(tiles.y, tiles.bottom)]
        if rows.count(wanted) == len(rows):
            return [tiles]
        found, y = [], tiles.y
        for bits, same in groupby(rows):
            height = len(list(same))
            found += [Rect(x, y, width, height) for x, width in _runs_of_bits(bits)]
            y += height
        return found

    def add(self, tiles: Rect) -> None:
        bits = (1 << tiles.right) - (1 << tiles.x)
        for row in range(tiles.y, tiles.bottom):
            self._rows[row] = self._rows.get(row, 0) | bits


def _runs_of_bits(bits: int) -> Iterator[tuple[int, int]]:
    """Where bits that are set begin, and how many follow each other there."""
    start = 0
    while bits:
        zeros = _trailing_zeros(bits)
        ones = _trailing_zeros(~(bits >> zeros))
        start += zeros
        yield start, ones
        start += ones
        bits >>= zeros + ones


def _trailing_zeros(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def runs(place: Rect, values: NDArray[np.uint8]) -> Iterator[Piece]:
    """`values`, which are at `place`, row by row in squares of a tile's size, counted from the corner of `place`:
    neighbours that hold one number, and views of the others."""
    for y in range(0, place.height, TILE):
        band = values[y : y + TILE]
        if (least := int(band.min())) == int(band.max()):
            yield Rect(place.x, place.y + y, place.width, len(band)), least
            continue
        for number, left, right in _uniform(band):
            run = Rect(place.x + left, place.y + y, right - left, len(band))
            yield run, band[:, left:right] if number is None else number


def _uniform(band: NDArray[np.uint8]) -> Iterator[tuple[int | None, int, int]]:
    """Which number is all that there is in squares side by side, from where to where; None where there are more."""
    width, starts = band.shape[1], range(0, band.shape[1], TILE)
    least = np.minimum.reduceat(band.min(axis=0), starts).tolist()
    most = np.maximum.reduceat(band.max(axis=0), starts).tolist()
    numbers = [low if low == high else None for low, high in zip(least, most, strict=True)]
    left = 0
    for number, same in groupby(numbers):
        right = min(left + TILE * len(list(same)), width)
        yield number, left, right
        left = right

"""Tiles in which a mask is remembered: which of them are; and what squares of it hold, which mostly is one value."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect

TILE_WIDTH, TILE_HEIGHT = 64, 16
"""Of what is remembered at a time; those at the right and lower edge of a mask may be smaller. As wide as what the
processor fetches from memory, and low, as it is the rows that take time: each lies in another page."""
SQUARE = 64
"""Side of what is looked at to see whether all of it is the same."""

Piece: TypeAlias = tuple[Rect, NDArray[np.uint8] | int]
"""A place and what is there: a number where all of its pixels have it."""


def tiles_of(rect: Rect) -> Rect:
    """The tiles that reach into `rect`, counted in tiles."""
    x, y = rect.x // TILE_WIDTH, rect.y // TILE_HEIGHT
    return Rect(x, y, -(-rect.right // TILE_WIDTH) - x, -(-rect.bottom // TILE_HEIGHT) - y)


class TileSet:
    """Some of the tiles of a mask. Rectangles are counted in tiles."""

    __slots__ = ("_columns",)

    def __init__(self) -> None:
        self._columns: dict[int, int] = {}
        """A bit for each tile of a column."""

    def missing(self, tiles: Rect) -> list[Rect]:
        """What of `tiles` is not in the set, in few rectangles that do not overlap."""
        if not self._columns:
            return [tiles]
        wanted = (1 << tiles.bottom) - (1 << tiles.y)
        columns = [wanted & ~self._columns.get(column, 0) for column in range(tiles.x, tiles.right)]
        if columns.count(wanted) == len(columns):
            return [tiles]
        found, x = [], tiles.x
        for bits, same in groupby(columns):
            width = len(list(same))
            found += [Rect(x, y, width, height) for y, height in _runs_of_bits(bits)]
            x += width
        return found

    def add(self, tiles: Rect) -> None:
        bits = (1 << tiles.bottom) - (1 << tiles.y)
        for column in range(tiles.x, tiles.right):
            self._columns[column] = self._columns.get(column, 0) | bits


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


def is_any(values: NDArray[np.uint8] | int) -> bool:
    """Whether anything of it is not 0."""
    # the greatest is found several times as fast as any
    return bool(values if isinstance(values, int) else values.max(initial=0))


def runs(place: Rect, values: NDArray[np.uint8]) -> Iterator[Piece]:
    """`values`, which are at `place`, row by row in squares that are counted from the corner of `place`: neighbours
    that hold one number, and views of the others."""
    for y in range(0, place.height, SQUARE):
        band = values[y : y + SQUARE]
        if (least := int(band.min())) == int(band.max()):
            yield Rect(place.x, place.y + y, place.width, len(band)), least
            continue
        for number, left, right in _uniform(band):
            run = Rect(place.x + left, place.y + y, right - left, len(band))
            yield run, band[:, left:right] if number is None else number


def _uniform(band: NDArray[np.uint8]) -> Iterator[tuple[int | None, int, int]]:
    """Which number is all that there is in squares side by side, from where to where; None where there are more."""
    width, starts = band.shape[1], range(0, band.shape[1], SQUARE)
    least = np.minimum.reduceat(band.min(axis=0), starts).tolist()
    most = np.maximum.reduceat(band.max(axis=0), starts).tolist()
    numbers = [low if low == high else None for low, high in zip(least, most, strict=True)]
    left = 0
    for number, same in groupby(numbers):
        right = min(left + SQUARE * len(list(same)), width)
        yield number, left, right
        left = right

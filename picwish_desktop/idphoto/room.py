"""The part of a paper where copies may lie: millimetres in and out, whole numbers for the packing between."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from picwish_desktop.idphoto.one_size import fullest
from picwish_desktop.idphoto.packing import Cell, Demand, all_fit, packed
from picwish_desktop.model.sheet import Paper, PlacedPhoto

Size: TypeAlias = tuple[float, float]
"""Width and height in millimetres."""

_UNITS = 100
"""In a millimetre."""
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Room:
    paper: Paper
    """As it lies."""
    gap: float
    """In millimetres, between copies."""
    margin: float
    """In millimetres, at each side; a borderless paper has none."""

    @property
    def cells(self) -> tuple[int, int]:
        """Width and height in units. A cell has a gap at its right and below, so there is one more of it."""
        margin = 0.0 if self.paper.is_borderless else self.margin
        width, height = (_down(side - 2 * margin) for side in (self.paper.width, self.paper.height))
        return width + _up(self.gap), height + _up(self.gap)

    def cell(self, size: Size) -> tuple[int, int]:
        return _up(size[0]) + _up(self.gap), _up(size[1]) + _up(self.gap)

    def capacity(self, size: Size) -> int:
        """How many copies of one size."""
        return sum(block.count for block in fullest(*self.cells, *self.cell(size)))

    def placed(self, sizes: Sequence[Size], copies: Sequence[int]) -> tuple[PlacedPhoto, ...]:
        """As many copies as fit on one page, the whole of them in the paper's middle.

        Photos of one size are packed as one, and lie in the order of the photos.
        """
        waiting = self._by_size(sizes, copies)
        cells = packed(*self.cells, self._demands(waiting)) if waiting else ()
        return tuple(self._centered(cells, list(waiting.values()), sizes))

    def holds(self, sizes: Sequence[Size], copies: Sequence[int]) -> bool:
        """Whether all fit on one page."""
        return all_fit(*self.cells, self._demands(self._by_size(sizes, copies)))

    def _by_size(self, sizes: Sequence[Size], copies: Sequence[int]) -> dict[tuple[int, int], list[int]]:
        """For each size of cell the photos in their order, as often as they have copies."""
        waiting: dict[tuple[int, int], list[int]] = {}
        for number, (size, count) in enumerate(zip(sizes, copies, strict=True)):
            if count:
                waiting.setdefault(self.cell(size), []).extend([number] * count)
        return waiting

    def _demands(self, waiting: dict[tuple[int, int], list[int]]) -> tuple[Demand, ...]:
        across, down = self.cells
        # one more than could ever fit is as good as many more, and the packing remembers what it was asked
        return tuple(
            Demand(width, height, min(len(numbers), across * down // (width * height) + 1))
            for (width, height), numbers in waiting.items()
        )

    def _centered(
        self, cells: tuple[Cell, ...], waiting: list[list[int]], sizes: Sequence[Size]
    ) -> Iterator[PlacedPhoto]:
        taken: Counter[int] = Counter()
        copies: list[PlacedPhoto] = []
        for cell in cells:
            number = waiting[cell.demand][taken[cell.demand]]
            taken[cell.demand] += 1
            width, height = reversed(sizes[number]) if cell.is_turned else sizes[number]
            copies.append(PlacedPhoto(number, cell.x / _UNITS, cell.y / _UNITS, width, height, cell.is_turned))
        dx = (self.paper.width - max((copy.x + copy.width for copy in copies), default=0)) / 2
        dy = (self.paper.height - max((copy.y + copy.height for copy in copies), default=0)) / 2
        for copy in copies:
            x, y = round(copy.x + dx, 6), round(copy.y + dy, 6)
            yield PlacedPhoto(copy.photo, x, y, copy.width, copy.height, copy.is_turned)


def _up(length: float) -> int:
    return math.ceil(length * _UNITS - _TINY)


def _down(length: float) -> int:
    return math.floor(length * _UNITS + _TINY)

"""How many copies of one size a rectangle holds, and where: the fullest pattern that straight cuts take apart.

Lengths are whole numbers; a copy's cell has its gap with it. Guillotine recursion over the sums of the cell's sides
(Herz, “A recursive computing procedure for two-dimensional stock cutting”, 1972), where every part is a whole grid of
copies that lie one way, or is cut again.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

_MOST_STATES = 1500
"""Rectangles looked at in full; in larger searches copies are so small that few cuts find as many."""
_FEW_CUTS = 2
"""One after the other, in larger searches."""

_How: TypeAlias = tuple[Literal["grid"], bool] | tuple[Literal["across", "down"], int]


@dataclass(frozen=True, slots=True)
class Block:
    """Copies that lie the same way, side by side in columns and rows."""

    x: int
    y: int
    columns: int
    rows: int
    is_turned: bool

    @property
    def count(self) -> int:
        return self.columns * self.rows


class _Best(NamedTuple):
    copies: int
    fewness: int
    """Minus the number of blocks: of two patterns with as many copies the one with fewer blocks is cut sooner."""
    how: _How


@lru_cache(maxsize=512)
def fullest(width: int, height: int, cell_width: int, cell_height: int) -> tuple[Block, ...]:
    """The blocks of the pattern that holds most copies, in reading order; none where not one copy fits."""
    return tuple(_Cutter(width, height, cell_width, cell_height).blocks())


class _Cutter:
    def __init__(self, width: int, height: int, a: int, b: int) -> None:
        self._width, self._height, self._cell = width, height, (a, b)
        self._sums = _sums(max(width, height), a, b)
        across, down = (bisect_right(self._sums, side) for side in (width, height))
        self._is_small = across * down <= _MOST_STATES
        self._cuts = self._sums if self._is_small else _multiples(max(width, height), a, b)
        self._known: dict[tuple[int, int, int], _Best] = {}

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        self._collect(0, 0, self._width, self._height, _FEW_CUTS, found)
        return sorted(found, key=lambda block: (block.y, block.x))

    def _collect(self, x: int, y: int, width: int, height: int, cuts: int, found: list[Block]) -> None:
        width, height = self._snapped(width), self._snapped(height)
        best = self._best(width, height, cuts)
        if best.how[0] == "grid":
            if best.copies:
                columns, rows = self._grid(width, height, best.how[1])
                found.append(Block(x, y, columns, rows, best.how[1]))
            return
        at, left = best.how[1], self._left(cuts)
        if best.how[0] == "down":
            self._collect(x, y, at, height, left, found)
            self._collect(x + at, y, width - at, height, left, found)
        else:
            self._collect(x, y, width, at, left, found)
            self._collect(x, y + at, width, height - at, left, found)

    def _best(self, width: int, height: int, cuts: int) -> _Best:
        """Of a rectangle whose sides are snapped."""
        known = self._known.get((width, height, cuts))
        if known is not None:
            return known
        best = max((self._whole_grid(width, height, is_turned) for is_turned in (False, True)), key=_rank)
        a, b = self._cell
        most = width * height // (a * b)
        if cuts and best.copies < most:
            best = self._cut(width, height, cuts, best, most)
        self._known[width, height, cuts] = best
        return best

    def _cut(self, width: int, height: int, cuts: int, best: _Best, most: int) -> _Best:
        left = self._left(cuts)
        for at in self._cuts[1 : bisect_right(self._cuts, width // 2)]:
            one, two = self._best(at, height, left), self._best(self._snapped(width - at), height, left)
            best = max(best, _Best(one.copies + two.copies, one.fewness + two.fewness, ("down", at)), key=_rank)
        for at in self._cuts[1 : bisect_right(self._cuts, height // 2)]:
            if (best.copies, best.fewness) == (most, -2):
                break
            one, two = self._best(width, at, left), self._best(width, self._snapped(height - at), left)
            best = max(best, _Best(one.copies + two.copies, one.fewness + two.fewness, ("across", at)), key=_rank)
        return best

    def _left(self, cuts: int) -> int:
        return cuts if self._is_small else cuts - 1

    def _whole_grid(self, width: int, height: int, is_turned: bool) -> _Best:
        columns, rows = self._grid(width, height, is_turned)
        count = columns * rows
        return _Best(count, -1 if count else 0, ("grid", is_turned))

    def _grid(self, width: int, height: int, is_turned: bool) -> tuple[int, int]:
        a, b = reversed(self._cell) if is_turned else self._cell
        return width // a, height // b

    def _snapped(self, side: int) -> int:
        """The longest length up to `side` that copies can fill."""
        return self._sums[bisect_right(self._sums, side) - 1]


def _rank(best: _Best) -> tuple[int, int]:
    return best.copies, best.fewness


def _sums(most: int, a: int, b: int) -> list[int]:
    """All lengths up to `most` that copies laid either way fill side by side."""
    return sorted({first + second for first in range(0, most + 1, a) for second in range(0, most - first + 1, b)})


def _multiples(most: int, a: int, b: int) -> list[int]:
    return sorted({*range(0, most + 1, a), *range(0, most + 1, b)})

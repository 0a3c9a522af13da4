"""Copies of several sizes on one page, so that straight edge-to-edge cuts take them apart.

Greedy: one size after the other, as a block into the free rectangle that takes most of it; one straight cut then
divides what is left of that rectangle. Orders of the sizes, ways of cutting and shapes of the blocks are tried, and
the page kept on which most is placed, then the one that is cut soonest. Lengths are whole numbers; a copy's cell has
its gap with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import permutations, product
from typing import TypeAlias

from picwish_desktop.idphoto.one_size import Block, fullest

_ALL_ORDERS = 3
"""So many sizes are tried in all their orders; of more, each is tried as the first, larger ones before smaller ones."""
_EITHER = (True, False)


@dataclass(frozen=True, slots=True)
class Demand:
    """Copies of one size; the sides are of its cell."""

    width: int
    height: int
    copies: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one copy lies, with its gap at the right and below."""

    demand: int
    """Which of the demands."""
    x: int
    y: int
    is_turned: bool


Rectangle: TypeAlias = tuple[int, int, int, int]
"""x, y, width, height."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to go about it."""

    order: tuple[int, ...]
    is_cut_down_first: bool
    """Whether what is left beside a block is as high as the rectangle, and not what is left below it as wide."""
    is_in_rows: bool
    """Whether a block has all the columns that fit, and not all the rows."""
    is_snug: bool
    """Whether copies rather lie so that a narrow strip is left beside them than upright, where as many fit."""


@dataclass(slots=True)
class _Page:
    demands: tuple[Demand, ...]
    free: list[Rectangle]
    cells: list[Cell] = field(default_factory=list)
    blocks: int = 0

    def score(self) -> tuple[int, int, int, int]:
        """Higher is better: area placed, few blocks, sizes that keep together, few turned copies."""
        area = sum(self.demands[cell.demand].width * self.demands[cell.demand].height for cell in self.cells)
        turned = sum(cell.is_turned for cell in self.cells)
        return area, -self.blocks, -self._spread(), -turned

    def _spread(self) -> int:
        """The area over which each size is strewn."""
        total = 0
        for number, demand in enumerate(self.demands):
            own = [cell for cell in self.cells if cell.demand == number]
            if own:
                ends = [sides(demand, cell.is_turned) for cell in own]
                right = max(cell.x + width for cell, (width, _) in zip(own, ends, strict=True))
                bottom = max(cell.y + height for cell, (_, height) in zip(own, ends, strict=True))
                total += (right - min(cell.x for cell in own)) * (bottom - min(cell.y for cell in own))
        return total


@lru_cache(maxsize=1024)
def packed(width: int, height: int, demands: tuple[Demand, ...]) -> tuple[Cell, ...]:
    """As much of `demands` as is found to fit into the rectangle; copies of a size follow each other."""
    pages = []
    for way in _ways(demands):
        page = _Page(demands, [(0, 0, width, height)])
        for number in way.order:
            _place(page, number, way)
        pages.append(page)
    return tuple(max(pages, key=_Page.score).cells)


@lru_cache(maxsize=4096)
def all_fit(width: int, height: int, demands: tuple[Demand, ...]) -> bool:
    """Whether `packed` places everything, found out sooner."""
    if sum(demand.width * demand.height * demand.copies for demand in demands) > width * height:
        return False
    for way in _ways(demands):
        page = _Page(demands, [(0, 0, width, height)])
        if all(_place(page, number, way) for number in way.order):
            return True
    return False


def sides(demand: Demand, is_turned: bool) -> tuple[int, int]:
    """Width and height of the cell as it lies."""
    return (demand.height, demand.width) if is_turned else (demand.width, demand.height)


def _ways(demands: tuple[Demand, ...]) -> Iterator[_Way]:
    numbers = range(len(demands))
    if len(demands) <= _ALL_ORDERS:
        orders = list(permutations(numbers))
    else:
        by_area = sorted(numbers, key=lambda number: -demands[number].width * demands[number].height)
        orders = [(*by_area[first:], *by_area[:first]) for first in numbers]
    for order, is_cut_down_first, is_in_rows, is_snug in product(orders, _EITHER, _EITHER, _EITHER):
        yield _Way(order, is_cut_down_first, is_in_rows, is_snug)


def _place(page: _Page, number: int, way: _Way) -> bool:
    """As many copies of one size as fit, block after block; whether all do."""
    left = page.demands[number].copies
    while left:
        choice = _roomiest(page, number, left, way)
        if choice is None:
            return False
        rectangle, blocks = choice
        page.free.remove(rectangle)
        for block in blocks:
            left -= _fill(page, number, rectangle, block, left)
        if len(blocks) == 1:
            page.free += _rest(rectangle, _extent(page.demands[number], blocks[0]), way.is_cut_down_first)
    return True


def _roomiest(page: _Page, number: int, left: int, way: _Way) -> tuple[Rectangle, tuple[Block, ...]] | None:
    """The free rectangle that takes most copies, and the blocks to put there first."""
    best: tuple[Rectangle, tuple[Block, ...]] | None = None
    best_rank: tuple[int, int, bool, int] | None = None
    demand = page.demands[number]
    for rectangle in page.free:
        for count, blocks in _fillings(demand, rectangle, left, way.is_in_rows):
            width, height = _extent(demand, blocks[0])
            spare = min(rectangle[2] - width, rectangle[3] - height)
            rank = (count, -len(blocks), way.is_snug or not blocks[0].is_turned, -spare)
            if best_rank is None or rank > best_rank:
                best, best_rank = (rectangle, blocks), rank
    return best


def _fillings(
    demand: Demand, rectangle: Rectangle, left: int, is_in_rows: bool
) -> Iterator[tuple[int, tuple[Block, ...]]]:
    """One block that lies either way, or, where none of them takes all that is left, the fullest pattern.

    Each with the number of copies that go into the rectangle so, an unfinished row beside the block included.
    """
    most = 0
    for is_turned in (False, True):
        width, height = sides(demand, is_turned)
        columns, rows = rectangle[2] // width, rectangle[3] // height
        most = max(most, columns * rows)
        if columns and rows:
            block = Block(0, 0, *_shape(columns, rows, left, is_in_rows), is_turned)
            yield min(left, columns * rows), (block,)
    if most < left:
        pattern = fullest(rectangle[2], rectangle[3], demand.width, demand.height)
        count = sum(block.count for block in pattern)
        if count > most:
            yield min(left, count), pattern


def _shape(columns: int, rows: int, left: int, is_in_rows: bool) -> tuple[int, int]:
    """Columns and rows of a block without an unfinished row (or column)."""
    if columns * rows <= left:
        return columns, rows
    if is_in_rows:
        columns = min(columns, left)
        return columns, min(rows, left // columns)
    rows = min(rows, left)
    return min(columns, left // rows), rows


def _fill(page: _Page, number: int, rectangle: Rectangle, block: Block, left: int) -> int:
    """Put the block's copies on the page, at most `left`; returns how many."""
    width, height = sides(page.demands[number], block.is_turned)
    count = min(left, block.count)
    for at in range(count):
        row, column = divmod(at, block.columns)
        x, y = rectangle[0] + block.x + column * width, rectangle[1] + block.y + row * height
        page.cells.append(Cell(number, x, y, block.is_turned))
    page.blocks += bool(count)
    return count


def _extent(demand: Demand, block: Block) -> tuple[int, int]:
    width, height = sides(demand, block.is_turned)
    return block.columns * width, block.rows * height


def _rest(rectangle: Rectangle, block: tuple[int, int], is_cut_down_first: bool) -> list[Rectangle]:
    """What is left beside and below a block in the rectangle's corner."""
    x, y, width, height = rectangle
    across, down = block
    beside = (x + across, y, width - across, height if is_cut_down_first else down)
    below = (x, y + down, across if is_cut_down_first else width, height - down)
    return [part for part in (beside, below) if part[2] and part[3]]

"""Cut marks: short lines that continue the edges of the copies into gaps and margins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.sheet import CutMark, Paper, PlacedPhoto

LONGEST = 4.0
"""Of a mark, in millimetres."""
_CLEAR = 0.2
"""Between a mark and the photos, in millimetres: twice as much as marks are thick."""
_SHORTEST = 0.4

_Span: TypeAlias = tuple[float, float]


def cut_marks(paper: Paper, photos: Sequence[PlacedPhoto]) -> tuple[CutMark, ...]:
    """At each edge of each copy, outwards, as far as there is room; marks that meet become one."""
    if not photos:
        return ()
    left, top = (np.array([getattr(copy, side) for copy in photos]) for side in ("x", "y"))
    right, bottom = left + [copy.width for copy in photos], top + [copy.height for copy in photos]
    upright = _merged(_spans((left, right), (top, bottom), paper.height))
    level = _merged(_spans((top, bottom), (left, right), paper.width))
    return (
        *(CutMark(x, start, x, end) for x, (start, end) in upright),
        *(CutMark(start, y, end, y) for y, (start, end) in level),
    )


_Sides: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]


def _spans(across: _Sides, along: _Sides, paper: float) -> Iterable[tuple[float, _Span]]:
    """Where marks lie: at the copies' edges `across`, before and behind them `along`; `paper` ends there."""
    first, last = along
    for edge in across:
        for at, start, end in zip(edge, first, last, strict=True):
            # copies beside this one end where it does, but for rounding; others are in the way
            is_near = (across[0] - _CLEAR < at) & (at < across[1] + _CLEAR)
            before = float(max(last[is_near & (first < start - _CLEAR / 2)], default=-_CLEAR)) + _CLEAR
            behind = float(min(first[is_near & (last > end + _CLEAR / 2)], default=paper + _CLEAR)) - _CLEAR
            yield float(at), (max(before, start - _CLEAR - LONGEST), float(start) - _CLEAR)
            yield float(at), (float(end) + _CLEAR, min(behind, end + _CLEAR + LONGEST))


def _merged(spans: Iterable[tuple[float, _Span]]) -> list[tuple[float, _Span]]:
    lines: dict[float, list[_Span]] = defaultdict(list)
    for at, (start, end) in spans:
        if end - start >= _SHORTEST:
            lines[round(at, 6)].append((round(start, 6), round(end, 6)))
    merged: list[tuple[float, _Span]] = []
    for at in sorted(lines):
        start, end = min(lines[at])
        for next_start, next_end in sorted(lines[at]):
            if next_start > end:
                merged.append((at, (start, end)))
                start, end = next_start, next_end
            end = max(end, next_end)
        merged.append((at, (start, end)))
    return merged

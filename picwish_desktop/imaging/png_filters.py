"""The filters of PNG: each byte as its difference to what the pixels around it let expect.

Source: Portable Network Graphics (PNG) Specification, third edition (9, "Filtering").
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[Any]
"""Rows × columns × samples of a pixel, 8 or 16 bits each; or rows × columns × 1 of bytes that hold several pixels."""
Bytes: TypeAlias = NDArray[np.uint8]

UP, AVERAGE, PAETH = 2, 3, 4
_BLOCK = 1 << 18
"""Bytes that are filtered at a time: few enough for what a filter computes of them to stay in a core's cache."""


def padded_bytes(rows: Rows, above: int) -> tuple[Bytes, int]:
    """Bytes as PNG has them, with a pixel of zeros before each row and, where none is `above`, a row of zeros first;
    and the bytes of a pixel."""
    height, width, samples = rows.shape
    padded = np.empty((height + 1 - above, width + 1, samples), rows.dtype.newbyteorder(">"))
    padded[:, 0] = 0
    padded[: 1 - above] = 0
    padded[1 - above :, 1:] = rows
    return padded.view(np.uint8).reshape(len(padded), -1), samples * rows.dtype.itemsize


def filtered(padded: Bytes, step: int, number: int) -> Bytes:
    """All rows but the first, each led by the filter's number."""
    height, width = len(padded) - 1, padded.shape[1] - step
    result = np.empty((height, width + 1), np.uint8)
    result[:, 0] = number
    rows = max(1, _BLOCK // max(1, width))
    for top in range(0, height, rows):
        block = padded[top : top + rows + 1]
        here, left = block[1:, step:], block[1:, :-step]
        over, corner = block[:-1, step:], block[:-1, :-step]
        out = result[top : top + rows, 1:]
        match number:
            case 2:
                np.subtract(here, over, out=out)
            case 3:
                np.subtract(here, (left & over) + ((left ^ over) >> 1), out=out)
            case 4:
                np.subtract(here, paeth(left, over, corner), out=out)
            case _:
                raise ValueError(f"filter {number} is not used here")
    return result


def paeth(left: Bytes, over: Bytes, corner: Bytes) -> Bytes:
    """Of the three the one nearest to left + over - corner, the first of equals; all in 8 bits.

    Where `corner` is beyond the larger of the others, that is the smaller of them, and the other way round. Between
    them it is as far from one as the estimate is from the other.
    """
    below_larger = np.maximum(left, over)
    np.maximum(below_larger, corner, out=below_larger)
    below_larger -= corner
    above_smaller = np.minimum(left, over)
    np.minimum(above_smaller, corner, out=above_smaller)
    np.subtract(corner, above_smaller, out=above_smaller)
    down, up = _mask(below_larger <= above_smaller >> 1), _mask(above_smaller <= below_larger >> 1)
    down &= above_smaller
    up &= below_larger
    up += corner
    up -= down
    return up


def _mask(condition: NDArray[np.bool_]) -> Bytes:
    """255 where true."""
    return np.negative(condition.view(np.uint8))

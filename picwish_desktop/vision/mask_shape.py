"""Masks that are grown, shrunk and filled.

A mask is rows × columns of 0 and 255, and its border that of the picture: what lies beyond is as the pixels at the
border are. So a mark that reaches the border grows there no further, and is not eaten from there when it shrinks: it is
taken to go on outside, as Photoshop does unless it is told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import EMPTY, Rect
from picwish_desktop.model.mask import MARKED, Mask

STRIPE_PIXELS = 1 << 24
"""Worked on at once, beside what is in reach above and below."""

_Reach = NDArray[np.int16]
"""How many pixels further the mark still reaches from here; -1 where it does not reach."""


def grow(mask: Mask, radius: int) -> Mask:
    """Marks every pixel whose centre is no further than `radius` (1 to 500) from that of a marked one."""
    grown = np.empty_like(mask)
    down, across = _down(radius), _across(radius)
    for top, bottom in _stripes(*mask.shape):
        first = max(0, top - radius)
        # first up and down the columns, then along the rows as far as a disc still is wide there
        reach = np.asarray(cv2.LUT(mask[first : bottom + radius], down), np.int16)
        _spread(reach)
        # which are columns for the moment: whole rows are quick to compute with
        reach = np.asarray(cv2.transpose(across[reach[top - first : bottom - first]]), np.int16)
        _spread(reach)
        grown[top:bottom] = cv2.transpose(cv2.inRange(reach, 0, radius))
    return grown


def shrink(mask: Mask, radius: int) -> Mask:
    """Leaves every marked pixel whose centre is further than `radius` (1 to 500) from that of any unmarked one."""
    return ~grow(~mask, radius)


def fill_holes(mask: Mask) -> Mask:
    """Marks what is unmarked and not connected with the border over pixels' sides."""
    flooded = np.pad(mask, 1)
    cv2.floodFill(flooded, None, (0, 0), (MARKED,), flags=4)
    # what the flood did not reach is unmarked still
    return np.asarray(cv2.bitwise_or(mask, ~flooded[1:-1, 1:-1]), np.uint8)


def changed(before: Mask, after: Mask) -> tuple[Rect, Mask]:
    """Where two masks of one size differ: the bounds of that, and 255 within where they do."""
    difference = np.asarray(cv2.bitwise_xor(before, after), np.uint8)
    bounds = Rect(*cv2.boundingRect(difference))
    return (EMPTY if bounds.is_empty else bounds), difference[bounds.slices]


def _down(radius: int) -> _Reach:
    """How far a pixel of the mask reaches along its column, for each value that it may have."""
    return np.array([-1] + [radius] * MARKED, np.int16)


def _across(radius: int) -> _Reach:
    """What is left of the reach along a row, for what is left of it along the column; the last is for -1."""
    return np.array([isqrt(radius**2 - (radius - left) ** 2) for left in range(radius + 1)] + [-1], np.int16)


def _spread(reach: _Reach) -> None:
    """Let each value go on to the next rows, one less from row to row."""
    row = np.empty_like(reach[:1])[0]
    for ahead in (range(1, len(reach)), range(len(reach) - 2, -1, -1)):
        step = ahead.step
        for index in ahead:
            np.subtract(reach[index - step], 1, out=row)
            np.maximum(reach[index], row, out=reach[index])


def _stripes(height: int, width: int) -> Iterator[tuple[int, int]]:
    rows = max(1, STRIPE_PIXELS // width)
    for top in range(0, height, rows):
        yield top, min(top + rows, height)

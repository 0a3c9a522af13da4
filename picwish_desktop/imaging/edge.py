"""A matte's edge moved and softened: the same for the screen, at any reduction, and for the file."""

from __future__ import annotations

from math import ceil, floor, sqrt

import numpy as np
from PIL import Image, ImageFilter

from picwish_desktop.model.cutout import Edge, Matte
from picwish_desktop.model.geometry import Rect

_TILE = 256
"""Pixels a side. Where nothing but subject or nothing but background is in reach, nothing is computed: an edge is thin,
so most tiles cost one look."""
_PASSES = 3
"""Boxes that Pillow's Gaussian consists of."""


def apply_edge(matte: Matte, edge: Edge, scale: float = 1.0) -> Matte:
    """`matte` with its edge shifted by a disc, then softened; itself where there is nothing to do.

    `scale` is pixels of this array for a pixel of the photo. Beyond the array the matte is taken to go on as it ends,
    so a subject that the photo cuts is not moved away from the photo's border.
    """
    shift, soften = edge.shift * scale, edge.soften * scale
    if shift == 0 and soften == 0:
        return matte
    whole = Rect(0, 0, matte.shape[1], matte.shape[0])
    margin = reach(edge, scale)
    result = np.empty_like(matte)
    for top in range(0, whole.height, _TILE):
        for left in range(0, whole.width, _TILE):
            tile = Rect(left, top, _TILE, _TILE).intersection(whole)
            around = tile.grown(margin).intersection(whole)
            part = matte[around.slices]
            level = part[0, 0]
            if level == part.min() and level == part.max():
                result[tile.slices] = level
            else:
                inside = tile.translated(-around.x, -around.y)
                result[tile.slices] = _softened(_shifted(part, shift), soften)[inside.slices]
    return result


def reach(edge: Edge, scale: float = 1.0) -> int:
    """How many pixels around a rectangle have a say in what `apply_edge` makes of it.

    With so many around it (fewer where the photo ends) a part comes out exactly as it does in the whole.
    """
    return ceil(abs(edge.shift) * scale) + _blur_reach(edge.soften * scale)


def _shifted(matte: Matte, shift: float) -> Matte:
    """Grey dilation by a disc, or erosion where `shift` is negative; fractions of a pixel lie between two discs."""
    if shift == 0:
        return matte
    if shift < 0:
        return ~_shifted(~matte, -shift)
    smaller, share = floor(shift), round((shift - floor(shift)) * 256)
    within = _dilated(matte, smaller)
    if share == 0:
        return within
    mixed = within.astype(np.uint16) * np.uint16(256 - share)
    mixed += _dilated(matte, smaller + 1).astype(np.uint16) * np.uint16(share)
    mixed += 128
    return (mixed >> 8).astype(np.uint8)


def _dilated(matte: Matte, radius: int) -> Matte:
    """The largest value in a disc. Rows of growing width are kept running, and each is laid over the rows of the disc
    that have its width: about four comparisons a pixel for each pixel of the radius."""
    result, row, half_width = matte.copy(), matte.copy(), 0
    for dy in range(radius, -1, -1):
        # pixels within radius + ½, but only the nearest four for a radius of one
        wanted = ceil(sqrt(radius * (radius + 1) - dy * dy)) - 1
        while half_width < wanted:
            half_width += 1
            np.maximum(row[:, half_width:], matte[:, :-half_width], out=row[:, half_width:])
            np.maximum(row[:, :-half_width], matte[:, half_width:], out=row[:, :-half_width])
        lower, upper = slice(dy, None), slice(None, len(matte) - dy)
        np.maximum(result[lower], row[upper], out=result[lower])
        np.maximum(result[upper], row[lower], out=result[upper])
    return result


def _softened(matte: Matte, deviation: float) -> Matte:
    if deviation == 0:
        return matte
    return np.asarray(Image.fromarray(matte).filter(ImageFilter.GaussianBlur(deviation)))


def _blur_reach(deviation: float) -> int:
    # Pillow's boxes have this width, whole pixels and a fraction (Gwosdek et al., Extended Box Filtering, 2011)
    width = sqrt(12 * deviation**2 / _PASSES + 1)
    return _PASSES * (floor((width - 1) / 2) + 1) if deviation else 0

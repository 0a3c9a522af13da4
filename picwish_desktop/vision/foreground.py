"""The subject's own colours along its edge, where the photo's are mixed with the old background.

Germer, Uelwer, Conrad and Harmeling, “Fast multi-level foreground estimation” (2020): every pixel is a mixture of a
foreground and a background colour by its alpha, and both are smooth, more so where alpha changes. Coarse sizes are
solved first, and each is where the next finer one starts.

Here only pixels that are not wholly the subject, and at most `REACH` outside it, are held, as rows of a table; sizes
above `WHOLE_SIDE` are solved in stripes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision.tiles import let_go, resized

TILE = 64
"""Side of the squares that are returned; they begin at multiples of it."""
REACH = 16
"""Pixels outside the subject that get its colour too: an edge may be shifted outwards by 10, or softened by a blur of
8, without showing what was behind."""
WHOLE_SIDE = 1024
"""Up to this longer side a size is solved in one piece."""
STRIPE = 256
"""Rows solved at a time."""
SMALL_SIDE = 32
ROUNDS_SMALL, ROUNDS = 10, 2
SMOOTHNESS = 1e-5
"""The paper's ε_r; the weight of alpha's change, its ω, is 1."""
CONTEXT = 128
"""Pixels around a region from which its colours may come."""

Alpha = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Colors = NDArray[np.float32]


@dataclass(frozen=True)
class _Size:
    """The picture at a power of two of its pixels: colours in its own type, alpha, what is solved for."""

    pixels: NDArray[Any]
    alpha: Alpha
    wanted: Flags


@dataclass(frozen=True)
class _Solved:
    number: NDArray[np.int32]
    """Of each pixel's row in the tables; -1 where it has none."""
    foreground: Colors
    background: Colors


def _unwatched(_share: float) -> None:
    """No one wants to know."""


def foreground(
    picture: Pixels,
    matte: Alpha,
    progress: Callable[[float], None] = _unwatched,
    region: tuple[int, int, int, int] | None = None,
) -> tuple[NDArray[np.int32], Pixels]:
    """Tiles that stand in the picture's place before the matte is applied.

    matte: rows × columns of `picture`. region: x, y, width and height; only tiles that touch it. Returns places,
    N × 2 (x and y, multiples of `TILE`), and tiles, N × 64 × 64 × channels, in the picture's type, padded by repeating
    beyond its edge. Tiles equal to the picture are left out; alpha channels are the picture's.
    """
    whole = Rect(0, 0, picture.shape[1], picture.shape[0])
    wanted = whole if region is None else _on_tiles(Rect(*region)).intersection(whole)
    if wanted.is_empty:
        return _packed([], [], picture)
    crop = wanted.grown(CONTEXT).intersection(whole)
    inside, alpha = picture[crop.slices], matte[crop.slices]
    levels = 0
    while max(alpha.shape) >> levels > WHOLE_SIDE:
        levels += 1
    coarse = _solve_whole(_reduced(inside, alpha, levels))
    places, tiles = [], []
    for top in range(0, alpha.shape[0], STRIPE):
        rows = (top, min(top + STRIPE, alpha.shape[0]))
        for x, y, tile in _stripe(inside, alpha, coarse, levels, rows):
            if wanted.contains(Rect(crop.x + x, crop.y + y, 1, 1)):
                places.append((crop.x + x, crop.y + y))
                tiles.append(tile)
        let_go(picture)
        progress(rows[1] / alpha.shape[0])
    return _packed(places, tiles, picture)


def _on_tiles(region: Rect) -> Rect:
    x, y = region.x // TILE * TILE, region.y // TILE * TILE
    return Rect(x, y, -(-region.right // TILE) * TILE - x, -(-region.bottom // TILE) * TILE - y)


def _packed(places: list[tuple[int, int]], tiles: list[NDArray[Any]], like: Pixels) -> tuple[NDArray[np.int32], Pixels]:
    if not tiles:
        return np.empty((0, 2), np.int32), np.empty((0, TILE, TILE, like.shape[2]), like.dtype)
    stacked: NDArray[Any] = np.array(tiles, like.dtype)
    return np.array(places, np.int32), stacked


def _wanted(alpha: Alpha) -> Flags:
    size = 2 * REACH + 1
    near = cv2.dilate(alpha, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    return np.asarray((near > 0) & (alpha < 255))


def _reduced(picture: Pixels, alpha: Alpha, levels: int) -> _Size:
    """The picture at 2 to the power of `levels`, read in stripes."""
    step = 1 << levels
    rows, columns = (-(-side // step) for side in alpha.shape)
    channels = 1 if picture.shape[2] <= 2 else 3
    pixels: NDArray[Any] = np.empty((rows, columns, channels), picture.dtype)
    small, wanted = np.empty((rows, columns), np.uint8), np.empty((rows, columns), bool)
    for top in range(0, alpha.shape[0], STRIPE):
        above = min(top, REACH)
        part = slice(top - above, top + STRIPE + REACH)
        inner = slice(above, above + STRIPE)
        target = slice(top >> levels, (min(top + STRIPE, alpha.shape[0]) + step - 1) >> levels)
        size = _Size(picture[part][inner][..., :channels], alpha[part][inner], _wanted(alpha[part])[inner])
        for _ in range(levels):
            size = _halved(size)
        pixels[target], small[target], wanted[target] = size.pixels, size.alpha, size.wanted
    return _Size(pixels, small, wanted)


def _halved(size: _Size) -> _Size:
    rows, columns = size.alpha.shape
    odd = ((0, rows % 2), (0, columns % 2))
    half = ((columns + 1) // 2, (rows + 1) // 2)
    pixels, alpha, wanted = size.pixels, size.alpha, size.wanted
    if rows % 2 or columns % 2:
        pixels, alpha = np.pad(pixels, (*odd, (0, 0)), mode="edge"), np.pad(alpha, odd, mode="edge")
        wanted = np.pad(wanted, odd)
    return _Size(
        resized(pixels, half[1], half[0]),
        resized(alpha, half[1], half[0]),
        wanted[::2, ::2] | wanted[1::2, ::2] | wanted[::2, 1::2] | wanted[1::2, 1::2],
    )


def _solve_whole(size: _Size) -> _Solved:
    """From one pixel to `size`."""
    coarser = None
    if max(size.alpha.shape) > 1:
        coarser = _solve_whole(_halved(size))
    return _solve(size, coarser, ROUNDS_SMALL if max(size.alpha.shape) <= SMALL_SIDE else ROUNDS)


def _stripe(
    picture: Pixels, matte: Alpha, coarse: _Solved, levels: int, rows: tuple[int, int]
) -> Iterator[tuple[int, int, NDArray[Any]]]:
    """The tiles of these rows that differ from the picture, with their x and y."""
    # each round of each size carries a colour a pixel of it farther
    overlap = max(16, 2 * ROUNDS << levels)
    top, bottom = max(0, rows[0] - overlap), min(matte.shape[0], rows[1] + overlap)
    wide = slice(max(0, top - REACH), bottom + REACH)
    wanted = _wanted(matte[wide])[top - wide.start :][: bottom - top]
    if not wanted[rows[0] - top : rows[1] - top].any():
        return
    channels = 1 if picture.shape[2] <= 2 else 3
    sizes = [_Size(picture[top:bottom, :, :channels], matte[top:bottom], wanted)]
    for _ in range(levels - 1):
        sizes.append(_halved(sizes[-1]))
    step = 1 << levels
    solved = _Solved(coarse.number[top // step : -(-bottom // step)], coarse.foreground, coarse.background)
    if levels:
        for size in reversed(sizes):
            solved = _solve(size, solved, ROUNDS)
    most = np.iinfo(picture.dtype).max
    for y in range(rows[0], rows[1], TILE):
        for x in range(0, matte.shape[1], TILE):
            inside = (slice(y - top, min(y + TILE, rows[1]) - top), slice(x, x + TILE))
            chosen = wanted[inside]
            if not chosen.any():
                continue
            before = picture[y : min(y + TILE, rows[1]), x : x + TILE]
            tile = before.copy()
            found = solved.foreground[:, solved.number[inside][chosen]].T
            tile[..., :channels][chosen] = np.rint(found * most).astype(picture.dtype)
            if not np.array_equal(tile, before):
                missing = ((0, TILE - tile.shape[0]), (0, TILE - tile.shape[1]), (0, 0))
                yield x, y, np.pad(tile, missing, mode="edge")


def _solve(size: _Size, coarser: _Solved | None, rounds: int) -> _Solved:
    """Both colours of the wanted pixels, starting from what half the size found."""
    columns = size.alpha.shape[1] + 2
    wanted = np.pad(size.wanted, 1)
    # the wanted pixels and their neighbours in the picture
    held = np.asarray(cv2.dilate(wanted.view(np.uint8), cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))))
    held[0], held[-1], held[:, 0], held[:, -1] = 0, 0, 0, 0
    places = np.flatnonzero(held)
    number = np.full(held.shape, -1, np.int32)
    number.ravel()[places] = np.arange(places.size, dtype=np.int32)
    free = wanted.ravel()[places]
    mine = np.flatnonzero(free)
    y, x = np.divmod(places, columns)
    y, x = y - 1, x - 1
    alpha = size.alpha[y, x] * np.float32(1 / 255)
    color = np.ascontiguousarray(size.pixels[y, x].T) * np.float32(1 / np.iinfo(size.pixels.dtype).max)
    mixed = color[:, mine]
    found = [color, color.copy()]
    if coarser is not None:
        parents = coarser.number[y[mine] // 2, x[mine] // 2]
        for own, theirs in zip(found, (coarser.foreground, coarser.background), strict=True):
            own[:, mine] = theirs[:, parents]
    neighbours = number.ravel()[places[mine] + np.array([[-columns], [-1], [0], [1], [columns]])]
    totals, weights = _weights(alpha, free, mine, neighbours)
    share = alpha[mine]
    spread = share**2 * totals[1] + (1 - share) ** 2 * totals[0] + totals[0] * totals[1]
    pulls = share * totals[1] / spread, (1 - share) * totals[0] / spread
    for _ in range(rounds):
        for channel in range(len(color)):
            means = [_mean(own[channel], neighbours, near) for own, near in zip(found, weights, strict=True)]
            error = mixed[channel] - share * means[0] - (1 - share) * means[1]
            for own, mean, pull in zip(found, means, pulls, strict=True):
                own[channel, mine] = (mean + pull * error).clip(0, 1)
    return _Solved(number[1:-1, 1:-1], found[0], found[1])


def _weights(
    alpha: Colors, free: Flags, mine: NDArray[np.intp], neighbours: NDArray[np.int32]
) -> tuple[list[Colors], list[Colors]]:
    """For the foreground and for the background: the sum of the neighbours' weights, and each one's part of it.

    A given pixel knows the colour it is wholly made of, and says nothing about the other.
    """
    totals, weights = [], []
    beside = alpha[neighbours]
    weight = np.abs(beside - alpha[mine]) + np.float32(SMOOTHNESS)
    weight[2] = 0
    for pure in (1, 0):
        near = np.where((neighbours >= 0) & (free[neighbours] | (beside == pure)), weight, np.float32(0))
        # where nobody says anything, the pixel itself does
        near[2] = np.where(near.any(axis=0), np.float32(0), np.float32(SMOOTHNESS))
        totals.append(near.sum(axis=0))
        weights.append(near / totals[-1])
    return totals, weights


def _mean(values: Colors, neighbours: NDArray[np.int32], weights: Colors) -> Colors:
    mean: Colors = np.zeros(neighbours.shape[1], np.float32)
    for places, near in zip(neighbours, weights, strict=True):
        mean += np.take(values, places, mode="clip") * near
    return mean

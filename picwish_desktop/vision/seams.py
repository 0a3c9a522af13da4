"""Levelling the faint steps that stay where patches from differently lit places meet, or meet what is known.

Poisson blending (Pérez, Gangnet and Blake 2003) of the steps alone: a correction that is zero outside the hole and
gives neighbouring pixels the difference they have where they were taken from. Only faint steps are levelled: a strong
one is an edge or a texture that was found to fit as it is, and levelling it would bleed.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.pyramid import Flags

FAINT = 6 / 255
"""Share of the full range: a step this high is levelled to a third, a higher one hardly."""
SWEEPS = 12
"""Of relaxation on each level: what the coarser level left is at most some pixels wide."""

Field = NDArray[np.float32]


def levelled(picture: Field, hole: Flags, origins: NDArray[np.int64], full_range: float) -> Field:
    """The hole's pixels with faint steps levelled: hole pixels × channels, in the order of ``picture[hole]``.

    picture: rows × columns × channels, filled. origins: for each hole pixel, the index into the picture's pixels (row ×
    columns + column) it was taken from, not at the picture's edge. full_range: the largest value there can be.
    """
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    around = (slice(max(rows[0] - 1, 0), rows[-1] + 2), slice(max(columns[0] - 1, 0), columns[-1] + 2))
    taken = np.zeros(hole.shape, np.int64)
    taken[hole] = origins
    divergence: Field = np.zeros((*hole[around].shape, picture.shape[2]), np.float32)
    for down, right in ((0, 1), (1, 0)):
        steps = np.zeros_like(divergence)
        here, missing = _missing(picture, hole, taken, down, right)
        strength = np.abs(missing).max(axis=1, keepdims=True, initial=0) / (full_range * FAINT)
        y, x = np.divmod(here, hole.shape[1])
        steps[y - around[0].start, x - around[1].start] = missing * np.exp(-(strength**2))
        divergence += steps
        divergence[down:, right:] -= steps[: -down or None, : -right or None]
    return np.asarray(picture[hole] + _solved(divergence, hole[around])[hole[around]], np.float32)


def _missing(
    picture: Field, hole: Flags, taken: NDArray[np.int64], down: int, right: int
) -> tuple[NDArray[np.int64], Field]:
    """Pixels of which they or the next one are in the hole, and how much more the next one should differ."""
    next_in = np.zeros_like(hole)
    next_in[: -down or None, : -right or None] = hole[down:, right:]
    either = next_in | hole
    either[hole.shape[0] - down :] = False
    either[:, hole.shape[1] - right :] = False
    move = down * hole.shape[1] + right
    here = np.flatnonzero(either)
    pixels = picture.reshape(-1, picture.shape[2])
    first, second = hole.ravel()[here, None], hole.ravel()[here + move, None]
    source, next_source = taken.ravel()[here], taken.ravel()[here + move]
    # outside the hole nothing was taken, and any valid index will do
    from_first = first * (pixels[source + move] - pixels[source])
    from_second = second * (pixels[next_source] - pixels[np.maximum(next_source - move, 0)])
    wanted = (from_first + from_second) / (first.astype(np.float32) + second)
    return here, np.asarray(wanted - (pixels[here + move] - pixels[here]), np.float32)


def _solved(divergence: Field, hole: Flags) -> Field:
    """The field that is zero outside the hole and has this Laplacian inside; coarse to fine."""
    rows, columns = hole.shape
    if min(rows, columns) > 8 and hole.any():
        even = [(0, rows % 2), (0, columns % 2)]
        size = ((columns + 1) // 2, (rows + 1) // 2)
        # a pixel twice as wide sees four times the curvature
        coarse = cv2.resize(np.pad(divergence, [*even, (0, 0)]), size, interpolation=cv2.INTER_AREA) * 4
        share = cv2.resize(np.pad(hole, even).astype(np.float32), size, interpolation=cv2.INTER_AREA)
        half = _solved(np.asarray(coarse, np.float32).reshape(*size[::-1], -1), share >= 0.5)
        guess = cv2.resize(half, (size[0] * 2, size[1] * 2), interpolation=cv2.INTER_LINEAR)
        field = guess.reshape(size[1] * 2, size[0] * 2, -1)[:rows, :columns]
    else:
        field = np.zeros_like(divergence)
    inside = hole[..., None].astype(np.float32)
    neighbours = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32) / 4
    for _ in range(SWEEPS):
        mean = cv2.filter2D(field, -1, neighbours, borderType=cv2.BORDER_REPLICATE).reshape(field.shape)
        field = (mean - divergence / 4) * inside
    return np.asarray(field, np.float32)

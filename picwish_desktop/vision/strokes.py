"""Correcting a mask by strokes: what is like the stroke and connected with it follows it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.grabcut import PROBABLY, PROBABLY_NOT, SURELY, SURELY_NOT, grabcut
from picwish_desktop.vision.parts import connected
from picwish_desktop.vision.refine import resized

REACH = 0.15
"""How far around the stroke is looked first, as a share of the picture's longer side."""
COARSE = 400
"""Longer side in pixels at which more than the surroundings is looked at: a stroke must be answered at once."""
BIN, LEVELS = 10, 26
"""Width and number of the bins that colours are counted in, along each axis of Lab."""
SEEN = 0.01
"""Share of the stroke that has to have a colour for the stroke to stand for it."""
CLOSE, FAR, FARTHEST = 4.0, 6.0, 25.0
"""In radii of the brush: how far from the stroke anything may follow it, how far its colours count for more than the
mask, and how far anything of its colours may follow: who takes a small brush means a small thing."""

Flags = NDArray[np.bool_]
Window = tuple[slice, slice]


def restroke(
    picture: NDArray[np.uint8],
    mask: NDArray[np.uint8],
    stroke: NDArray[np.uint8],
    keep: bool,
    kept: NDArray[np.uint8] | None = None,
    removed: NDArray[np.uint8] | None = None,
) -> NDArray[np.uint8]:
    """`mask` with what `stroke` means added to it (`keep`) or taken from it.

    picture: rows × columns × 3, RGB; the others rows × columns: mask 0 to 255, all 0 where there is none yet; stroke,
    and all earlier ones of each sign, not 0 where painted. Returns 0 or 255: changed only in parts connected with the
    stroke, and only towards its sign; painted pixels have the sign they were painted with, the latest counts.
    """
    painted, present = stroke > 0, mask > 127
    inside = painted if keep else _earlier(kept, painted)
    outside = _earlier(removed, painted) if keep else painted
    result = present | inside
    result &= ~outside | inside
    if painted.any() and (keep or present.any()):
        labels = _labels(present, inside, outside)
        coloured, far = _coloured(picture, painted), _radii(painted)
        alike = connected((coloured & (far < FAR) & (present != keep)) | painted, painted)
        free = alike & ((labels == PROBABLY) | (labels == PROBABLY_NOT))
        labels[free] = PROBABLY if keep else PROBABLY_NOT
        reached = (far < CLOSE) | (coloured & (far < FARTHEST)) if present.any() else np.ones_like(painted)
        follows = _follows(picture, labels, present, painted, reached, keep)
        result = (result | follows) & ~outside if keep else (result & ~follows) | inside
    return np.where(result, 255, 0).astype(np.uint8)


def _earlier(strokes: NDArray[np.uint8] | None, painted: Flags) -> Flags:
    return np.zeros_like(painted) if strokes is None else (strokes > 0) & ~painted


def _coloured(picture: NDArray[np.uint8], painted: Flags) -> Flags:
    """What has a colour that was painted over.

    GrabCut learns colours from the mask as it is, and would not let go of what fills most of a wrong one.
    """
    lab = np.asarray(cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2LAB), np.int64)
    index = ((lab[..., 0] // BIN) * LEVELS + lab[..., 1] // BIN) * LEVELS + lab[..., 2] // BIN
    counts = np.bincount(index[painted], minlength=LEVELS**3).astype(np.float64).reshape((LEVELS,) * 3)
    for axis in range(3):
        counts = (np.roll(counts, 1, axis) + 2 * counts + np.roll(counts, -1, axis)) / 4
    return np.asarray(counts.ravel()[index] > SEEN * int(painted.sum()))


def _radii(painted: Flags) -> NDArray[np.float32]:
    """How far each pixel is from the stroke, in radii of its brush."""
    radius = float(cv2.distanceTransform(np.pad(painted, 1).astype(np.uint8), cv2.DIST_L2, 5).max())
    return np.asarray(cv2.distanceTransform((~painted).astype(np.uint8), cv2.DIST_L2, 5) / radius, np.float32)


def _labels(present: Flags, inside: Flags, outside: Flags) -> NDArray[np.uint8]:
    labels = np.where(present, PROBABLY, PROBABLY_NOT).astype(np.uint8)
    if not present.any():
        # nothing is known but the stroke: what is around it may well be the same thing
        reach = 2 * max(1, round(REACH * max(present.shape) / 2)) + 1
        labels[
            cv2.dilate(inside.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))) > 0
        ] = PROBABLY
    labels[inside] = SURELY
    labels[outside & ~inside] = SURELY_NOT
    return labels


def _follows(
    picture: NDArray[np.uint8], labels: NDArray[np.uint8], present: Flags, painted: Flags, reached: Flags, keep: bool
) -> Flags:
    """What of `reached` changes with the stroke: looked for near it, and farther only where it goes on there."""
    follows = np.zeros_like(painted)
    for window in _windows(painted):
        found = _found(picture[window], labels[window])
        changed = reached[window] & ((found & ~present[window]) if keep else (~found & present[window]))
        follows[:] = False
        follows[window] = connected(changed | painted[window], painted[window])
        if not _leaves(follows, window):
            break
    return follows


def _found(picture: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Flags:
    rows, columns = labels.shape
    scale = COARSE / max(rows, columns)
    if scale >= 1:
        return grabcut(picture, labels, 2)
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    few = np.asarray(cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    return resized(grabcut(small, few, 2), (columns, rows))


def _windows(painted: Flags) -> list[Window]:
    rows, columns = np.flatnonzero(painted.any(axis=1)), np.flatnonzero(painted.any(axis=0))
    height, width = painted.shape
    windows = []
    for reach in (REACH, 1.0):
        far = round(reach * max(height, width))
        window = (
            slice(max(0, int(rows[0]) - far), min(height, int(rows[-1]) + 1 + far)),
            slice(max(0, int(columns[0]) - far), min(width, int(columns[-1]) + 1 + far)),
        )
        if window not in windows:
            windows.append(window)
    return windows


def _leaves(follows: Flags, window: Window) -> bool:
    """Whether what follows the stroke reaches an edge of the window that is not the picture's."""
    (top, bottom), (left, right) = ((side.start, side.stop) for side in window)
    edges = [
        (top > 0, follows[top, left:right]),
        (bottom < follows.shape[0], follows[bottom - 1, left:right]),
        (left > 0, follows[top:bottom, left]),
        (right < follows.shape[1], follows[top:bottom, right - 1]),
    ]
    return any(inner and bool(edge.any()) for inner, edge in edges)

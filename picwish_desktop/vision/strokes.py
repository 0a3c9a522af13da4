"""Correcting a mask by strokes: what is like the stroke and connected with it follows it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.grabcut import PROBABLY, PROBABLY_NOT, SURELY, SURELY_NOT, grabcut

Flags = NDArray[np.bool_]


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
    painted = stroke > 0
    present = mask > 127
    if not painted.any():
        return np.where(present, 255, 0).astype(np.uint8)
    hard_in = painted if keep else np.zeros_like(painted)
    hard_out = np.zeros_like(painted) if keep else painted
    if kept is not None:
        hard_in = hard_in | ((kept > 0) & ~painted)
    if removed is not None:
        hard_out = hard_out | ((removed > 0) & ~painted)
    labels = np.where(present, PROBABLY, PROBABLY_NOT).astype(np.uint8)
    labels[hard_in] = SURELY
    labels[hard_out & ~hard_in] = SURELY_NOT
    found = grabcut(picture, labels, 2)
    changed = (found & ~present) if keep else (~found & present)
    follows = _connected(changed | painted, painted)
    result = (present | follows) if keep else (present & ~follows)
    result |= hard_in
    result &= ~hard_out | hard_in
    return np.where(result, 255, 0).astype(np.uint8)


def _connected(parts: Flags, seeds: Flags) -> Flags:
    """Those of `parts` that touch one of the seeds."""
    _, labels = cv2.connectedComponents(parts.astype(np.uint8), connectivity=4)
    touched = np.zeros(int(labels.max()) + 1, np.bool_)
    touched[labels[seeds]] = True
    touched[0] = False
    return np.asarray(touched[labels])

"""Making a small mask exact at the working copy's size."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.grabcut import PROBABLY, PROBABLY_NOT, SURELY, SURELY_NOT, grabcut

SIDE = 512
"""Longer side in pixels at which the outline is found again."""
BAND = 0.04
"""How far the outline may move, as a share of the longer side."""
SPECK = 0.02
"""Parts and holes smaller than this share of the mask are mistakes."""

Flags = NDArray[np.bool_]


def refined(picture: NDArray[np.uint8], mask: Flags, allowed: Flags | None = None) -> NDArray[np.uint8]:
    """`mask` (of any size) with its outline found again in `picture` (rows × columns × 3, RGB); 0 or 255, its size.

    allowed: rows × columns of the picture, outside of which there is no subject.
    """
    rows, columns = picture.shape[:2]
    scale = min(1.0, SIDE / max(rows, columns))
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    image = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    start = resized(mask, size)
    reach = max(2, round(BAND * max(size)))
    inside = cv2.distanceTransform(np.pad(start, 1, mode="edge").astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    outside = cv2.distanceTransform(np.pad(~start, 1, mode="edge").astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    labels = np.where(start, PROBABLY, PROBABLY_NOT).astype(np.uint8)
    labels[inside > reach] = SURELY
    labels[outside > reach] = SURELY_NOT
    if allowed is not None:
        labels[~resized(allowed, size)] = SURELY_NOT
    found = cleaned(grabcut(image, labels, 2))
    full = resized(found, (columns, rows))
    return np.where(full, 255, 0).astype(np.uint8)


def resized(mask: Flags, size: tuple[int, int]) -> Flags:
    """`mask` at `size` (columns, rows)."""
    if mask.shape == (size[1], size[0]):
        return mask
    return np.asarray(cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_LINEAR) > 0.5)


def cleaned(mask: Flags) -> Flags:
    """`mask` without specks, thin necks and small holes."""
    if not mask.any():
        return mask
    radius = max(1, round(0.006 * max(mask.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    core = _large_parts(opened > 0, SPECK)
    if not core.any():
        return _filled(mask)
    near = cv2.dilate(core.astype(np.uint8), kernel) > 0
    return _filled(mask & near)


def _large_parts(mask: Flags, share: float) -> Flags:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    keep = stats[:, cv2.CC_STAT_AREA] >= share * max(1, int(mask.sum()))
    keep[0] = False
    return np.asarray(keep[labels]) if count > 1 else mask


def _filled(mask: Flags) -> Flags:
    """Without holes smaller than a speck."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((~mask).astype(np.uint8), connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] < 0.004 * max(1, int(mask.sum()))
    small[0] = False
    return mask | np.asarray(small[labels]) if count > 1 else mask

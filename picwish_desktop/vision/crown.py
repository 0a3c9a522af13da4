"""The top of a head with its hair, on a mask of the person."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.portrait import Point
from picwish_desktop.vision.faces import Face
from picwish_desktop.vision.grabcut import grabcut
from picwish_desktop.vision.priors import person_prior

Mask = NDArray[np.bool_]

SHRINK = 0.5
"""Of a view for GrabCut, which takes most of the time."""
ROUNDS = 3
STRAND = 0.08
"""Width of what counts as head, in widths of the face: single strands and tufts stand out above it."""
BESIDE = 0.75
"""As far left and right of the eyes' middle, in widths of the face, the crown may be."""


def person_mask(view: NDArray[np.uint8], face: Face) -> Mask:
    """Who `face` belongs to. view: rows × columns × 3, the head upright; returns rows × columns."""
    size = round(view.shape[1] * SHRINK), round(view.shape[0] * SHRINK)
    small = np.asarray(cv2.resize(view, size, interpolation=cv2.INTER_AREA), np.uint8)
    found = grabcut(small, person_prior(size[1], size[0], face.scaled(SHRINK)), ROUNDS)
    soft = cv2.resize(found.astype(np.float32), view.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(soft >= 0.5)


def find_crown(mask: Mask, face: Face, axis: float) -> Point | None:
    """The highest point that is as wide as a head is; None where the mask has no head or leaves the picture.

    axis: x of the eyes' middle.
    """
    wide = max(3, round(STRAND * face.width))
    solid = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, wide), np.uint8))
    _, labels = cv2.connectedComponents(solid)
    rows, columns = labels.shape
    middle = labels[_clipped(face.y + 0.3 * face.height, rows), _clipped(axis, columns)]
    if middle == 0:
        return None
    left, right = _clipped(axis - BESIDE * face.width, columns), _clipped(axis + BESIDE * face.width, columns)
    head = labels[:, left : right + 1] == middle
    row = int(head.any(axis=1).argmax())
    across = np.flatnonzero(head[row])
    return left + float(across.mean()) + 0.5, float(row)


def _clipped(place: float, size: int) -> int:
    return min(max(0, int(place)), size - 1)

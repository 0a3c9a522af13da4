"""Finding the outline of a small mask again at the working copy's size."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.faces import Face
from picwish_desktop.vision.focus import Focus, focus_of
from picwish_desktop.vision.grabcut import PROBABLY, PROBABLY_NOT, SURELY, SURELY_NOT, grabcut
from picwish_desktop.vision.hair import with_hair
from picwish_desktop.vision.parts import cleaned, connected, with_false_holes_filled, with_thin_parts

SIDE = 512
"""Longer side in pixels at which the outline is found again."""
BAND = 0.04
"""How far the outline may move, as a share of the longer side."""

LEAKS = 0.2
"""Contrast of focus from which a mask has to lose what is out of focus."""

Flags = NDArray[np.bool_]


def refined(
    picture: NDArray[np.uint8], mask: Flags, faces: list[Face], allowed: Flags | None = None
) -> NDArray[np.uint8]:
    """`mask` (of any size) with its outline found again in `picture` (rows × columns × 3, RGB); 0 or 255, its size.

    faces: those in the picture; the heads of those in the mask are made whole. allowed: rows × columns of the
    picture, outside of which there is no subject.
    """
    rows, columns = picture.shape[:2]
    scale = min(1.0, SIDE / max(rows, columns))
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    image = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    start = resized(mask, size)
    focus = focus_of(picture, size)
    labels = _labels(start, focus)
    if allowed is not None:
        labels[~resized(allowed, size)] = SURELY_NOT
    found = cleaned(grabcut(image, labels, 2))
    for face in (face.scaled(scale) for face in faces):
        if shows(found, face):
            found = cleaned(with_hair(image, found, face))
    found = with_false_holes_filled(image, with_thin_parts(image, found, focus))
    full = resized(found, (columns, rows))
    if allowed is not None:
        full &= allowed
    return np.where(full, 255, 0).astype(np.uint8)


def shows(mask: Flags, face: Face) -> bool:
    """Whether most of the face is in the mask."""
    inside = mask[
        max(0, round(face.y)) : round(face.y + face.height), max(0, round(face.x)) : round(face.x + face.width)
    ]
    return inside.size > 0 and float(inside.mean()) > 0.5


def resized(mask: Flags, size: tuple[int, int]) -> Flags:
    """`mask` at `size` (columns, rows)."""
    if mask.shape == (size[1], size[0]):
        return mask
    return np.asarray(cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_LINEAR) > 0.5)


def _labels(start: Flags, focus: Focus) -> NDArray[np.uint8]:
    """What is known before the outline is found again: all but a band around it, and what is out of focus."""
    labels = np.where(start, PROBABLY, PROBABLY_NOT).astype(np.uint8)
    reach = max(2, round(BAND * max(start.shape)))
    labels[_depth(start) > reach] = SURELY
    labels[_depth(~start) > reach] = SURELY_NOT
    if focus.contrast(start) > LEAKS:
        is_out = focus.is_out()
        # what goes on outside is behind the subject, what does not is a soft shadow on it
        behind = connected(is_out, is_out & ~start)
        beside = cv2.dilate(behind.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
        labels[beside & (labels == SURELY)] = PROBABLY
        labels[behind] = SURELY_NOT
    return labels


def _depth(mask: Flags) -> NDArray[np.float32]:
    """How far each of the mask's pixels is from what is not in it; beyond the picture's edge it goes on."""
    padded = np.pad(mask, 1, mode="edge").astype(np.uint8)
    if padded.all():
        return np.full(mask.shape, np.inf, np.float32)
    return np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1], np.float32)

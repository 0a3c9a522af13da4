"""What may be faces where none is sure: such as one behind glasses whose frames are dark."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.cascades import cascade
from picwish_desktop.vision.faces import SIDE, SMALLEST, Face

FRAME = 5
"""Pixels, at that size, of the thickest dark line that is taken out."""


def find_faint_faces(picture: NDArray[np.uint8]) -> list[Face]:
    """In `picture` (rows × columns × 3, RGB), largest first; many are none, so they have to show eyes."""
    scale = min(1.0, SIDE / max(picture.shape[:2]))
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    grey = cv2.cvtColor(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    without_lines = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((FRAME, FRAME), np.uint8))
    kept: list[Face] = []
    for seen in (without_lines, grey):
        even = cv2.equalizeHist(seen)
        for box in cascade("frontalface_alt").detectMultiScale(even, 1.1, 2, minSize=(SMALLEST, SMALLEST)):
            face = Face(*(float(side) / scale for side in box))
            if all(math.dist(face.centre, other.centre) > other.width / 2 for other in kept):
                kept.append(face)
    return sorted(kept, key=lambda face: (-face.width, face.x, face.y))

"""Finding hair and hats: what belongs to a head is told from what is near it, not from the colours of the clothes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.faces import Face
from picwish_desktop.vision.grabcut import PROBABLY, PROBABLY_NOT, SURELY, SURELY_NOT, grabcut

Flags = NDArray[np.bool_]


def with_hair(picture: NDArray[np.uint8], mask: Flags, face: Face) -> Flags:
    """`mask` (rows × columns) with the head around `face` found again in `picture` (rows × columns × 3, RGB)."""
    window = _window(face, mask.shape)
    part = mask[window]
    if part.size == 0:
        return mask

    def oval(across: float, down: float, raised: float) -> Flags:
        middle = face.centre[0] - window[1].start, face.centre[1] - raised * face.height - window[0].start
        axes = max(1, round(across * face.width)), max(1, round(down * face.height))
        drawn = np.zeros(part.shape, np.uint8)
        cv2.ellipse(drawn, (round(middle[0]), round(middle[1])), axes, face.roll, 0, 360, 1, -1)
        return drawn > 0

    labels = np.where(part, PROBABLY, PROBABLY_NOT).astype(np.uint8)
    labels[oval(0.72, 0.92, 0.1)] = PROBABLY
    above = np.arange(part.shape[0])[:, None] < face.y + 0.8 * face.height - window[0].start
    labels[~oval(1.05, 1.2, 0.1) & ~part & above] = SURELY_NOT
    labels[oval(0.33, 0.45, 0.0)] = SURELY
    result = mask.copy()
    result[window] = grabcut(picture[window], labels, 3)
    return result


def _window(face: Face, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """The head and its surroundings, down to the shoulders."""
    top, bottom = face.y - face.height, face.y + 1.35 * face.height
    left, right = face.centre[0] - 1.5 * face.width, face.centre[0] + 1.5 * face.width
    rows = slice(min(max(0, round(top)), shape[0]), min(max(0, round(bottom)), shape[0]))
    return rows, slice(min(max(0, round(left)), shape[1]), min(max(0, round(right)), shape[1]))

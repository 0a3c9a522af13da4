"""First guesses of where the subject is: label maps that GrabCut starts from."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.faces import Face
from picwish_desktop.vision.grabcut import PROBABLY, PROBABLY_NOT, SURELY, SURELY_NOT

Labels = NDArray[np.uint8]


def ellipse_prior(rows: int, columns: int, share: float) -> Labels:
    """A subject in the middle; what touches the edge is probably not part of it."""
    labels = np.full((rows, columns), PROBABLY_NOT, np.uint8)
    axes = max(1, round(columns * share / 2)), max(1, round(rows * share / 2))
    cv2.ellipse(labels, (columns // 2, rows // 2), axes, 0, 0, 360, PROBABLY, -1)
    return labels


def box_prior(rows: int, columns: int, box: tuple[int, int, int, int]) -> Labels:
    """Nothing outside the box belongs to the subject."""
    x, y, width, height = box
    labels = np.full((rows, columns), SURELY_NOT, np.uint8)
    labels[max(y, 0) : y + height, max(x, 0) : x + width] = PROBABLY
    return labels


def map_prior(stands_out: NDArray[np.float32], threshold: float) -> Labels:
    """What stands out more than `threshold`."""
    return np.where(stands_out > threshold, PROBABLY, PROBABLY_NOT).astype(np.uint8)


def person_prior(rows: int, columns: int, face: Face) -> Labels:
    """A head and shoulders under and around `face`."""
    labels = np.full((rows, columns), PROBABLY_NOT, np.uint8)
    across, down = face.centre
    width, height = face.width, face.height

    def point(right: float, below: float) -> tuple[int, int]:
        return round(across + right * width), round(face.y + below * height)

    shoulders = [
        (-0.45, 0.95),
        (-1.5, 1.75),
        (-1.75, 3.0),
        (-1.75, 9.0),
        (1.75, 9.0),
        (1.75, 3.0),
        (1.5, 1.75),
        (0.45, 0.95),
    ]
    cv2.fillPoly(labels, [np.array([point(*corner) for corner in shoulders], np.int32)], PROBABLY)
    head = round(0.72 * width), round(0.95 * height)
    cv2.ellipse(labels, (round(across), round(down - 0.08 * height)), head, face.roll, 0, 360, PROBABLY, -1)
    cv2.ellipse(
        labels, (round(across), round(down)), (round(0.3 * width), round(0.4 * height)), face.roll, 0, 360, SURELY, -1
    )
    cv2.line(labels, point(0, 1.5), point(0, 2.2), SURELY, max(1, round(0.3 * width)))
    return labels

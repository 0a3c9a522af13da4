"""What the colours of the sure surroundings say about the pixels between them.

The line between the mean colours on either side is the one a mixture lies on; where along it (Fisher's discriminant,
so in terms of how much both sides vary) is an estimate of alpha that needs no path of like colours.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.tiles import Flags, Plane

REACH = 0.015
"""Half the side of the surroundings, as a share of the longer side."""
FEW = 4
"""Known pixels that are too few to go by."""
FARTHER = 3
"""How many times farther is looked where too little is known so near."""
NOISE = 4e-4
"""Variance of colour that surroundings have at least."""
TRUST = 0.01
"""Weight of the estimate for two sides one standard deviation apart, beside the matting's own equations."""
FARTHEST = 30.0
"""Squared standard deviations beyond which sides are no clearer apart."""
MISFIT = 3.0
"""Squared standard deviations off the line at which the weight falls to a third."""


def evidence(guide: Plane, alpha: Plane, unknown: Flags) -> tuple[Plane, Plane]:
    """Alpha, 0 to 1, and its weight, for each unknown pixel, in the order of ``alpha[unknown]``.

    guide: rows × columns × 1 or 3, 0 to 1. alpha: rows × columns; at least 0.5 where the subject is, if it is known.
    """
    inside = _surroundings(guide, (alpha >= 0.5) & ~unknown, unknown)
    outside = _surroundings(guide, (alpha < 0.5) & ~unknown, unknown)
    noise = np.eye(guide.shape[2], dtype=np.float32) * np.float32(NOISE)
    apart = inside[0] - outside[0]
    axis = np.linalg.solve(inside[1] + outside[1] + noise, apart[..., None])[..., 0]
    distance = (axis * apart).sum(axis=1)
    colors = guide[unknown] - outside[0]
    likely = ((colors * axis).sum(axis=1) / np.maximum(distance, 1e-6)).clip(0, 1)
    share = likely[:, None, None]
    rest = colors - likely[:, None] * apart
    varies = share**2 * inside[1] + (1 - share) ** 2 * outside[1] + noise
    misfit = (np.linalg.solve(varies, rest[..., None])[..., 0] * rest).sum(axis=1)
    weight = TRUST * distance.clip(0, FARTHEST) * np.exp(-misfit / MISFIT)
    weight[(inside[2] < FEW) | (outside[2] < FEW)] = 0
    return likely.astype(np.float32), weight.astype(np.float32)


def _surroundings(guide: Plane, known: Flags, unknown: Flags) -> tuple[Plane, Plane, NDArray[np.float32]]:
    """Mean, covariance and number of the known pixels around each unknown one: near it, else farther away."""
    radius = max(2, round(REACH * max(known.shape)))
    mean, covariance, count = _square(guide, known, unknown, radius)
    alone = count < FEW
    if alone.any():
        lonely = np.zeros_like(unknown)
        lonely[unknown] = alone
        mean[alone], covariance[alone], count[alone] = _square(guide, known, lonely, FARTHER * radius)
    return mean, covariance, count


def _square(guide: Plane, known: Flags, wanted: Flags, radius: int) -> tuple[Plane, Plane, NDArray[np.float32]]:
    given = known.astype(np.float32)
    size = (2 * radius + 1, 2 * radius + 1)

    def total(values: Plane) -> Plane:
        sums = cv2.boxFilter(values, -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT)
        return np.asarray(sums, np.float32)[wanted]

    count = np.rint(total(given))
    some = np.maximum(count, 1).astype(np.float32)
    channels = guide.shape[2]
    planes = [guide[..., channel] * given for channel in range(channels)]
    mean: Plane = np.stack([total(plane) / some for plane in planes], axis=1)
    covariance: Plane = np.empty((count.size, channels, channels), np.float32)
    for first in range(channels):
        for second in range(first, channels):
            both = total(planes[first] * guide[..., second]) / some
            covariance[:, first, second] = covariance[:, second, first] = both - mean[:, first] * mean[:, second]
    return mean, covariance, count

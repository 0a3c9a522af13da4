"""What the colours of the surely known surroundings say about the pixels between them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.tiles import Plane

REACH = 0.015
"""Half the side of the surroundings, as a share of the longer side."""
NOISE = 4e-4
"""Variance of colour that surroundings have at least."""
TRUST = 0.01
MOST = 30.0
POWER = 1.0
FIT = 3.0


def evidence(guide: Plane, mask: NDArray[np.bool_], unknown: NDArray[np.bool_]) -> tuple[Plane, Plane]:
    radius = max(2, round(REACH * max(mask.shape)))
    inside = _around(guide, mask & ~unknown, unknown, radius)
    outside = _around(guide, ~mask & ~unknown, unknown, radius)
    colors = guide[unknown]
    channels = guide.shape[2]
    covariance = inside[1] + outside[1] + np.eye(channels, dtype=np.float32) * np.float32(NOISE)
    apart = inside[0] - outside[0]
    axis = np.linalg.solve(covariance, apart[..., None])[..., 0]
    distance = (axis * apart).sum(axis=1)
    likely = ((colors - outside[0]) * axis).sum(axis=1) / np.maximum(distance, 1e-6)
    both = (inside[2] > 0) & (outside[2] > 0)
    part = likely.clip(0, 1)[:, None]
    rest = colors - outside[0] - part * apart
    mixed = part[..., None] ** 2 * inside[1] + (1 - part[..., None]) ** 2 * outside[1] + np.eye(channels, dtype=np.float32) * np.float32(NOISE)
    off = (np.linalg.solve(mixed, rest[..., None])[..., 0] * rest).sum(axis=1)
    weight = np.where(both, TRUST * MOST * np.minimum(distance / MOST, 1) ** POWER * np.exp(-off / FIT), 0)
    return likely.clip(0, 1).astype(np.float32), weight.astype(np.float32)


def _around(guide: Plane, known: NDArray[np.bool_], wanted: NDArray[np.bool_], radius: int) -> tuple[Plane, Plane, Plane]:
    def total(values: Plane) -> Plane:
        size = (2 * radius + 1, 2 * radius + 1)
        return np.asarray(cv2.boxFilter(values * given, -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT))[wanted]

    given = known.astype(np.float32)
    count = total(given)
    safe = np.maximum(count, 1)
    channels = guide.shape[2]
    mean = np.stack([total(guide[..., c]) for c in range(channels)], axis=1) / safe[:, None]
    covariance = np.empty((count.size, channels, channels), np.float32)
    for a in range(channels):
        for b in range(a, channels):
            covariance[:, a, b] = covariance[:, b, a] = total(guide[..., a] * guide[..., b]) / safe - mean[:, a] * mean[:, b]
    return mean, covariance, count

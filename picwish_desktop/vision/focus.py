"""What is in focus: a subject mostly is, and what lies far behind it often is not."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FINE, COARSE = 0.8, 1.6
"""Standard deviations of the two blurs that are compared, in pixels of the working copy."""
BLURRED, SHARP = 1.1, 1.7
"""How many times steeper an edge is at the finer of the two: out of focus, and in focus."""
NOISE = 4.0
"""Times the usual gradient that an edge has at least: below it is grain."""
FLOOR = 4.0
"""The least gradient that an edge has, in levels a pixel."""
SPREAD = 0.03
"""Standard deviation of what an edge says of its surroundings, as a share of the longer side."""
FEW = 0.05
"""Of the mean weight: with so little around it, what is known counts half."""
NEAR, KNOWN, OUT = 0.02, 0.3, 0.2
"""Spread (as `SPREAD`), share of the mean weight and sharpness by which what is near is told to be out of focus."""
ENOUGH = 0.1
"""Of all weight: with so much on each side the two can be compared."""

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Focus:
    """How sharp the edges of a picture are, on fewer pixels than it has."""

    sharpness: Plane
    """Rows × columns: 0 out of focus, 1 in focus, times `weight`."""
    weight: Plane
    """Rows × columns: how many edges there are to tell by, and how strong they are."""

    def map(self) -> Plane:
        """Rows × columns, 0 to 1; 0 where nothing tells."""
        deviation = SPREAD * max(self.weight.shape)
        near, known = (cv2.GaussianBlur(plane, (0, 0), deviation) for plane in (self.sharpness, self.weight))
        return np.asarray(near / (known + FEW * max(float(self.weight.mean()), 1e-3)), np.float32)

    def is_out(self) -> NDArray[np.bool_]:
        """Rows × columns: where edges are near that are certainly out of focus."""
        deviation = NEAR * max(self.weight.shape)
        near, known = (cv2.GaussianBlur(plane, (0, 0), deviation) for plane in (self.sharpness, self.weight))
        is_known = known > KNOWN * max(float(self.weight.mean()), 1e-3)
        return np.asarray(is_known & (near < OUT * known))

    def contrast(self, mask: NDArray[np.bool_]) -> float:
        """How much sharper the edges inside `mask` are than those outside: -1 to 1; 0 where there are none to
        compare."""
        around = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        inside, outside = (
            (float(self.sharpness[part].sum()), float(self.weight[part].sum())) for part in (mask, ~around)
        )
        if not inside[1] or not outside[1]:
            return 0.0
        enough = ENOUGH * float(self.weight.sum()) + 1e-3
        sure = min(1.0, inside[1] / enough) * min(1.0, outside[1] / enough)
        return sure * (inside[0] / inside[1] - outside[0] / outside[1])


def focus_of(picture: NDArray[np.uint8], size: tuple[int, int]) -> Focus:
    """Of `picture`, a working copy (rows × columns × 3, RGB), at `size` (width, height), which is no larger.

    After Zhuo and Sim, “Defocus map estimation from a single image” (2011): blurred once more, a sharp edge loses much
    of its steepness and a soft one little.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine, coarse = (_gradient(cv2.GaussianBlur(grey, (0, 0), deviation)) for deviation in (FINE, COARSE))
    weight = np.maximum(fine - max(FLOOR, NOISE * float(np.percentile(fine, 30))), 0)
    # along the ridges of the gradient only: beside an edge its two blurs are not to be compared
    weight *= fine >= cv2.dilate(fine, np.ones((3, 3), np.uint8)) * 0.9
    sharpness = np.clip((fine / np.maximum(coarse, 1e-3) - BLURRED) / (SHARP - BLURRED), 0, 1)
    planes = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (sharpness * weight, weight))
    return Focus(*(np.asarray(plane, np.float32) for plane in planes))


def _gradient(grey: NDArray[np.generic]) -> Plane:
    values = np.asarray(grey, np.float32)
    across, down = (cv2.Sobel(values, cv2.CV_32F, dx, 1 - dx, ksize=3, scale=0.125) for dx in (1, 0))
    return np.asarray(cv2.magnitude(across, down), np.float32)

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
IN_KNOWN, IN = 0.15, 0.45
"""Share of the mean weight and sharpness by which what is near is told to be in focus."""
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

    def is_in(self, spread: float) -> NDArray[np.bool_]:
        """Rows × columns: where edges are near, within `spread` of the longer side, of which about half are sharp."""
        deviation = spread * max(self.weight.shape)
        near, known = (cv2.GaussianBlur(plane, (0, 0), deviation) for plane in (self.sharpness, self.weight))
        return np.asarray((known > IN_KNOWN * float(self.weight.mean())) & (near > IN * known))

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

    def worth(self, mask: NDArray[np.bool_]) -> float:
        """How much speaks for `mask`, which is not empty, as what was focused on: about -3 to 1.5; 0 for none of it.

        The weights are rounded from a fit, with those of `scoring`.
        """
        return (
            0.9 * self.contrast(mask)
            - 0.9 * self._softness(mask)
            - 1.3 * float(self.is_out()[mask].mean())
            + 0.4 * float(self.sharpness[mask].sum() / max(1e-3, float(self.sharpness.sum())))
        )

    def _softness(self, mask: NDArray[np.bool_]) -> float:
        """Share of the edges along the outline of `mask` that are out of focus; the picture's edge is none."""
        square = np.ones((3, 3), np.uint8)
        flags = mask.astype(np.uint8)
        along = cv2.dilate(flags, square) > cv2.erode(flags, square)
        along[:2], along[-2:], along[:, :2], along[:, -2:] = (False,) * 4
        weight = float(self.weight[along].sum())
        return 1 - float(self.sharpness[along].sum()) / weight if weight > 0 else 0.0


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

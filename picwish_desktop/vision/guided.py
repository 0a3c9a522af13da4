"""A coarse alpha brought to the full resolution, guided by the photo's edges.

He and Sun, “Fast guided filter” (2015): at the coarse size, alpha is fitted as a linear function of the colours around
each pixel; the function's coefficients, which are smooth, are enlarged and applied to the photo's own colours. Then
Irani and Peleg's back-projection (1991): what the average over a coarse pixel is off by is added to it, so that the
fine alpha, made small again, is the coarse one.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision.tiles import Plane, Stretch, average, colors, enlarge

RADIUS = 1
"""Of the windows, in coarse pixels."""
NOISE = 1e-4
"""Variance of colour that is not followed."""
EVEN = 0.3
"""Where alpha differs by less than this between neighbours it is no edge, and follows the colours only so far."""
ROUNDS = 2
"""Of back-projection."""
MARGIN = 2 * RADIUS + 2 * ROUNDS + 1
"""Coarse pixels around a part that can change what is found in it."""


def enlarged(picture: Pixels, guide: Pixels, alpha: Plane | NDArray[np.uint8], part: Rect) -> Plane:
    """The alpha of `part` of the picture, 0 to 1.

    guide: the whole picture, averaged to the size of alpha. alpha: 0 to 1, or to 255 where uint8.
    """
    down = Stretch.over(part.y, part.bottom, picture.shape[0], alpha.shape[0], MARGIN)
    across = Stretch.over(part.x, part.right, picture.shape[1], alpha.shape[1], MARGIN)
    inside = (slice(down.first, down.last), slice(across.first, across.last))
    scale = np.float32(1 / 255 if alpha.dtype == np.uint8 else 1)
    wanted: Plane = np.multiply(alpha[inside], scale, dtype=np.float32)
    fitted = coefficients(colors(guide[inside]), wanted, RADIUS, NOISE)
    fine = enlarge(np.dstack((fitted, wanted, _steepness(wanted))), down, across)
    factors, rest, smooth, steepness = fine[..., :-3], fine[..., -3], fine[..., -2], fine[..., -1]
    result: Plane = rest + (colors(picture[down.start : down.stop, across.start : across.stop]) * factors).sum(axis=2)
    result = smooth + steepness * (result - smooth)
    for _ in range(ROUNDS):
        np.clip(result, 0, 1, out=result)
        result += enlarge(wanted - average(result, down, across), down, across)
    return np.asarray(result.clip(0, 1)[part.translated(-across.start, -down.start).slices], np.float32)


def coefficients(guide: Plane, alpha: Plane, radius: int, noise: float) -> Plane:
    """Rows × columns × (channels + 1): the factor of each colour, and what is added."""

    def mean(values: Plane) -> Plane:
        averaged = cv2.blur(values, (2 * radius + 1, 2 * radius + 1), borderType=cv2.BORDER_REPLICATE)
        return np.asarray(averaged, np.float32).reshape(values.shape)

    channels = guide.shape[2]
    mean_color, mean_alpha = mean(guide), mean(alpha)
    covariance = np.empty((*alpha.shape, channels, channels), np.float32)
    for first in range(channels):
        for second in range(first, channels):
            both = mean(guide[..., first] * guide[..., second]) - mean_color[..., first] * mean_color[..., second]
            covariance[..., first, second] = covariance[..., second, first] = both
    covariance += np.eye(channels, dtype=np.float32) * np.float32(noise)
    with_alpha = mean(guide * alpha[..., None]) - mean_color * mean_alpha[..., None]
    factors = np.linalg.solve(covariance, with_alpha[..., None])[..., 0]
    rest = mean_alpha - (factors * mean_color).sum(axis=2)
    return mean(np.concatenate((factors, rest[..., None]), axis=2).astype(np.float32))


def _steepness(alpha: Plane) -> Plane:
    """0 where alpha is even, 1 where it has an edge."""
    square = np.ones((3, 3), np.uint8)
    return np.asarray(((cv2.dilate(alpha, square) - cv2.erode(alpha, square)) / EVEN).clip(0, 1), np.float32)

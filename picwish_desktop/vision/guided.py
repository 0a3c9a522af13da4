"""A coarse alpha brought to the full resolution, guided by the photo's edges.

He and Sun, “Fast guided filter” (2015): at the coarse size, alpha is fitted as a linear function of the colours around
each pixel; the function's coefficients, which are smooth, are enlarged and applied to the photo's own colours.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.geometry import Rect
from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision.tiles import Plane, colors, covered, linear

RADIUS = 1
"""Of the windows, in coarse pixels."""
NOISE = 1e-4
"""Variance of colour that is not followed."""


def coefficients(guide: Plane, alpha: Plane, radius: int, noise: float) -> Plane:
    """Rows × columns × (channels + 1): the factor of each colour, and what is added."""

    def mean(values: Plane) -> Plane:
        size = (2 * radius + 1, 2 * radius + 1)
        averaged = cv2.blur(values, size, borderType=cv2.BORDER_REPLICATE)
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


def enlarged(picture: Pixels, guide: Plane, alpha: Plane, part: Rect) -> Plane:
    """The alpha of `part` of the picture, not yet limited to 0 and 1.

    guide: coarse rows × columns × channels, the whole picture averaged; alpha: coarse rows × columns.
    """
    rows, columns = picture.shape[:2]
    margin = 2 * RADIUS + 2
    top, bottom = covered(part.y, part.bottom, rows, alpha.shape[0], margin)
    left, right = covered(part.x, part.right, columns, alpha.shape[1], margin)
    coarse = (slice(top, bottom), slice(left, right))
    fitted = coefficients(guide[coarse], alpha[coarse], RADIUS, NOISE)
    down = linear(part.y, part.bottom, rows, alpha.shape[0], top, bottom)
    across = linear(part.x, part.right, columns, alpha.shape[1], left, right)
    values = colors(picture[part.slices])
    result = upsampled(fitted[..., -1], down, across)
    for channel in range(values.shape[2]):
        result += upsampled(fitted[..., channel], down, across) * values[..., channel]
    return result


def upsampled(plane: Plane, down: Plane, across: Plane) -> Plane:
    """`plane` on a finer grid, by a matrix for the rows and one for the columns."""
    return np.asarray(down @ plane @ across.T, np.float32)


def nearest(plane: NDArray[np.generic], picture: tuple[int, int], part: Rect) -> NDArray[np.generic]:
    """`plane`, which covers a picture of these rows and columns, for `part` of it, in whole coarse pixels."""
    y = np.arange(part.y, part.bottom) * plane.shape[0] // picture[0]
    x = np.arange(part.x, part.right) * plane.shape[1] // picture[1]
    return plane[np.ix_(y, x)]

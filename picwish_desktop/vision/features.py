"""What patches are compared by: rows × columns × 4, uint8."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.photo import Pixels
from picwish_desktop.vision.pyramid import Flags


def features(pixels: Pixels, unknown: Flags) -> NDArray[np.uint8]:
    """Lab, and opacity where not all is opaque, else how textured the surroundings are.

    pixels: rows × columns × channels, uint8 or uint16. unknown: rows × columns, what does not count as surroundings.
    """
    eight = (pixels >> 8).astype(np.uint8) if pixels.dtype == np.uint16 else pixels.astype(np.uint8, copy=False)
    has_alpha = pixels.shape[2] in (2, 4)
    colour, alpha = (eight[..., :-1], eight[..., -1]) if has_alpha else (eight, None)
    if alpha is not None and (alpha < 255).any():
        # whatever colour is stored under full transparency, nobody sees it
        share = alpha[..., None].astype(np.float32) / 255
        colour = np.rint(colour * share + 128 * (1 - share)).astype(np.uint8)
    else:
        alpha = None
    lab = np.asarray(cv2.cvtColor(_rgb(colour), cv2.COLOR_RGB2LAB), np.uint8)
    return np.dstack([lab, _texture(lab[..., 0], unknown) if alpha is None else alpha])


def _rgb(colour: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(colour if colour.shape[2] == 3 else np.repeat(colour, 3, axis=2))


def _texture(light: NDArray[np.uint8], unknown: Flags) -> NDArray[np.uint8]:
    """Mean strength of the edges around each pixel, which coarse levels keep where the texture itself averages out.

    After Newson et al. (2014): without it a smooth patch is everybody's second best, and textures fade out.
    """
    light = np.ascontiguousarray(light)
    edges = sum(np.abs(cv2.Sobel(light, cv2.CV_32F, dx, 1 - dx, scale=0.5)) for dx in (0, 1))
    known = (cv2.dilate(unknown.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0).astype(np.float32)
    mean = cv2.blur(edges * known, (9, 9)) / np.maximum(cv2.blur(known, (9, 9)), 1e-3)
    return np.asarray(np.rint(mean).clip(0, 255), np.uint8)

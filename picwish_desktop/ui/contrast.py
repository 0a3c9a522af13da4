"""How well an overlay's colour is told from a photo, by eyes of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.backdrop import Color

Colors: TypeAlias = NDArray[np.floating[Any]]
"""… × 3, red, green and blue from 0 to 1."""

LEAST_SHARE = 10
"""Percent of the photo that may differ less than is said: no colour stands out everywhere."""
COMMON_SHARE = 95
"""Percent of the photo whose colours an overlay must not look like: odd pixels do not decide."""
_BITS = 3
"""Of a channel by which colours are taken together."""

_PROTAN = ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0))
_DEUTAN = ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0))
"""What red-blind and green-blind people see, in linear sRGB: Viénot, Brettel & Mollon, "Digital video colourmaps for
checking the legibility of displays by dichromats", Color Research and Application 24 (1999)."""
_TRITAN = (
    ((1.01277, 0.13548, -0.14826), (-0.01243, 0.86812, 0.14431), (0.07589, 0.80500, 0.11911)),
    ((0.93678, 0.18979, -0.12657), (0.06154, 0.81526, 0.12320), (-0.37562, 1.12767, 0.24796)),
)
_TRITAN_SIDE = (0.03901, -0.02788, -0.01113)
"""Blue-blind people: Brettel, Viénot & Mollon, "Computerized simulation of color appearance for dichromats", JOSA A 14
(1997), which has two planes, and which of them is meant. The numbers of all three are those worked out for sRGB and
Smith & Pokorny's cones by N. Burrus (daltonlens.org, in the public domain)."""

_TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
"""Björn Ottosson, "A perceptual color space for image processing" (2020)."""


def least_differences(pixels: NDArray[np.uint8], colors: Sequence[Color], opacity: float) -> list[float]:
    """For each of `colors`, laid over the photo with `opacity`: how far that is from what the photo itself looks like,
    there or anywhere else, on all but `LEAST_SHARE` % of it, to the eyes that see least of the difference. It is a
    distance in Oklab, where black and white are 1 apart.

    `pixels`: rows × columns × 3 in sRGB. 512 × 512 of them take some ten milliseconds."""
    photo, weights = _counted(pixels)
    common = np.argsort(-weights)
    reached = np.cumsum(weights[common])
    common = common[: np.searchsorted(reached, reached[-1] * COMMON_SHARE / 100) + 1]
    plain = [_oklab(seen) for seen in _visions(_linear(photo[common]))]
    least = []
    for color in colors:
        # as it is painted: on the encoded values
        covered = _linear(photo * (1 - opacity) + np.array(color, np.float32) / 255 * opacity)
        nearest = (
            _nearest(_oklab(seen), photo_seen) for seen, photo_seen in zip(_visions(covered), plain, strict=True)
        )
        least.append(min(_exceeded(differences, weights) for differences in nearest))
    return least


def _counted(pixels: NDArray[np.uint8]) -> tuple[Colors, NDArray[np.float64]]:
    """The colours there are, near ones taken together, and how often each one is there."""
    flat = pixels.reshape(-1, 3)
    high = flat.astype(np.intp) >> (8 - _BITS)
    codes = (high[:, 0] << (2 * _BITS)) | (high[:, 1] << _BITS) | high[:, 2]
    counts = np.bincount(codes, minlength=1 << (3 * _BITS))
    sums = np.stack([np.bincount(codes, flat[:, channel], len(counts)) for channel in range(3)], axis=1)
    there = counts > 0
    weights = counts[there].astype(np.float64)
    return (sums[there] / weights[:, np.newaxis] / 255).astype(np.float32), weights


def _nearest(colors: Colors, others: Colors) -> NDArray[np.floating[Any]]:
    """Of each of `colors`, the distance to the nearest one of `others`."""
    squares = (colors**2).sum(axis=1)[:, np.newaxis] + (others**2).sum(axis=1) - 2 * colors @ others.T
    nearest: NDArray[np.floating[Any]] = np.sqrt(np.maximum(squares.min(axis=1), 0))
    return nearest


def _exceeded(differences: NDArray[np.floating[Any]], weights: NDArray[np.float64]) -> float:
    order = np.argsort(differences)
    share = np.cumsum(weights[order])
    return float(differences[order[np.searchsorted(share, share[-1] * LEAST_SHARE / 100)]])


def _visions(linear: Colors) -> tuple[Colors, Colors, Colors, Colors]:
    """`linear` as it is, and as it looks to red-blind, green-blind and blue-blind eyes."""
    is_first = linear @ np.array(_TRITAN_SIDE, np.float32) >= 0
    tritan = np.where(is_first[:, np.newaxis], _turned(linear, _TRITAN[0]), _turned(linear, _TRITAN[1]))
    seen = (linear, _turned(linear, _PROTAN), _turned(linear, _DEUTAN), tritan)
    first, second, third, fourth = (np.clip(colors, 0, 1) for colors in seen)
    return first, second, third, fourth


def _linear(encoded: Colors) -> Colors:
    """sRGB's own curve (IEC 61966-2-1)."""
    linear: Colors = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )
    return linear


def _oklab(linear: Colors) -> Colors:
    return _turned(np.cbrt(_turned(linear, _TO_CONES)), _TO_OKLAB)


def _turned(colors: Colors, matrix: tuple[tuple[float, float, float], ...]) -> Colors:
    return colors @ np.array(matrix, np.float32).T

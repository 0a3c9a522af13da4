"""How good the picture of a portrait is: sharpness and light of the face, and how even it is behind it.

Luma is that of Rec. 709 on the values as they are stored, 0 to 255; ΔE is that of CIE 1976.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.portrait import Landmarks

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

WHITE, BLACK = 250, 5
"""From and to which all three channels have to be to show no drawing."""
GRAIN = 0.5
"""Sigma in pixels of the blur by which grain is taken out before slopes are measured."""
DIFFERENCE = 1 / 3
"""Variance that the difference of two pixels over two adds to an edge's own."""
REBLUR = 1.0
"""Sigma in pixels of the blur by which an edge's own is measured (Zhuo and Sim 2011)."""
TEN_TO_NINETY = 2.563
"""Distance from 10 % to 90 % of a blurred edge, by the blur's sigma."""
STEEPEST = 0.97
"""Quantile of the slope from which something is an edge."""
PATCHES = 12
"""To the distance of the eyes; over each the background is averaged: grain is no unevenness."""
BESIDE, ABOVE = 0.08, 0.5
"""Without a matte: the share of the width at either side that is background, down to the eyes; and the share of the
room above the crown."""
CLEAR_OF = 5
"""Alpha from which something belongs to the person's edge."""
LEAST = 12
"""Patches of background from which on something is said about it."""


@dataclass(frozen=True, slots=True)
class PortraitQuality:
    """Not a number (nan) where it cannot be said."""

    sharpness: float
    """Share, 0 to 1, of the energy of the face's gradients that a Gaussian blur of one pixel takes."""
    edge_width: float
    """Pixels in which the face's clear edges go from 10 to 90 % of their step, the median."""
    face_luma: float
    """Median of the face."""
    clipped_high: float
    """Share of the face, 0 to 1, that is white, and black."""
    clipped_low: float
    background: tuple[float, float, float]
    """sRGB, the median of patches."""
    background_spread: float
    """Mean ΔE of the patches from it."""
    side_difference: float
    """ΔE between the medians of what is left and right of the head."""


@dataclass(frozen=True, slots=True)
class _Background:
    color: tuple[float, float, float] = (math.nan, math.nan, math.nan)
    spread: float = math.nan
    sides: float = math.nan


def measure_portrait(picture: Pixels, landmarks: Landmarks, matte: Pixels | None = None) -> PortraitQuality:
    """picture: rows × columns × 3, sRGB; matte: the person's alpha, rows × columns."""
    apart = max(1.0, math.dist(landmarks.left_eye, landmarks.right_eye))
    part, oval = _face(picture, landmarks, apart)
    luma = _luma(part)
    face = luma[oval]
    background = _background(picture, landmarks, apart, matte)
    if not face.size:
        nan = math.nan
        return PortraitQuality(nan, nan, nan, nan, nan, *_told(background))
    colors = part[oval]
    return PortraitQuality(
        _sharpness(luma, oval),
        _edge_width(luma),
        float(np.median(face)),
        float((colors >= WHITE).all(axis=1).mean()),
        float((colors <= BLACK).all(axis=1).mean()),
        *_told(background),
    )


def _told(background: _Background) -> tuple[tuple[float, float, float], float, float]:
    return background.color, background.spread, background.sides


def _luma(pixels: Pixels) -> Floats:
    return np.asarray(pixels.astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32), np.float32)


def _face(picture: Pixels, landmarks: Landmarks, apart: float) -> tuple[Pixels, Flags]:
    """The picture around the face, and the oval from the brows to the chin in it."""
    top, bottom, left, right = _box(picture, landmarks, apart)
    part = picture[top:bottom, left:right]
    y, x = np.mgrid[: part.shape[0], : part.shape[1]].astype(np.float32) + np.float32(0.5)
    (eye_x, eye_y), lean = landmarks.eyes, math.radians(landmarks.tilt)
    x, y = x + left - eye_x, y + top - eye_y
    across, down = x * math.cos(lean) + y * math.sin(lean), y * math.cos(lean) - x * math.sin(lean)
    chin = _below(landmarks)
    # the middle, half the height and half the width of a face without hair and ears
    middle, high, wide = 0.4 * chin, 0.57 * chin, 0.85 * apart
    oval = (across / wide) ** 2 + ((down - middle) / high) ** 2 < 1
    return part, np.asarray(oval)


def _below(landmarks: Landmarks) -> float:
    """How far below the eyes the chin is, along the head's own upright."""
    (eye_x, eye_y), lean = landmarks.eyes, math.radians(landmarks.tilt)
    x, y = landmarks.chin
    return max(1.0, (y - eye_y) * math.cos(lean) - (x - eye_x) * math.sin(lean))


def _box(picture: Pixels, landmarks: Landmarks, apart: float) -> tuple[int, int, int, int]:
    """Top, bottom, left and right around the face."""
    (x, y), chin = landmarks.eyes, _below(landmarks)
    top, bottom = math.floor(y - 0.6 * apart), math.ceil(y + chin + 0.3 * apart)
    left, right = math.floor(x - 1.4 * apart), math.ceil(x + 1.4 * apart)
    rows, columns = picture.shape[:2]
    return max(0, top), min(rows, max(0, bottom)), max(0, left), min(columns, max(0, right))


def _sharpness(luma: Floats, face: Flags) -> float:
    before, after = _slope(luma)[face], _slope(cv2.GaussianBlur(luma, (0, 0), 1.0))[face]
    energy = float(np.square(before).sum())
    return math.nan if energy == 0 else 1 - float(np.square(after).sum()) / energy


def _edge_width(luma: Floats) -> float:
    """Of lids, brows, nostrils: an edge blurred by sigma s loses slope by √(s² + r²) / s when blurred by r."""
    if min(luma.shape) < 8:
        return math.nan
    slope, blurred = (_slope(cv2.GaussianBlur(luma, (0, 0), sigma)) for sigma in (GRAIN, math.hypot(GRAIN, REBLUR)))
    steep = slope >= max(float(np.quantile(slope, STEEPEST)), 1.0)
    if not steep.any():
        return math.nan
    loss = float(np.median(slope[steep] / np.maximum(blurred[steep], 1e-3)))
    if loss <= 1.0:
        return math.nan
    return TEN_TO_NINETY * math.sqrt(max(REBLUR**2 / (loss**2 - 1) - GRAIN**2 - DIFFERENCE, 0.0))


def _slope(luma: cv2.typing.MatLike) -> Floats:
    across, down = (cv2.Sobel(luma, cv2.CV_32F, 1 - axis, axis, ksize=3, scale=0.125) for axis in (0, 1))
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _background(picture: Pixels, landmarks: Landmarks, apart: float, matte: Pixels | None) -> _Background:
    rows, columns = picture.shape[:2]
    scale = min(1.0, PATCHES / apart)
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    behind = _beside(size, landmarks, scale) if matte is None else _around(matte, size)
    if behind.sum() < LEAST:
        return _Background()
    values = np.asarray(cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    color = np.median(small[behind], axis=0)
    middle = cv2.cvtColor((color[None, None] / 255).astype(np.float32), cv2.COLOR_RGB2LAB)[0, 0]
    apart_from = np.linalg.norm(values[behind] - middle, axis=1)
    is_left = behind & (np.arange(size[0]) + 0.5 < landmarks.eyes[0] * scale)
    sides = [values[side] for side in (is_left, behind & ~is_left)]
    return _Background(
        (float(color[0]), float(color[1]), float(color[2])),
        float(apart_from.mean()),
        math.dist(*(np.median(side, axis=0) for side in sides)) if min(map(len, sides)) >= LEAST else math.nan,
    )


def _beside(size: tuple[int, int], landmarks: Landmarks, scale: float) -> Flags:
    """Where there is background in a framed portrait, be the hair as wide as it may."""
    columns, rows = size
    y, x = np.mgrid[:rows, :columns] + 0.5
    strip = BESIDE * columns
    is_beside = ((x < strip) | (x > columns - strip)) & (y < landmarks.eyes[1] * scale)
    return np.asarray(is_beside | (y < ABOVE * landmarks.crown[1] * scale))


def _around(matte: Pixels, size: tuple[int, int]) -> Flags:
    alpha = cv2.resize(matte, size, interpolation=cv2.INTER_AREA)
    # one patch away: there is hair that no matte knows
    return np.asarray(cv2.dilate(alpha, np.ones((3, 3), np.uint8)) < CLEAR_OF)

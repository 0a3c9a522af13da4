"""The eyes of a face that is nearly upright: found with the cascades that come with OpenCV, measured by the iris."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.portrait import Point
from picwish_desktop.vision.cascades import cascade
from picwish_desktop.vision.faces import Face

CASCADES = ("eye_tree_eyeglasses", "eye")
APART = 0.44
"""Of the eyes, in widths of the face: what the detector takes for one; so the next two."""
LEVEL = 0.38
"""Of the eyes below the upper border of the face."""
SMALLEST, LARGEST = 0.14, 0.42
"""Of an eye with its lids."""
IRIS = 0.092
"""Its radius by the distance of the eyes: 11.7 mm across where they are 63 mm apart."""
SMOOTH = 0.015
"""Sigma by which grain is taken out, by the distance of the eyes."""
TRUST = 0.09
"""Sigma of the detector's error, by the distance of the eyes."""
TRUST_OTHER = 0.12
"""The same of an eye that was not detected, from where the other one is."""
OTHER_FIT = 0.4
"""Share of an iris's contrast that the other one has at least."""


@dataclass(frozen=True, slots=True)
class Eyes:
    left: Point
    """On the picture, in pixels of the view."""
    right: Point
    is_found: bool
    """By a detector; else they are where eyes usually are."""


def find_eyes(grey: NDArray[np.uint8], face: Face) -> Eyes | None:
    """Both eyes of `face`, the middle of the iris each, or None. grey: rows × columns."""
    # evened out, an iris is as dark as its lashes: the cascades want it so, measuring does not
    even = np.asarray(cv2.equalizeHist(grey), np.uint8)
    points = [point for name in CASCADES for point in _candidates(even, face, name)]
    if pairs := list(_pairs(points, face)):
        left, right = min(pairs, key=lambda pair: _oddity(pair, face))
        smooth = _smooth(grey, math.dist(left, right))
        (left, _), (right, _) = (_iris(smooth, eye, math.dist(left, right), TRUST) for eye in (left, right))
        return Eyes(left, right, True)
    return _by_one_eye(grey, points, face)


def _by_one_eye(grey: NDArray[np.uint8], points: list[Point], face: Face) -> Eyes | None:
    """The other one is where its iris stands out about as much."""
    usual = usual_eyes(face)
    sides = [min(math.dist(point, usual.left), math.dist(point, usual.right)) for point in points]
    if not points or min(sides) > 0.1 * face.width:
        return None
    apart = APART * face.width
    smooth = _smooth(grey, apart)
    one, fit = _iris(smooth, points[int(np.argmin(sides))], apart, TRUST)
    is_left = one[0] < face.centre[0]
    other, other_fit = _iris(smooth, (one[0] + (apart if is_left else -apart), one[1]), apart, TRUST_OTHER)
    if other_fit < OTHER_FIT * fit:
        return None
    return Eyes(one, other, True) if is_left else Eyes(other, one, True)


def _smooth(grey: NDArray[np.uint8], apart: float) -> NDArray[np.uint8]:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), SMOOTH * apart), np.uint8)


def usual_eyes(face: Face) -> Eyes:
    """Where the eyes of an upright face are."""
    x, y = face.centre[0], face.y + LEVEL * face.height
    half = APART / 2 * face.width
    return Eyes((x - half, y), (x + half, y), False)


def _candidates(grey: NDArray[np.uint8], face: Face, name: str) -> list[Point]:
    top, bottom = max(0, round(face.y + 0.08 * face.height)), round(face.y + 0.68 * face.height)
    left, right = max(0, round(face.x - 0.05 * face.width)), round(face.x + 1.05 * face.width)
    part = np.ascontiguousarray(grey[top:bottom, left:right])
    least, most = (max(1, round(share * face.width)) for share in (SMALLEST, LARGEST))
    found = cascade(name).detectMultiScale(part, 1.06, 3, minSize=(least, least), maxSize=(most, most))
    return [(left + x + width / 2, top + y + height / 2) for x, y, width, height in found]


def _pairs(points: list[Point], face: Face) -> Iterator[tuple[Point, Point]]:
    """Those that can be the two eyes of one face."""
    for left, right in product(points, points):
        across, down = (right[0] - left[0]) / face.width, (right[1] - left[1]) / face.width
        if 0.3 < across < 0.6 and abs(down) < 0.35 * across:
            yield left, right


def _oddity(pair: tuple[Point, Point], face: Face) -> float:
    """How far a pair is from where eyes are."""
    usual = usual_eyes(face)
    return math.dist(pair[0], usual.left) + math.dist(pair[1], usual.right)


def _iris(grey: NDArray[np.uint8], near: Point, apart: float, trust: float) -> tuple[Point, float]:
    """The middle of the dark disc on lighter ground that is probably meant, and its contrast in grey levels."""
    radius = IRIS * apart
    reach = round(2.2 * trust * apart)
    margin = reach + math.ceil(2.2 * radius) + 1
    x, y = round(near[0] - 0.5), round(near[1] - 0.5)
    padded = cv2.copyMakeBorder(grey, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    part = padded[y : y + 2 * margin + 1, x : x + 2 * margin + 1].astype(np.float32)
    if part.shape != (2 * margin + 1, 2 * margin + 1):
        return near, 0.0
    fits = cv2.filter2D(part, -1, _disc(round(radius * 4) / 4), borderType=cv2.BORDER_REPLICATE)
    fits = fits[margin - reach : margin + reach + 1, margin - reach : margin + reach + 1]
    down, across = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    likely = np.exp(-((across**2 + down**2) / (2 * (trust * apart) ** 2)))
    best = np.maximum(fits, 0) * likely
    row, column = np.unravel_index(int(best.argmax()), best.shape)
    if best[row, column] <= 0:
        return near, 0.0
    middle = (
        x + 0.5 + float(across[0, column]) + _vertex(best[row], int(column)),
        y + 0.5 + float(down[row, 0]) + _vertex(best[:, column], int(row)),
    )
    return middle, float(fits[row, column])


@cache
def _disc(radius: float) -> NDArray[np.float32]:
    """Weights that add up to most where a dark disc has lighter ground beside and below; above are lid and lashes."""
    reach = math.ceil(2.2 * radius)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance = np.hypot(x, y)
    whole = np.clip(radius + 0.5 - distance, 0, 1)
    disc = whole * (y > -0.5 * radius)
    beside = np.clip(2 * radius + 0.5 - distance, 0, 1) * (1 - whole) * (y > -0.5 * np.abs(x))
    return np.asarray(beside / beside.sum() - disc / disc.sum(), np.float32)


def _vertex(values: NDArray[np.float32], index: int) -> float:
    """Of the parabola through the largest value and its neighbours, from the largest."""
    if not 0 < index < len(values) - 1:
        return 0.0
    before, most, after = (float(value) for value in values[index - 1 : index + 2])
    bend = before - 2 * most + after
    return 0.0 if bend >= 0 else float(np.clip((before - after) / (2 * bend), -0.5, 0.5))

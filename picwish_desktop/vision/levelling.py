"""Turning a head upright by its eyes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.portrait import Point
from picwish_desktop.vision.cascades import cascade
from picwish_desktop.vision.eyes import Eyes, find_eyes, usual_eyes
from picwish_desktop.vision.faces import Face
from picwish_desktop.vision.head_view import FACE, MIDDLE, Surroundings, View

LEANS = (0.0, -12.0, 12.0)
"""Degrees added to the face's own lean until eyes are found."""
STEADY = 0.3
"""Degrees of a last correction that needs no other."""
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Levelled:
    """A head turned upright."""

    view: View
    face: Face
    """In the view's pixels."""
    eyes: Eyes
    """There too."""

    @property
    def photo_eyes(self) -> tuple[Point, Point]:
        return self.view.to_photo(self.eyes.left), self.view.to_photo(self.eyes.right)


def levelled(around: Surroundings, face: Face) -> Levelled:
    """Turn the head upright by its eyes, look again, and turn by what is left."""
    for lean in LEANS:
        seen = _look(around, face.centre, face.width, face.roll + lean)
        if seen.eyes.is_found:
            break
    else:
        return _look(around, face.centre, face.width, face.roll)
    for _ in range(ROUNDS):
        tilt = _tilt(*seen.photo_eyes)
        centre = seen.view.to_photo(seen.face.centre)
        again = _look(around, centre, seen.face.width / seen.view.scale, tilt)
        if not again.eyes.is_found:
            break
        seen = again
        if abs(_tilt(*seen.photo_eyes) - tilt) < STEADY:
            break
    return seen


def _look(around: Surroundings, middle: Point, width: float, tilt: float) -> Levelled:
    view = around.view(middle, width, tilt)
    grey = np.asarray(cv2.cvtColor(view.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    face = _face_again(grey)
    eyes = find_eyes(grey, face) or usual_eyes(face)
    return Levelled(view, face, eyes)


def _face_again(grey: NDArray[np.uint8]) -> Face:
    """The face in the middle of a view, more exactly."""
    x, y = (round(middle) for middle in MIDDLE)
    part = np.ascontiguousarray(grey[y - FACE : y + FACE, x - FACE : x + FACE])
    half = cv2.equalizeHist(cv2.resize(part, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    least, most = round(0.35 * FACE), round(0.7 * FACE)
    boxes = cascade("frontalface_alt2").detectMultiScale(half, 1.05, 3, minSize=(least, least), maxSize=(most, most))
    faces = [
        Face(float(left), float(top), float(width), float(height)).scaled(2).moved(x - FACE, y - FACE)
        for left, top, width, height in boxes
    ]
    usual = Face(MIDDLE[0] - FACE / 2, MIDDLE[1] - FACE / 2, FACE, FACE)
    return min(faces, key=lambda face: math.dist(face.centre, MIDDLE), default=usual)


def _tilt(left: Point, right: Point) -> float:
    return math.degrees(math.atan2(right[1] - left[1], right[0] - left[0]))

"""Faces, found with the Haar cascades that come with OpenCV."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 400
"""Longer side in pixels at which faces are looked for: what is too small to be seen there is a crowd or a mistake."""
SMALLEST = 22
"""Width in pixels of the smallest face at that size, about that of the cascades' own window."""
HITS = 10
"""Of the cascade upon each other from which on a face is sure without its eyes, such as one behind sunglasses. What is
none, on photos of all kinds, had up to 6."""
ROLLS = (0.0, -20.0, 20.0)
"""Degrees the picture is turned by until a face is found: the cascades know upright faces only."""


@dataclass(frozen=True, slots=True)
class Face:
    """A square from the brows to the chin, in pixels of the picture it was found in."""

    x: float
    y: float
    width: float
    height: float
    roll: float = 0.0
    """Degrees the head leans clockwise, to the nearest 20."""
    is_sure: bool = True
    """False where it was barely hit and shows no eyes."""

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, across: float, down: float) -> Face:
        """Where it is in a picture that begins elsewhere."""
        return replace(self, x=self.x + across, y=self.y + down)

    def scaled(self, scale: float) -> Face:
        """Where it is in a picture `scale` times the size."""
        x, y, width, height = (side * scale for side in (self.x, self.y, self.width, self.height))
        return replace(self, x=x, y=y, width=width, height=height)


def find_faces(picture: NDArray[np.uint8]) -> list[Face]:
    """The faces in `picture` (rows × columns × 3, RGB): the sure ones before the others, of both the largest first."""
    scale = min(1.0, SIDE / max(picture.shape[:2]))
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    small = cv2.resize(np.ascontiguousarray(picture), size, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.equalizeHist(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)), np.uint8)
    for found in _looked_for(grey):
        if found:
            return distinct([face.scaled(1 / scale) for face in found])
    return []


def distinct(faces: list[Face]) -> list[Face]:
    """Of those that lie upon each other a sure one, and of these the largest."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: (not face.is_sure, -face.width, face.x, face.y)):
        if all(math.dist(face.centre, other.centre) > max(face.width, other.width) / 2 for other in kept):
            kept.append(face)
    return kept


def _looked_for(grey: NDArray[np.uint8]) -> Iterator[list[Face]]:
    """The faces found by one way after the other, the surest first."""
    for roll in ROLLS:
        yield [_turned_back(face, roll, grey.shape) for face in _frontal(_turned(grey, roll))]
    yield _frontal_with_eyes(grey)
    yield _profile(grey)


def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / f"haarcascade_{name}.xml"))


def _detect(grey: NDArray[np.uint8], name: str, neighbours: int) -> Iterator[tuple[Face, int]]:
    """Each with the number of hits upon each other that it was made of."""
    boxes, hits = _cascade(name).detectMultiScale2(grey, 1.1, neighbours, minSize=(SMALLEST, SMALLEST))
    for (x, y, width, height), n in zip(boxes, hits, strict=True):
        yield Face(int(x), int(y), int(width), int(height)), int(n)


def _frontal(grey: NDArray[np.uint8]) -> list[Face]:
    found = _detect(grey, "frontalface_alt2", 4)
    return [replace(face, is_sure=n >= HITS or _has_eyes(grey, face)) for face, n in found]


def _frontal_with_eyes(grey: NDArray[np.uint8]) -> list[Face]:
    return [face for face, _ in _detect(grey, "frontalface_default", 6) if _has_eyes(grey, face)]


def _has_eyes(grey: NDArray[np.uint8], face: Face) -> bool:
    left, top, width, height = (int(side) for side in (face.x, face.y, face.width, face.height))
    upper = cv2.resize(grey[top : top + height * 6 // 10, left : left + width], (120, 72))
    return len(_cascade("eye").detectMultiScale(upper, 1.05, 4, minSize=(18, 18))) >= 1


def _profile(grey: NDArray[np.uint8]) -> list[Face]:
    """The cascade knows faces that look to one side; the mirrored picture has those that look to the other."""
    found = [face for face, _ in _detect(grey, "profileface", 5)]
    for face, _ in _detect(np.ascontiguousarray(grey[:, ::-1]), "profileface", 5):
        found.append(replace(face, x=grey.shape[1] - face.x - face.width))
    return found


def _turned(grey: NDArray[np.uint8], roll: float) -> NDArray[np.uint8]:
    if not roll:
        return grey
    rows, columns = grey.shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), roll, 1.0)
    return np.asarray(cv2.warpAffine(grey, turn, (columns, rows), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _turned_back(face: Face, roll: float, shape: tuple[int, ...]) -> Face:
    """`face`, found after turning by `roll` counter-clockwise, where it is in the picture."""
    middle_x, middle_y = shape[1] / 2, shape[0] / 2
    across, down = face.centre[0] - middle_x, face.centre[1] - middle_y
    sine, cosine = math.sin(math.radians(roll)), math.cos(math.radians(roll))
    x = middle_x + cosine * across - sine * down
    y = middle_y + sine * across + cosine * down
    return replace(face, x=x - face.width / 2, y=y - face.height / 2, roll=roll)

"""A portrait on a photo: where the head is, and which part of the photo its ID photo shows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""x and y in pixels of the upright photo; the middle of its first pixel is at (.5, .5)."""
Matrix: TypeAlias = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): a point (x, y) goes to (a·x + b·y + c, d·x + e·y + f)."""


@dataclass(frozen=True, slots=True)
class Landmarks:
    """What the rules of ID photos measure from."""

    crown: Point
    """Top of the head with its hair."""
    chin: Point
    left_eye: Point
    """Middle of the one that is left on the picture."""
    right_eye: Point

    @property
    def eyes(self) -> Point:
        """The middle between them."""
        return (self.left_eye[0] + self.right_eye[0]) / 2, (self.left_eye[1] + self.right_eye[1]) / 2

    @property
    def tilt(self) -> float:
        """Degrees the head leans clockwise, by the line through the eyes."""
        (x0, y0), (x1, y1) = self.left_eye, self.right_eye
        return math.degrees(math.atan2(y1 - y0, x1 - x0))

    @property
    def head_height(self) -> float:
        """From chin to crown along the head's own upright, in pixels."""
        lean = math.radians(self.tilt)
        across, down = self.chin[0] - self.crown[0], self.chin[1] - self.crown[1]
        return down * math.cos(lean) - across * math.sin(lean)


@dataclass(frozen=True, slots=True)
class Placement:
    """A turned rectangle on the photo: what an ID photo shows. Its shape is the document's."""

    center: Point
    height: float
    """In pixels of the photo."""
    angle: float = 0.0
    """Degrees by which the rectangle is turned clockwise against the photo: so much the ID photo is levelled."""

    def to_photo(self, width: float, height: float) -> Matrix:
        """Takes points of a `width` × `height` ID photo to the photo; both have their origin at the top left corner."""
        scale = self.height / height
        cosine, sine = (scale * part for part in self._turn())
        a, b, d, e = cosine, -sine, sine, cosine
        x, y = self.center
        return a, b, x - (a * width + b * height) / 2, d, e, y - (d * width + e * height) / 2

    def from_photo(self, width: float, height: float) -> Matrix:
        """The other way: takes points of the photo to the `width` × `height` ID photo."""
        scale = height / self.height
        cosine, sine = (scale * part for part in self._turn())
        a, b, d, e = cosine, sine, -sine, cosine
        x, y = self.center
        return a, b, width / 2 - (a * x + b * y), d, e, height / 2 - (d * x + e * y)

    def moved(self, dx: float, dy: float) -> Placement:
        """Show what lies `dx`, `dy` pixels of the photo further along the ID photo's own sides."""
        cosine, sine = self._turn()
        x, y = self.center
        return replace(self, center=(x + dx * cosine - dy * sine, y + dx * sine + dy * cosine))

    def _turn(self) -> tuple[float, float]:
        return math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))


def apply(matrix: Matrix, point: Point) -> Point:
    """Where `matrix` takes `point`."""
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + b * y + c, d * x + e * y + f

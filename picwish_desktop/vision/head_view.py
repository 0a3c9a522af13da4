"""A head seen upright and at a size of its own, however large and leaning it is on the photo."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.portrait import Point
from picwish_desktop.vision.faces import Face
from picwish_desktop.vision.working import working_copy

FACE = 160
"""Pixels across the face in a view."""
SIZE = 544, 672
"""Columns and rows of a view."""
MIDDLE = 272.0, 360.0
"""Where the middle of the face is in it."""
REACH = 3.5
"""Widths of the face around its middle that a view may need, however it is turned."""
SPARE = 1.25
"""Times as many pixels as a view has are kept of the photo, so that turning does not blur."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    pixels: NDArray[np.uint8]
    """`SIZE`, RGB."""
    matrix: NDArray[np.float64]
    """2 × 3: takes points of the photo to the view; both have the middle of their first pixel at (.5, .5)."""

    @property
    def scale(self) -> float:
        """Pixels of the view for one of the photo."""
        return math.hypot(self.matrix[0, 0], self.matrix[1, 0])

    def to_photo(self, point: Point) -> Point:
        x, y = np.linalg.solve(self.matrix[:, :2], np.array(point) - self.matrix[:, 2])
        return float(x), float(y)


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """The part of a photo around a face, averaged down to what views need."""

    pixels: NDArray[np.uint8]
    left: int
    """Pixels of the photo."""
    top: int
    across: float
    """Pixels of this part for one of the photo."""
    down: float

    def view(self, middle: Point, face_width: float, tilt: float) -> View:
        """The head whose face has its middle there, is so wide and leans so many degrees clockwise."""
        scale = FACE / face_width
        cosine, sine = scale * math.cos(math.radians(tilt)), scale * math.sin(math.radians(tilt))
        turned = np.array([[cosine, sine], [-sine, cosine]])
        matrix = np.column_stack([turned, np.array(MIDDLE) - turned @ np.array(middle)])
        return View(self._through(matrix), matrix)

    def seen_as(self, view: View) -> NDArray[np.uint8]:
        """The same as `view` shows, of these surroundings, which may be a matte's."""
        return self._through(view.matrix)

    def _through(self, matrix: NDArray[np.float64]) -> NDArray[np.uint8]:
        # from this part's pixels, which OpenCV counts from the middle of the first
        own = np.vstack([matrix, [0, 0, 1]]) @ np.array(
            [[1 / self.across, 0, self.left], [0, 1 / self.down, self.top], [0, 0, 1]]
        )
        own[:2, 2] += own[:2, :2] @ [0.5, 0.5] - 0.5
        return np.asarray(cv2.warpAffine(self.pixels, own[:2], SIZE, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def surroundings(picture: NDArray[np.uint8], face: Face) -> Surroundings:
    """Of `face`, found in `picture` (rows × columns × channels, or a matte: rows × columns), which may be mapped."""
    rows, columns = picture.shape[:2]
    across, down = face.centre
    reach = REACH * face.width
    left, right = max(0, math.floor(across - reach)), min(columns, math.ceil(across + reach))
    top, bottom = max(0, math.floor(down - reach)), min(rows, math.ceil(down + reach))
    part = picture[top:bottom, left:right]
    longer = max(part.shape[:2])
    small = working_copy(part, max(1, min(longer, round(longer * SPARE * FACE / face.width))))
    return Surroundings(small, left, top, small.shape[1] / part.shape[1], small.shape[0] / part.shape[0])

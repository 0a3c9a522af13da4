"""What a placement makes of a face and of the photo: the numbers that the rules are about."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from picwish_desktop.idphoto.framing import face_middle
from picwish_desktop.idphoto.polygon import Polygon, area, clipped
from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.model.cutout import Matte
from picwish_desktop.model.portrait import Landmarks, Placement, apply

_ON = 1e-3
"""Pixels from the photo's border that are on it."""
_HALF = 128
"""Level of the matte from which on a pixel is more the subject's than not."""
_NOTHING = np.zeros(0, np.uint8)


@dataclass(frozen=True, slots=True)
class Measures:
    """Of the face. Lengths are shares (0 to 1) of the ID photo's height; `in_mm` makes millimetres of them."""

    height_mm: float | None
    """The ID photo's; None where it is only uploaded."""
    head: float
    """From chin to crown."""
    eyes: float
    """The eye line above the lower border."""
    above: float
    """Room between the crown and the upper border."""
    below: float
    """Room between the chin and the lower border."""
    off_center: float
    """How far the face's middle is to the right of the middle, as a share of the ID photo's width."""
    tilt: float
    """Degrees the head leans clockwise on the ID photo."""

    def in_mm(self, share: float) -> float | None:
        return None if self.height_mm is None else share * self.height_mm


@dataclass(frozen=True, slots=True)
class Crop:
    """Of the photo that is shown."""

    photo_pixels: float
    """Pixels of the photo, along a line, for each of the ID photo: below 1 it is enlarged."""
    outside: float
    """Share of the ID photo, 0 to 1, that lies beyond the photo."""
    beyond_left: float
    """How far it reaches beyond this side of the photo, in pixels of the ID photo; 0 where it does not."""
    beyond_top: float
    beyond_right: float
    beyond_bottom: float
    shown: float
    """Share of the photo, 0 to 1, that is to be seen."""
    cut_left: float = 0.0
    """How much of the subject ends on this side of the photo, in pixels of the ID photo along it. Shoulders may end at
    the bottom."""
    cut_top: float = 0.0
    cut_right: float = 0.0


def measure(spec: DocumentSpec, landmarks: Landmarks, placement: Placement, size: tuple[int, int]) -> Measures:
    """`size` is width and height of the ID photo in pixels."""
    width, height = size
    matrix = placement.from_photo(width, height)
    crown, chin, eyes = (apply(matrix, point) for point in (landmarks.crown, landmarks.chin, landmarks.eyes))
    return Measures(
        None if spec.size_mm is None else spec.size_mm[1],
        head=(chin[1] - crown[1]) / height,
        eyes=1 - eyes[1] / height,
        above=crown[1] / height,
        below=1 - chin[1] / height,
        off_center=face_middle(crown, chin, eyes) / width - 0.5,
        tilt=(landmarks.tilt - placement.angle + 180) % 360 - 180,
    )


def crop_of(
    placement: Placement, photo_size: tuple[int, int], size: tuple[int, int], matte: Matte | None = None
) -> Crop:
    """`photo_size` and `size`, the ID photo's, are widths and heights in pixels. matte: where the background is
    replaced, what is left of the photo; only its outermost rows and columns are looked at."""
    (width, height), (photo_width, photo_height) = size, photo_size
    matrix = placement.to_photo(width, height)
    corners: Polygon = tuple(apply(matrix, corner) for corner in ((0, 0), (width, 0), (width, height), (0, height)))
    inside = corners
    for plane in ((-1, 0, 0), (1, 0, photo_width), (0, -1, 0), (0, 1, photo_height)):
        inside = clipped(inside, *plane)
    scale = placement.height / height
    across, down = zip(*corners, strict=True)
    left, top, right = (_NOTHING,) * 3 if matte is None else (matte[:, 0], matte[0], matte[:, -1])
    return Crop(
        photo_pixels=scale,
        outside=1 - area(inside) / area(corners),
        beyond_left=max(0.0, -min(across)) / scale,
        beyond_top=max(0.0, -min(down)) / scale,
        beyond_right=max(0.0, max(across) - photo_width) / scale,
        beyond_bottom=max(0.0, max(down) - photo_height) / scale,
        shown=area(inside) / (photo_width * photo_height),
        cut_left=_of_subject(left, [y for x, y in inside if x < _ON]) / scale,
        cut_top=_of_subject(top, [x for x, y in inside if y < _ON]) / scale,
        cut_right=_of_subject(right, [y for x, y in inside if x > photo_width - _ON]) / scale,
    )


def _of_subject(border: Matte, ends: list[float]) -> int:
    """How many pixels of the matte's outermost row or column are the subject's, as far as the frame shows it."""
    if not ends:
        return 0
    # a corner of the photo may be found a little beside it
    first = max(0, math.floor(min(ends)))
    return int(np.count_nonzero(border[first : math.ceil(max(ends))] >= _HALF))

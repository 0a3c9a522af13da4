"""Where the head of a portrait is: crown, chin and eyes, for the rules of ID photos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from picwish_desktop.model.portrait import Landmarks, Point
from picwish_desktop.vision.accessories import glasses, hat
from picwish_desktop.vision.chin import find_chin
from picwish_desktop.vision.crown import find_crown, person_mask
from picwish_desktop.vision.faces import Face, find_faces
from picwish_desktop.vision.faint_faces import find_faint_faces
from picwish_desktop.vision.head_view import surroundings
from picwish_desktop.vision.heads import NoFaceError
from picwish_desktop.vision.levelling import Levelled, levelled
from picwish_desktop.vision.working import working_copy

SIDE = 1024
"""Of the copy in which faces are looked for."""
USUAL = 1.12
"""Of the crown with its hair above the eyes, by the chin's distance below them."""
LEAST, MOST = 0.75, 1.9
"""Of the same: what is lower is a forehead, what is higher is something behind the head."""
SMALL = 0.6
"""Width of a face by the first one's, down to which it may be the portrait if the first has no eyes."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What is known of the head; all in pixels of the picture."""

    landmarks: Landmarks
    faces: tuple[Face, ...]
    """As `find_faces` has them: the sure ones first."""
    eyes_found: bool
    """By a detector; else they are where eyes usually are, and the head counts as upright."""
    crown_found: bool
    """On a mask of the person; else it is where crowns usually are, or the picture cuts it off."""
    chin_clarity: float
    """0 where the chin is where chins usually are, 1 where its edge is clear."""
    hat: float
    """Estimates, 0 to 1."""
    glasses: float


def _unwatched(_part: float) -> None:
    """No one wants to know."""


def find_portrait(
    picture: NDArray[np.uint8],
    matte: NDArray[np.uint8] | None = None,
    progress: Callable[[float], None] = _unwatched,
) -> Portrait:
    """The surest face's head in `picture` (rows × columns × 3, RGB, upright), which may be memory-mapped.

    matte: the person's alpha (rows × columns), if there is a cutout. progress: called with 0 to 1. Raises NoFaceError.
    """
    progress(0.0)
    small = working_copy(picture, SIDE)
    scale = picture.shape[1] / small.shape[1]
    sure = find_faces(small)
    faces = [face.scaled(scale) for face in sure or find_faint_faces(small)]
    progress(0.3)
    heads = _heads(picture, faces)
    if not sure:
        heads = [(face, head) for face, head in heads if head.eyes.is_found]
        faces = [face for face, _ in heads]
    if not heads:
        raise NoFaceError("No face was found. Place the lines for crown, eyes and chin by hand.")
    face, head = next(((face, head) for face, head in heads if head.eyes.is_found), heads[0])
    progress(0.6)
    view, eyes = head.view, head.eyes
    chin = find_chin(view.pixels, eyes)
    axis, level = (eyes.left[0] + eyes.right[0]) / 2, (eyes.left[1] + eyes.right[1]) / 2
    if matte is None:
        mask = person_mask(view.pixels, head.face)
    else:
        mask = surroundings(matte, face).seen_as(view)[..., 0] >= 128
    progress(0.9)
    usual = axis, level - USUAL * (chin.tip[1] - level)
    found = find_crown(mask, head.face, axis)
    is_likely = found is not None and LEAST < (level - found[1]) / (chin.tip[1] - level) < MOST
    crown = found if found is not None and is_likely else usual
    result = Portrait(
        Landmarks(_in_picture(view.to_photo(crown), picture.shape), view.to_photo(chin.tip), *head.photo_eyes),
        tuple(faces),
        eyes.is_found,
        is_likely,
        chin.clarity,
        hat(view.pixels, eyes, crown[1]),
        glasses(view.pixels, eyes),
    )
    progress(1.0)
    return result


def _heads(picture: NDArray[np.uint8], faces: list[Face]) -> list[tuple[Face, Levelled]]:
    """The first face's and, until one has eyes, those of others nearly as large."""
    heads: list[tuple[Face, Levelled]] = []
    for face in faces:
        if face.width < SMALL * faces[0].width or (heads and heads[-1][1].eyes.is_found):
            break
        heads.append((face, levelled(surroundings(picture, face), face)))
    return heads


def _in_picture(point: Point, shape: tuple[int, ...]) -> Point:
    """`point`, or the nearest one in the picture."""
    return min(max(point[0], 0.0), float(shape[1])), min(max(point[1], 0.0), float(shape[0]))

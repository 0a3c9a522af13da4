"""Cutting out a head: the face with its hair and hat, down to the chin."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.faces import Face, find_faces
from picwish_desktop.vision.grabcut import grabcut
from picwish_desktop.vision.parts import cleaned
from picwish_desktop.vision.priors import person_prior
from picwish_desktop.vision.segment import Hints, Segmentation


class NoFaceError(Exception):
    """There is no face to cut out."""


def _unwatched(_part: float) -> None:
    """No one wants to know."""


def cut_head(
    picture: NDArray[np.uint8],
    hints: Hints = Hints(),  # noqa: B008 - frozen
    progress: Callable[[float], None] = _unwatched,
) -> Segmentation:
    """A head in `picture`, a working copy (rows × columns × 3, RGB): the surest face's, then the next one's.

    hints.box: the head's box, drawn by hand. progress: called with 0 to 1. Raises NoFaceError.
    """
    progress(0.0)
    faces = find_faces(picture) if hints.box is None else [_face_in(hints.box)]
    progress(0.3)
    if not faces:
        raise NoFaceError("No face was found. Draw a box around the head.")
    face = faces[hints.attempt % len(faces)]
    rows, columns = picture.shape[:2]
    person = grabcut(picture, person_prior(rows, columns, face), 3)
    progress(0.8)
    head = cleaned((person & _head_region(rows, columns, face)) | _chin(rows, columns, face))
    progress(1.0)
    return Segmentation(np.where(head, 255, 0).astype(np.uint8), len(faces), 0.3)


def _face_in(box: tuple[int, int, int, int]) -> Face:
    """The face in a head's box: the hair is above it."""
    x, y, width, height = box
    side = min(width / 1.25, height / 1.45)
    return Face(x + (width - side) / 2, y + height - 1.1 * side, side, side)


def _head_region(rows: int, columns: int, face: Face) -> NDArray[np.bool_]:
    """Above the jaw, and not much wider than the face."""
    y, x = np.ogrid[:rows, :columns]
    return np.asarray((y < face.y + 0.8 * face.height) & (np.abs(x - face.centre[0]) < 1.1 * face.width))


def _chin(rows: int, columns: int, face: Face) -> NDArray[np.bool_]:
    oval = np.zeros((rows, columns), np.uint8)
    middle = round(face.centre[0]), round(face.y + 0.47 * face.height)
    axes = max(1, round(0.58 * face.width)), max(1, round(0.66 * face.height))
    cv2.ellipse(oval, middle, axes, face.roll, 0, 360, 1, -1)
    return np.asarray(oval > 0)

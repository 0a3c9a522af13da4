"""A head gets its hair back, and nothing far from it changes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from picwish_desktop.vision.faces import Face
from picwish_desktop.vision.hair import with_hair

Flags = NDArray[np.bool_]
ROWS, COLUMNS = 400, 360
FACE = Face(140, 110, 80, 80)


def ellipse(middle: tuple[int, int], axes: tuple[int, int]) -> Flags:
    return np.asarray(cv2.ellipse(np.zeros((ROWS, COLUMNS), np.uint8), middle, axes, 0, 0, 360, (1,), -1) > 0)


HEAD = ellipse((180, 145), (46, 62))
HAIR = ellipse((180, 125), (60, 66)) & ~HEAD & (np.arange(ROWS)[:, None] < 170)
BODY = ellipse((180, 380), (120, 180)) & (np.arange(ROWS)[:, None] > 205)


def portrait() -> NDArray[np.uint8]:
    picture = np.full((ROWS, COLUMNS, 3), (120.0, 150, 170))
    for part, colour in ((BODY, (200, 90, 40)), (HAIR, (60, 40, 30)), (HEAD, (220, 170, 145))):
        picture[part] = colour
    picture += np.random.default_rng(7).normal(0, 4, picture.shape)
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def test_missing_hair_is_added() -> None:
    mask = with_hair(portrait(), HEAD | BODY, FACE)
    assert mask[HAIR].mean() > 0.9
    assert (mask & ~(HEAD | HAIR | BODY)).sum() < 200


def test_the_wall_beside_the_head_is_taken_out() -> None:
    wall = ellipse((250, 120), (20, 30)) & ~HEAD & ~HAIR
    mask = with_hair(portrait(), HEAD | HAIR | BODY | wall, FACE)
    assert mask[wall].mean() < 0.1
    assert mask[HAIR].mean() > 0.9


def test_nothing_changes_far_from_the_head() -> None:
    before = HEAD | BODY | ellipse((20, 20), (12, 12))
    after = with_hair(portrait(), before, FACE)
    assert np.array_equal(after[300:], before[300:])
    assert np.array_equal(after[:25], before[:25])


def test_a_face_outside_of_the_picture_changes_nothing() -> None:
    assert np.array_equal(with_hair(portrait(), BODY, Face(900, 900, 80, 80)), BODY)

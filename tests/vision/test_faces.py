"""Faces: found where they are, upright and leaning, at any size; nothing found where there are none."""

from __future__ import annotations

import io
import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from picwish_desktop.vision.faces import Face, distinct, find_faces
from picwish_desktop.vision.working import WORKING_SIDE, working_copy
from tests.benchmarks.portraits import portrait

NOSE = 225.0, 125.0
"""In the astronaut's picture."""


def astronaut() -> NDArray[np.uint8]:
    return np.asarray(data.astronaut(), np.uint8)


def test_the_astronauts_face() -> None:
    (face,) = find_faces(astronaut())
    assert math.dist(face.centre, NOSE) < 20
    assert 75 < face.width < 130
    assert face.roll == 0


@pytest.mark.parametrize("roll", [-24.0, 24.0])
def test_a_leaning_head_is_found_where_it_is(roll: float) -> None:
    turn = cv2.getRotationMatrix2D((256, 256), -roll, 1.0)
    picture = np.asarray(cv2.warpAffine(astronaut(), turn, (512, 512), borderMode=cv2.BORDER_REPLICATE), np.uint8)
    face = find_faces(picture)[0]
    assert math.dist(face.centre, turn @ (*NOSE, 1)) < 25
    assert face.roll == math.copysign(20, roll)


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_sizes_are_told_in_the_pictures_pixels(scale: float) -> None:
    picture = np.asarray(cv2.resize(astronaut(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    face = find_faces(picture)[0]
    assert math.dist(face.centre, (NOSE[0] * scale, NOSE[1] * scale)) < 20 * scale
    assert 70 * scale < face.width < 135 * scale


def test_two_faces_the_larger_first() -> None:
    head = astronaut()[:256, 100:356]
    small = cv2.resize(head, (160, 160), interpolation=cv2.INTER_AREA)
    picture = np.full((260, 460, 3), 180, np.uint8)
    picture[:256, 200:456] = head
    picture[80:240, 20:180] = small
    large, little = find_faces(picture)
    assert large.width > 1.3 * little.width
    assert large.centre[0] > 200 > little.centre[0]


def of_16_megapixels() -> NDArray[np.uint8]:
    """The astronaut's working copy of a JPEG of 4000 × 4000 pixels: the helmet's ring looks like a face in it."""
    large = cv2.resize(astronaut(), (4000, 4000), interpolation=cv2.INTER_CUBIC)
    file = io.BytesIO()
    Image.fromarray(large).save(file, "JPEG", quality=92)
    return working_copy(np.asarray(Image.open(file), np.uint8))


def test_a_face_comes_before_a_larger_thing_that_looks_like_one() -> None:
    """The thing is still there, for whoever asks for the next one."""
    scale = WORKING_SIDE / 512
    first, second = find_faces(of_16_megapixels())
    assert math.dist(first.centre, (NOSE[0] * scale, NOSE[1] * scale)) < 20 * scale
    assert second.width > first.width
    assert (first.is_sure, second.is_sure) == (True, False)


def test_a_face_behind_sunglasses_is_sure_by_what_else_is_seen_of_it() -> None:
    picture, scale = of_16_megapixels(), WORKING_SIDE / 512
    marks, black = portrait("as it is").landmarks, (30, 30, 33)
    left, right = ((round(x * scale), round(y * scale)) for x, y in (marks.left_eye, marks.right_eye))
    for eye in (left, right):
        cv2.ellipse(picture, eye, (round(18 * scale), round(15 * scale)), 0, 0, 360, black, -1)
    cv2.line(picture, left, right, black, round(4 * scale))
    face = find_faces(picture)[0]
    assert math.dist(face.centre, (NOSE[0] * scale, NOSE[1] * scale)) < 30 * scale
    assert face.is_sure


def test_a_leaning_face_that_is_barely_hit_is_sure_by_its_eyes() -> None:
    (face,) = find_faces(portrait("turned -20°").picture)
    assert (face.roll, face.is_sure) == (0, True)


def test_a_face_is_not_lost_in_a_larger_thing_around_it() -> None:
    """Most of the picture, on which the astronaut is far at the lower right, looks like a face."""
    shown = portrait("far at the lower right")
    small = working_copy(shown.picture)
    scale = small.shape[1] / shown.picture.shape[1]
    (face,) = find_faces(small)
    marks = shown.landmarks
    assert math.dist(face.centre, (scale * marks.eyes[0], scale * (marks.eyes[1] + marks.chin[1]) / 2)) < 25 * scale
    assert face.width < 130 * scale


FACES = st.lists(
    st.builds(
        lambda x, y, width, is_sure: Face(x, y, width, width, is_sure=is_sure),
        st.integers(0, 100),
        st.integers(0, 100),
        st.integers(20, 90),
        st.booleans(),
    )
)


@given(FACES)
def test_of_faces_upon_each_other_a_sure_one_is_kept_however_small_it_is(faces: list[Face]) -> None:
    def lies_upon(face: Face, other: Face) -> bool:
        return math.dist(face.centre, other.centre) <= max(face.width, other.width) / 2

    kept = distinct(faces)
    assert [face.is_sure for face in kept] == sorted((face.is_sure for face in kept), reverse=True)
    assert not any(lies_upon(face, other) for n, face in enumerate(kept) for other in kept[:n])
    for face in faces:
        assert any(lies_upon(face, other) and other.is_sure >= face.is_sure for other in kept)


@pytest.mark.parametrize("name", ["coffee", "chelsea", "rocket"])
def test_no_face_where_there_is_none(name: str) -> None:
    assert find_faces(np.asarray(getattr(data, name)(), np.uint8)) == []


def test_pictures_too_small_for_a_face() -> None:
    for size in ((1, 1), (5, 300), (21, 21)):
        assert find_faces(np.full((*size, 3), 128, np.uint8)) == []


def test_scaled() -> None:
    face = Face(10, 20, 30, 40, 5.0, True).scaled(2)
    assert face == Face(20, 40, 60, 80, 5.0, True)
    assert face.centre == (50, 80)

"""Faces: found where they are, upright and leaning, at any size; nothing found where there are none."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from picwish_desktop.vision.faces import Face, find_faces

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

"""The quality of portraits: numbers that are known because the picture was made so."""

from __future__ import annotations

import math
from dataclasses import asdict

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from picwish_desktop.model.portrait import Landmarks
from picwish_desktop.vision.portrait_quality import PortraitQuality, measure_portrait
from picwish_desktop.vision.tasks import TASKS
from tests.benchmarks.portraits import blurred, of_light, plain, recoloured, scaling, warped

Pixels = NDArray[np.uint8]

MARKS = Landmarks((200.0, 70.0), (200.0, 330.0), (150.0, 200.0), (250.0, 200.0))
SIZE = 500, 400
"""Rows and columns of the drawn portraits."""


def drawn(face: int = 150, wall: tuple[int, int, int] = (200, 205, 210)) -> Pixels:
    picture = np.full((*SIZE, 3), wall, np.uint8)
    cv2.ellipse(picture, (200, 200), (105, 136), 0, 0, 360, (face,) * 3, -1)
    picture[336:, 40:360] = 60
    return picture


def matte() -> Pixels:
    alpha = np.zeros(SIZE, np.uint8)
    cv2.ellipse(alpha, (200, 200), (105, 136), 0, 0, 360, (255,), -1)
    alpha[336:, 40:360] = 255
    return alpha


def sigma_of(quality: PortraitQuality) -> float:
    return quality.edge_width / 2.563


@pytest.mark.parametrize("sigma", [0.8, 1.5, 2.5, 4.0])
def test_the_width_of_edges_that_were_blurred_by_so_much(sigma: float) -> None:
    picture = drawn(200)
    for down in range(130, 300, 34):
        picture[down : down + 17, 110:290] = 60
    # a pixel is as wide as itself: 1/12 of variance
    expected = math.sqrt(sigma**2 + 1 / 12)
    assert sigma_of(measure_portrait(blurred(sigma)(picture), MARKS)) == pytest.approx(expected, rel=0.15)


def test_what_is_blurred_is_less_sharp() -> None:
    photo = plain()
    found = [measure_portrait(photo.picture, photo.landmarks)]
    found += [measure_portrait(blurred(sigma)(photo.picture), photo.landmarks) for sigma in (0.5, 1, 2, 3)]
    sharp, widths = [one.sharpness for one in found], [one.edge_width for one in found]
    assert sharp == sorted(sharp, reverse=True)
    assert widths == sorted(widths)
    # the checks' limits: a sharp photo passes, sigma 1 is about where they warn, sigma 3 fails
    assert sharp[0] > 0.4
    assert widths[0] < 2
    assert 0.2 < sharp[2] < 0.35
    assert 2.5 < widths[2] < 3.5
    assert sharp[4] < 0.1
    assert widths[4] > 7


def test_a_picture_made_larger_is_no_sharper() -> None:
    small = measure_portrait(plain().picture, plain().landmarks)
    large = warped(plain(), scaling(3, 3), (1536, 1536))
    found = measure_portrait(large.picture, large.landmarks)
    assert found.edge_width > 2 * small.edge_width
    assert found.sharpness < small.sharpness / 2
    assert found.face_luma == pytest.approx(small.face_luma, abs=2)


def test_brightness_alone_does_not_change_sharpness() -> None:
    photo = plain()
    dimmed = recoloured(photo, of_light(lambda light: light * 0.5))
    before, after = (measure_portrait(one.picture, one.landmarks) for one in (photo, dimmed))
    assert after.sharpness == pytest.approx(before.sharpness, abs=0.02)
    assert after.edge_width == pytest.approx(before.edge_width, abs=0.2)
    assert after.face_luma == pytest.approx(before.face_luma / 2, abs=1)


@pytest.mark.parametrize("level", [0, 40, 150, 255])
def test_the_light_of_the_face_is_that_of_the_face_alone(level: int) -> None:
    found = measure_portrait(drawn(level), MARKS)
    assert found.face_luma == level
    assert found.clipped_high == (level == 255)
    assert found.clipped_low == (level == 0)


def test_one_saturated_channel_is_no_clipped_light() -> None:
    picture = drawn(150)
    picture[70:330, 90:310] = (255, 180, 140)
    assert measure_portrait(picture, MARKS).clipped_high == 0


def test_half_a_face_is_white() -> None:
    picture = drawn(150)
    picture[:, :200] = 255
    found = measure_portrait(picture, MARKS)
    assert found.clipped_high == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("with_matte", [False, True])
def test_an_even_wall(with_matte: bool) -> None:
    found = measure_portrait(drawn(), MARKS, matte() if with_matte else None)
    assert list(found.background) == [200, 205, 210]
    assert found.background_spread == found.side_difference == 0


@pytest.mark.parametrize("with_matte", [False, True])
def test_a_wall_that_differs_from_side_to_side(with_matte: bool) -> None:
    picture = drawn(wall=(119, 119, 119))
    wall = picture[:, 200:]
    # L* 50 and 60 in sRGB
    wall[np.equal(wall, 119).all(axis=2)] = 145
    found = measure_portrait(picture, MARKS, matte() if with_matte else None)
    assert found.side_difference == pytest.approx(10, abs=0.6)
    assert 3 < found.background_spread < 7


def test_grain_is_no_unevenness() -> None:
    grain = np.random.default_rng(1).normal(0, 12, (*SIZE, 1))
    picture = np.rint(np.full((*SIZE, 3), 180) + grain).clip(0, 255).astype(np.uint8)
    assert measure_portrait(picture, MARKS).background_spread < 1.5


def test_without_background_nothing_is_said_of_it() -> None:
    found = measure_portrait(drawn(), MARKS, np.full(SIZE, 255, np.uint8))
    assert all(map(math.isnan, (*found.background, found.background_spread, found.side_difference)))
    assert found.face_luma == 150


def test_without_a_face_nothing_is_said_of_it() -> None:
    beside = Landmarks(*((x + 2000, y) for x, y in (MARKS.crown, MARKS.chin, MARKS.left_eye, MARKS.right_eye)))
    found = measure_portrait(drawn(), beside)
    assert all(map(math.isnan, (found.sharpness, found.edge_width, found.face_luma, found.clipped_high)))


def test_the_task_gives_all_of_it() -> None:
    points = np.array([MARKS.crown, MARKS.chin, MARKS.left_eye, MARKS.right_eye])
    results = TASKS["measure_portrait"]({"picture": drawn(), "landmarks": points, "matte": matte()}, {}, lambda _: None)
    expected = asdict(measure_portrait(drawn(), MARKS, matte()))
    assert results.keys() == expected.keys()
    assert all(np.array_equal(results[name], value, equal_nan=True) for name, value in expected.items())

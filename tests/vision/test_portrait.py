"""Portraits: crown, chin and eyes where a hand measured them, whatever was done to the picture; refusals; estimates."""

from __future__ import annotations

import asyncio
import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from picwish_desktop.vision.chin import USUAL, find_chin
from picwish_desktop.vision.crown import find_crown
from picwish_desktop.vision.eyes import Eyes
from picwish_desktop.vision.faces import Face
from picwish_desktop.vision.head_view import FACE, MIDDLE, SIZE, surroundings
from picwish_desktop.vision.heads import NoFaceError
from picwish_desktop.vision.portrait import find_portrait
from picwish_desktop.vision.tasks import TASKS
from picwish_desktop.vision.worker import TaskRefusedError, Worker
from tests.benchmarks.portrait import score
from tests.benchmarks.portraits import (
    names,
    plain,
    portrait,
    recoloured,
    scaling,
    shift,
    turn,
    warped,
    with_cap,
    with_glasses,
)

HEAD, TILT, EYES = 0.02, 1.2, 0.05
"""What was measured is below them by a third; the issue's own bounds are .04 and 1.5."""


@pytest.mark.parametrize(
    "name",
    [
        "as it is",
        "turned -20°",
        "turned +15°",
        "scaled 0.35",
        "scaled 3.0",
        "far at the lower right",
        "mirrored",
        "dimmed to 30 %",
        "blur 2.5",
        "before grey, pose 3",
        "before dark, pose 10",
        "before rocket, pose 14",
        "by lot 6",
    ],
)
def test_the_landmarks_are_where_a_hand_measured_them(name: str) -> None:
    found = score(portrait(name))
    assert abs(found.head) < HEAD
    assert abs(found.crown) < HEAD
    assert abs(found.chin) < HEAD
    assert abs(found.tilt) < TILT
    assert found.eyes < EYES
    assert (found.eyes_found, found.crown_found) == (True, True)
    assert max(found.hat, found.glasses) < 0.2


def test_there_are_enough_portraits() -> None:
    assert len(names()) >= 40


@pytest.mark.parametrize("degrees", [-10, 6])
def test_a_hat_and_glasses_are_guessed(degrees: float) -> None:
    in_cap, in_glasses = (
        score(warped(worn, turn(degrees), (512, 512))) for worn in (with_cap(plain()), with_glasses(plain()))
    )
    assert in_cap.hat > 0.8
    assert in_cap.glasses < 0.2
    assert in_glasses.glasses > 0.8
    assert abs(in_glasses.head) < HEAD
    assert abs(in_glasses.tilt) < TILT


def test_the_crown_is_the_mattes() -> None:
    photo = plain()
    lower = photo.matte.copy()
    lower[:30] = 0
    whole, cut = (find_portrait(photo.picture, matte).landmarks for matte in (photo.matte, lower))
    assert abs(whole.crown[1] - photo.landmarks.crown[1]) < 1.5
    assert abs(cut.crown[1] - 30) < 1.5
    assert cut.chin == whole.chin


def test_a_matte_without_the_head_is_no_help() -> None:
    found = find_portrait(plain().picture, np.zeros((512, 512), np.uint8))
    assert not found.crown_found
    assert 0.9 < found.landmarks.head_height / plain().landmarks.head_height < 1.1


def test_a_head_that_the_picture_cuts_off() -> None:
    found = find_portrait(np.ascontiguousarray(plain().picture[40:]))
    assert not found.crown_found
    assert found.landmarks.crown[1] < 3
    assert abs(found.landmarks.chin[1] - (plain().landmarks.chin[1] - 40)) < 3


def test_of_several_faces_the_largest() -> None:
    head = plain().picture[:256, 100:356]
    picture = np.full((260, 460, 3), 180, np.uint8)
    picture[:256, 200:456] = head
    picture[80:240, 20:180] = cv2.resize(head, (160, 160), interpolation=cv2.INTER_AREA)
    found = find_portrait(picture)
    assert len(found.faces) == 2
    assert found.faces[0].width > found.faces[1].width
    assert math.dist(found.landmarks.left_eye, (304.0, 100.5)) < 3


@pytest.mark.parametrize("shape", [(1, 1), (40, 300), (300, 400)])
def test_no_face(shape: tuple[int, int]) -> None:
    with pytest.raises(NoFaceError, match=r"^No face was found\. Place the lines .* by hand\.$"):
        find_portrait(np.full((*shape, 3), 128, np.uint8))


def test_progress_rises_to_one() -> None:
    parts: list[float] = []
    find_portrait(plain().picture, progress=parts.append)
    assert parts == sorted(parts)
    assert (parts[0], parts[-1]) == (0, 1)


def test_the_tasks() -> None:
    photo = plain()
    results = TASKS["find_portrait"]({"picture": photo.picture, "matte": photo.matte}, {}, lambda _: None)
    found = find_portrait(photo.picture, photo.matte)
    marks = found.landmarks
    assert np.array_equal(results["landmarks"], [marks.crown, marks.chin, marks.left_eye, marks.right_eye])
    assert results["faces"].shape == (1, 4)
    assert int(results["n_faces"]) == 1
    assert bool(results["eyes_found"])
    assert bool(results["crown_found"])
    assert (float(results["hat"]), float(results["glasses"])) == (found.hat, found.glasses)


async def test_in_the_worker() -> None:
    """Its pictures are read-only and memory-mapped."""
    worker, quiet = Worker(), asyncio.Event()
    try:
        arrays = {"picture": plain().picture, "matte": plain().matte}
        found = await worker.run("find_portrait", arrays, lambda _: quiet.set())
        measured = await worker.run("measure_portrait", {**arrays, "landmarks": found["landmarks"]}, lambda _: None)
        with pytest.raises(TaskRefusedError, match="No face was found"):
            await worker.run("find_portrait", {"picture": np.zeros((90, 90, 3), np.uint8)}, lambda _: None)
    finally:
        worker.close()
    assert quiet.is_set()
    assert abs(found["landmarks"][1, 1] - plain().landmarks.chin[1]) < 3
    assert measured["background"].shape == (3,)


def head_mask() -> NDArray[np.bool_]:
    mask = np.zeros((672, 544), np.uint8)
    cv2.ellipse(mask, (272, 340), (100, 140), 0, 0, 360, 1, -1)
    mask[480:, 100:444] = 1
    return mask.astype(bool)


VIEW_FACE = Face(192, 280, 160, 160)


def test_the_crown_of_a_mask() -> None:
    crown = find_crown(head_mask(), VIEW_FACE, 272)
    assert crown is not None
    assert crown[0] == pytest.approx(272.5, abs=1)
    assert crown[1] == pytest.approx(200, abs=1.5)


def test_strands_and_things_behind_are_no_crown() -> None:
    mask = head_mask()
    mask[120:220, 270:276] = True
    mask[20:60, 200:300] = True
    mask[100:500, 20:60] = True
    assert find_crown(mask, VIEW_FACE, 272) == find_crown(head_mask(), VIEW_FACE, 272)


def test_no_crown_where_the_mask_has_no_face() -> None:
    assert find_crown(np.zeros((672, 544), bool), VIEW_FACE, 272) is None


EYES_AT = Eyes((237.0, 340.0), (307.0, 340.0), True)


def jaw(chin: float, neck: int, collar: float | None = None) -> NDArray[np.uint8]:
    """A face that ends in an arc, 70 px between the eyes, over a neck of that grey."""
    view = np.full((672, 544, 3), neck, np.uint8)
    cv2.ellipse(view, (272, round(chin) - 130), (80, 130), 0, 0, 360, (190, 190, 190), -1, cv2.LINE_AA)
    if collar is not None:
        view[round(collar) :] = 15
    return view


@pytest.mark.parametrize("chin", [450.0, 460.0, 472.0])
@pytest.mark.parametrize("collar", [None, 30.0])
def test_the_chin_is_the_end_of_the_jaw(chin: float, collar: float | None) -> None:
    found = find_chin(jaw(chin, 130, None if collar is None else chin + collar), EYES_AT)
    assert found.tip[1] == pytest.approx(chin, abs=3)
    assert found.tip[0] == pytest.approx(272, abs=5)
    assert found.clarity > 0.9


def test_a_black_collar_under_a_light_neck_is_no_jaw() -> None:
    found = find_chin(jaw(450, 160, 470), EYES_AT)
    assert found.tip[1] == pytest.approx(450, abs=3)


def test_without_an_edge_the_chin_is_where_chins_are() -> None:
    found = find_chin(np.full((672, 544, 3), 150, np.uint8), EYES_AT)
    assert found.clarity == 0
    assert found.tip == (272, 340 + USUAL * 70)


@given(
    st.floats(60, 140),
    st.floats(60, 140),
    st.floats(20, 90),
    st.floats(-30, 30),
    st.tuples(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3)),
)
def test_a_view_shows_what_its_matrix_says(
    x: float, y: float, width: float, tilt: float, beside: tuple[float, float]
) -> None:
    spot = x + beside[0] * width, y + beside[1] * width
    down, across = np.mgrid[:200, :200] + 0.5
    glow = np.exp(-((across - spot[0]) ** 2 + (down - spot[1]) ** 2) / (2 * (0.08 * width) ** 2))
    picture = np.repeat(np.rint(255 * glow).astype(np.uint8)[..., None], 3, axis=2)
    around = surroundings(picture, Face(x - width / 2, y - width / 2, width, width))
    view = around.view((x, y), width, tilt)
    assert view.pixels.shape == (SIZE[1], SIZE[0], 3)
    assert view.to_photo(MIDDLE) == pytest.approx((x, y))
    assert view.scale == pytest.approx(FACE / width)
    column, row = view.matrix @ (*spot, 1)
    light = view.pixels[..., 0].astype(float)
    light[light < 20] = 0
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]] + 0.5
    middle = (light * columns).sum() / light.sum(), (light * rows).sum() / light.sum()
    # a quarter pixel of the photo
    assert math.dist(middle, (column, row)) < 0.25 * view.scale + 0.3
    assert view.to_photo((column, row)) == pytest.approx(spot)


def test_sizes_and_places_do_not_change_what_is_found() -> None:
    """The same picture twice as large and elsewhere: the same landmarks, twice as far apart."""
    first = find_portrait(plain().picture).landmarks
    moved = warped(plain(), shift(80, 60) @ scaling(2, 2), (1100, 1084))
    second = find_portrait(moved.picture).landmarks
    assert second.head_height == pytest.approx(2 * first.head_height, rel=0.01)
    assert second.eyes == pytest.approx((2 * first.eyes[0] + 80, 2 * first.eyes[1] + 60), abs=2)


def test_dimming_does_not_move_the_chin() -> None:
    first = find_portrait(plain().picture).landmarks
    dimmed = recoloured(plain(), lambda pixels: np.asarray(pixels // 4, np.uint8))
    assert find_portrait(dimmed.picture).landmarks.chin[1] == pytest.approx(first.chin[1], abs=2)

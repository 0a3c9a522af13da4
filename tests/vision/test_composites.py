"""The benchmark's own ground: composites whose truth is true, references that fit, a person who paints sensibly."""

from collections.abc import Callable
from itertools import product

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.benchmarks.composites import BACKDROPS, SUBJECTS, Composite, composite, composites, half, names
from tests.benchmarks.simulated_person import stroke
from tests.references import drawing, photo, reference

SIDE = 256
# one of each subject, and of each backdrop
DIAGONAL = [f"{list(SUBJECTS)[number % len(SUBJECTS)]} before {backdrop}" for number, backdrop in enumerate(BACKDROPS)]


@pytest.fixture(scope="module")
def made() -> Callable[[str], Composite]:
    known = {name: composite(name, SIDE) for name in DIAGONAL}
    return known.__getitem__


def test_there_are_enough_of_them_and_the_halves_share_nothing() -> None:
    assert len(SUBJECTS) >= 6
    assert len(BACKDROPS) >= 8
    assert names() == [f"{subject} before {backdrop}" for subject, backdrop in product(SUBJECTS, BACKDROPS)]
    parts = [{part for name in names(which) for part in name.split(" before ")} for which in ("tuning", "held out")]
    assert not parts[0] & parts[1]
    assert {half(name) for name in names("tuning")} == {"tuning"}
    assert {SUBJECTS[name.split(" before ")[0]].kind for name in names("held out")} == {"person", "object"}
    assert next(composites(64, "held out")).name == names("held out")[0]


@pytest.mark.parametrize("name", DIAGONAL)
def test_where_alpha_is_full_the_picture_is_the_subject(name: str, made: Callable[[str], Composite]) -> None:
    each = made(name)
    assert max(each.alpha.shape) == SIDE
    assert each.picture.shape == each.foreground.shape == (*each.alpha.shape, 3)
    assert np.array_equal(each.picture[each.alpha == 255], each.foreground[each.alpha == 255])


@pytest.mark.parametrize("name", DIAGONAL)
def test_in_the_band_there_is_a_backdrop_that_makes_the_picture(name: str, made: Callable[[str], Composite]) -> None:
    each = made(name)
    band = (each.alpha > 0) & (each.alpha < 255)
    alpha = each.alpha[band][:, None] / 255
    # solved for the backdrop: possible colours only, up to the picture's rounding
    backdrop = (each.picture[band] - alpha * each.foreground[band]) / (1 - alpha)
    slack = 0.5001 / (1 - alpha)
    assert (backdrop >= -slack).all()
    assert (backdrop <= 255 + slack).all()


@pytest.mark.parametrize("name", DIAGONAL)
def test_the_band_is_thin_and_the_subject_of_a_photograph_s_size(name: str, made: Callable[[str], Composite]) -> None:
    each = made(name)
    band = ((each.alpha > 0) & (each.alpha < 255)).mean()
    assert 0.02 < (each.alpha > 127).mean() < 0.8
    assert 0 < band < 0.25


def test_the_same_every_time_and_the_same_subject_at_any_size() -> None:
    name = "chelsea before garage"
    small, again, large = composite(name, SIDE), composite(name, SIDE), composite(name, 2 * SIDE)
    assert np.array_equal(small.picture, again.picture)
    assert np.array_equal(small.alpha, again.alpha)
    halved = cv2.resize(large.alpha, small.alpha.shape[::-1], interpolation=cv2.INTER_AREA)
    assert ((halved > 127) != (small.alpha > 127)).mean() < 0.01


@pytest.mark.parametrize("name", ["camera before cloth", "coin before lawn", "astronaut before dusk"])
def test_nothing_of_the_old_backdrop_is_in_the_subjects_colour(name: str) -> None:
    # a dark coat before a bright sky, a bright coin on dark velvet, hair before a bright wall
    each = composite(name, 512)
    if name.startswith("astronaut"):
        each = Composite(name, each.picture, each.alpha[:220], each.foreground[:220], each.subject_kind)
    depth = cv2.distanceTransform((each.alpha == 255).astype(np.uint8), cv2.DIST_L2, 5)
    rim, inside = (each.alpha > 0) & (each.alpha < 100), (depth > 3) & (depth < 6)
    assert abs(np.median(each.foreground[rim]) - np.median(each.foreground[inside])) < 25


@pytest.mark.parametrize("name", ["astronaut before dusk", "camera before cloth", "chelsea before lawn"])
def test_hair_grows_outwards(name: str) -> None:
    alpha = composite(name, 512).alpha
    away = cv2.distanceTransform((alpha < 230).astype(np.uint8), cv2.DIST_L2, 5)
    assert ((alpha > 20) & (away > 4)).sum() > 40


@pytest.mark.parametrize("name", ["astronaut", "camera", "chelsea", "coffee", "coin", "helmet", "rocket"])
def test_a_reference_fits_its_photo_and_lies_on_an_edge_of_it(name: str) -> None:
    matte = reference(name)
    assert matte.shape == photo(name).shape[:2]
    assert set(np.unique(matte[[0, -1]])) <= set(range(256))
    lightness = cv2.cvtColor(photo(name), cv2.COLOR_RGB2Lab).astype(np.float32)
    steepness = sum(
        np.hypot(cv2.Sobel(lightness[..., channel], -1, 1, 0), cv2.Sobel(lightness[..., channel], -1, 0, 1))
        for channel in range(3)
    )
    steepest = cv2.dilate(np.asarray(steepness, np.float32), np.ones((3, 3)))
    points = np.concatenate([outline.points for outline in drawing(name).outlines])
    rows, columns = matte.shape
    inside = ((points > 3) & (points < (columns - 3, rows - 3))).all(axis=1)

    def median_steepness(moved_by: int) -> float:
        x, y = (points[inside] + moved_by).astype(int).clip(0, (columns - 1, rows - 1)).T
        return float(np.median(steepest[y, x]))

    # a drawing that is off by a few pixels lies beside the edges
    assert median_steepness(0) > 1.5 * median_steepness(6)
    assert median_steepness(0) > 1.5 * median_steepness(-6)


def test_the_cat_fills_its_frame() -> None:
    matte = reference("chelsea")
    assert 0.7 < (matte > 127).mean() < 0.9
    for x, y, is_cat in ((10, 50, False), (430, 20, False), (420, 240, False), (170, 110, True), (300, 250, True)):
        assert (matte[y, x] > 127) == is_cat
    assert (matte[-1, :380] == 255).all()


Matte = NDArray[np.uint8]


def disc(side: int, x: int, y: int, radius: int) -> Matte:
    return np.asarray(cv2.circle(np.zeros((side, side), np.uint8), (x, y), radius, (255,), -1), np.uint8)


@given(x=st.integers(60, 340), y=st.integers(60, 340), radius=st.integers(8, 50), missing=st.booleans())
def test_the_person_paints_inside_what_is_wrong_with_the_right_sign(x: int, y: int, radius: int, missing: bool) -> None:
    blob, nothing = disc(400, x, y, radius), np.zeros((400, 400), np.uint8)
    painted = (
        stroke(nothing, blob, np.random.default_rng(1)) if missing else stroke(blob, nothing, np.random.default_rng(1))
    )
    assert painted is not None
    assert painted.keep == missing
    assert painted.mask.any()
    assert (blob[painted.mask > 0] > 0).mean() > 0.95


def test_the_person_looks_at_the_largest_wrong_part_in_a_window_of_640_pixels() -> None:
    small, large = disc(1280, 200, 200, 40), disc(1280, 900, 900, 120)
    painted = stroke(np.zeros_like(small), small | large, np.random.default_rng(1))
    assert painted is not None
    assert painted.mask.shape == (640, 640)
    y, x = np.nonzero(painted.mask)
    assert np.hypot(x - 450, y - 450).max() < 62


def test_the_person_follows_what_is_long_and_thin() -> None:
    bar = np.zeros((300, 600), np.uint8)
    bar[140:152, 100:500] = 255
    painted = stroke(bar, np.zeros_like(bar), np.random.default_rng(1))
    assert painted is not None
    y, x = np.nonzero(painted.mask)
    assert np.ptp(x) > 100
    assert np.ptp(y) < 12


def test_the_person_is_content_where_nothing_wrong_can_be_seen() -> None:
    blob = disc(400, 200, 200, 50)
    assert stroke(blob, blob, np.random.default_rng(1)) is None
    almost = np.where(disc(400, 200, 150, 1) > 0, 0, blob).astype(np.uint8)
    assert stroke(almost, blob, np.random.default_rng(1)) is None

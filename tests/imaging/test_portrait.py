"""An ID photo shows what its placement says: to the bit, to a tenth of a pixel, and without rims."""

import tracemalloc

import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from picwish_desktop.imaging.portrait import render_portrait
from picwish_desktop.model.portrait import Placement, apply

NOISE = np.random.default_rng(5).integers(0, 256, (300, 400, 3), dtype=np.uint8)
BLUE = (40, 90, 200)


def flat(color: tuple[int, int, int], height: int = 300, width: int = 400) -> NDArray[np.uint8]:
    return np.broadcast_to(np.asarray(color, np.uint8), (height, width, 3)).copy()


def test_a_part_that_is_neither_turned_nor_scaled_comes_out_to_the_last_bit() -> None:
    part = NOISE[100:200, 160:240]
    assert np.array_equal(render_portrait(NOISE, None, Placement((200, 150), 100), (80, 100), None), part)
    opaque = np.full((300, 400), 255, np.uint8)
    cut = render_portrait(NOISE, opaque, Placement((200, 150), 100), (80, 100), None)
    assert np.array_equal(cut, np.dstack((part, opaque[:100, :80])))


def test_sixteen_bits_become_the_nearest_of_eight() -> None:
    fine = np.random.default_rng(6).integers(0, 65536, (300, 400, 3)).astype(np.uint16)
    shown = render_portrait(fine, None, Placement((200, 150), 100), (80, 100), None)
    assert np.array_equal(shown, np.rint(fine[100:200, 160:240] / 257).astype(np.uint8))


def test_beyond_the_photo_is_the_colour_or_white_or_nothing() -> None:
    corner = Placement((10, 10), 100)
    matte = np.full((300, 400), 255, np.uint8)
    for cutout, color, beyond in ((None, BLUE, BLUE), (None, None, (255, 255, 255)), (matte, None, (0, 0, 0, 0))):
        shown = render_portrait(NOISE, cutout, corner, (80, 100), color)
        assert tuple(shown[39, 40]) == beyond
        assert tuple(shown[40, 29]) == beyond
        assert np.array_equal(shown[40:, 30:, :3], NOISE[:60, :50])


def test_all_of_a_photo_made_smaller_has_no_rim_of_the_background() -> None:
    grey = flat((90, 100, 110))
    shown = render_portrait(grey, None, Placement((200, 150), 300), (133, 100), (255, 0, 0))
    assert np.array_equal(shown[:, 1:-1], flat((90, 100, 110), 100, 131))


@pytest.mark.parametrize("angle", [0.0, 4.0])
@pytest.mark.parametrize("scale", [0.5, 1.0, 1.7, 6.0])
def test_a_soft_edge_shows_no_halo_of_what_was_cut_away(angle: float, scale: float) -> None:
    """Skin before green: under the matte's half transparent edge the subject's own colour stands."""
    photo = flat((0, 255, 0), 600, 800)
    photo[:, 200:640] = (200, 150, 120)
    matte = np.zeros((600, 800), np.uint8)
    matte[:, 200:640] = 255
    matte[:, 200:220] = np.linspace(0, 255, 20, dtype=np.uint8)
    placement = Placement((300, 300), 90 * scale, angle)
    transparent = render_portrait(photo, matte, placement, (72, 90), None)
    seen = transparent[transparent[..., 3] > 0].astype(int)
    assert np.abs(seen[:, :3] - (200, 150, 120)).max() <= 1
    white = render_portrait(photo, matte, placement, (72, 90), (255, 255, 255)).astype(int)
    assert (white[..., 1] <= white[..., 0]).all(), "nowhere greener than skin or white"


def test_what_is_fully_transparent_is_black() -> None:
    matte = np.zeros((300, 400), np.uint8)
    matte[:, 200:] = 255
    shown = render_portrait(NOISE, matte, Placement((200, 150), 200, 3), (80, 100), None)
    assert not shown[shown[..., 3] == 0].any()


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([0.0, 0.03, 0.5, -3.0, 12.0, -24.0]),
    st.floats(0.4, 8.0),
    st.floats(0.25, 0.75),
    st.floats(0.25, 0.75),
)
def test_a_dot_is_where_the_placement_says(angle: float, scale: float, across: float, down: float) -> None:
    size = width, height = 64, 82
    placement = Placement((450.3, 350.8), height * scale, angle)
    there = across * width, down * height
    x, y = apply(placement.to_photo(width, height), there)
    rows, columns = np.mgrid[0:700, 0:900] + 0.5
    dot = 250 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 2 / max(1.5, 1.5 * scale) ** 2)
    photo = np.repeat(np.rint(dot).astype(np.uint8)[..., None], 3, axis=2)
    shown = render_portrait(photo, None, placement, size, (0, 0, 0))[..., 0].astype(float)
    rows, columns = np.mgrid[0:height, 0:width] + 0.5
    found = (shown * columns).sum() / shown.sum(), (shown * rows).sum() / shown.sum()
    assert np.hypot(found[0] - there[0], found[1] - there[1]) < 0.1


def test_a_fine_pattern_made_smaller_becomes_its_mean_and_no_moire() -> None:
    stripes = np.zeros((1200, 900, 3), np.uint8)
    stripes[:, ::2] = 200
    for angle in (0.0, 5.0):
        shown = render_portrait(stripes, None, Placement((450, 600), 1000, angle), (77, 100), (100, 100, 100))
        assert np.abs(shown.astype(int) - 100).max() <= 2


def test_turning_costs_no_sharpness() -> None:
    """Astronaut turned and turned back against astronaut: fine detail stays."""
    face = skimage.data.astronaut()
    once = render_portrait(face, None, Placement((256, 256), 512, 7), (1024, 1024), None)
    back = render_portrait(once, None, Placement((512, 512), 512, -7), (256, 256), None)
    straight = render_portrait(face, None, Placement((256, 256), 256), (256, 256), None)
    sharpness = [np.abs(np.diff(picture.astype(float), axis=1)).mean() for picture in (back, straight)]
    assert sharpness[0] > 0.9 * sharpness[1]
    assert np.abs(back.astype(float) - straight).mean() < 2


def test_tiles_fit_together() -> None:
    """A picture of several tiles is that of one tile, made at half its size."""
    steps = np.add.outer(np.arange(1500), np.arange(1500)) / 3000 * 255
    photo = np.repeat(np.rint(steps).astype(np.uint8)[..., None], 3, axis=2)
    shown = render_portrait(photo, None, Placement((750, 750), 900, 6), (900, 900), None).astype(int)
    assert np.abs(np.diff(shown[..., 0], axis=0)).max() <= 1
    assert np.abs(np.diff(shown[..., 0], axis=1)).max() <= 1


@pytest.mark.parametrize(("size", "angle"), [((413, 531), 5.0), ((1200, 1543), 0.0)])
def test_a_large_photo_needs_little_memory(size: tuple[int, int], angle: float) -> None:
    photo = np.zeros((4000, 3000, 3), np.uint8)
    matte = np.zeros((4000, 3000), np.uint8)
    tracemalloc.start()
    try:
        render_portrait(photo, matte, Placement((1500, 2000), 3600, angle), size, None)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()

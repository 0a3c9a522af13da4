"""Backdrops: the right colours at the right places, the same in parts, at every size and in 16 bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage  # type: ignore[import-untyped]

from picwish_desktop.imaging.backdrop import Blurred, Size, blurred_for, dither, render_fine
from picwish_desktop.imaging.blur import blurred_photo
from picwish_desktop.model.backdrop import (
    Backdrop,
    BackdropPicture,
    BlurredBackdrop,
    ColorBackdrop,
    GradientBackdrop,
    PictureBackdrop,
)
from picwish_desktop.model.geometry import Rect
from tests.imaging.pictures import gradient

CANVAS = (160, 90)
WHOLE = Rect(0, 0, *CANVAS)
GRADIENT = GradientBackdrop((10, 200, 30), (250, 20, 90), 90)


def smooth(height: int = 60, width: int = 80) -> NDArray[np.uint8]:
    noise = ndimage.gaussian_filter(np.random.default_rng(5).random((height, width, 3)), (4, 4, 0))
    pixels: NDArray[np.uint8] = np.rint((noise - noise.min()) / np.ptp(noise) * 255).astype(np.uint8)
    return pixels


PICTURE = BackdropPicture(smooth(), "sky.jpg")


def as_is(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return pixels.astype(np.float32)


def blurred() -> Blurred:
    pixels = blurred_photo(smooth(), np.zeros((60, 80), np.uint8), 3)
    return blurred_for(pixels, Rect(0, 0, 80, 60), Rect(-20, -30, 160, 90))


def saved(backdrop: Backdrop, rect: Rect, canvas: Size, behind: Blurred | None = None) -> NDArray[np.uint8]:
    """As a file of 8 bits gets it."""
    fine = render_fine(backdrop, rect, canvas, as_is, behind)
    return (fine + (dither(rect)[..., None] if isinstance(backdrop, GradientBackdrop) else 0.5)).astype(np.uint8)


EVERY: list[Backdrop] = [
    ColorBackdrop((1, 2, 3)),
    GRADIENT,
    GradientBackdrop((0, 0, 0), (255, 255, 255), 33),
    PictureBackdrop(PICTURE),
    PictureBackdrop(PICTURE, 2.3, 0.1, 0.9),
    BlurredBackdrop(),
]


@pytest.mark.parametrize("backdrop", EVERY, ids=lambda backdrop: type(backdrop).__name__)
@given(st.integers(0, 150), st.integers(0, 80), st.integers(1, 70), st.integers(1, 50))
@settings(deadline=None, max_examples=25)
def test_parts_come_out_as_in_the_whole(backdrop: Backdrop, x: int, y: int, width: int, height: int) -> None:
    part = Rect(x, y, width, height).intersection(WHOLE)
    whole = saved(backdrop, WHOLE, CANVAS, blurred())[part.slices]
    alone = saved(backdrop, part, CANVAS, blurred())
    assert alone.dtype == np.uint8
    # interpolation counts the places of a part anew, and both of its passes may round them the other way
    is_interpolated = isinstance(backdrop, PictureBackdrop | BlurredBackdrop)
    np.testing.assert_allclose(alone, whole.astype(int), atol=2 if is_interpolated else 1e-9)


def test_a_colour_is_that_colour() -> None:
    assert (saved(ColorBackdrop((7, 80, 200)), WHOLE, CANVAS) == (7, 80, 200)).all()


@pytest.mark.parametrize(
    ("angle", "first", "last"),
    [
        (0, (45, 0), (45, 159)),
        (90, (0, 80), (89, 80)),
        (180, (45, 159), (45, 0)),
        (270, (89, 80), (0, 80)),
        (45, (0, 0), (89, 159)),
        (135, (0, 159), (89, 0)),
    ],
)
def test_a_gradient_runs_from_its_start_to_its_end(angle: float, first: tuple[int, int], last: tuple[int, int]) -> None:
    backdrop = GradientBackdrop((10, 200, 30), (250, 20, 90), angle)
    pixels = saved(backdrop, WHOLE, CANVAS).astype(int)
    assert np.abs(pixels[first] - backdrop.start).max() <= 1
    assert np.abs(pixels[last] - backdrop.end).max() <= 1
    middle = (np.array(backdrop.start) + backdrop.end) / 2
    assert np.abs(pixels[44:46, 79:81].mean(axis=(0, 1)) - middle).max() <= 2


def test_a_slight_gradient_shows_no_bands() -> None:
    canvas = (64, 1024)
    backdrop = GradientBackdrop((250, 250, 250), (255, 255, 255), 90)
    rows = saved(backdrop, Rect(0, 0, *canvas), canvas)[..., 0].astype(float).mean(axis=1)
    # the mean of eight rows follows the line, where plain rounding is off by half a step
    smoothed = rows.reshape(-1, 8).mean(axis=1)
    line = np.linspace(250, 255, 1024).reshape(-1, 8).mean(axis=1)
    assert np.abs(smoothed - line).max() < 0.1


def test_sixteen_bits_have_all_their_steps() -> None:
    canvas = (4000, 2)
    fine = render_fine(GradientBackdrop((100, 100, 100), (110, 110, 110), 0), Rect(0, 0, *canvas), canvas, as_is)
    assert len(np.unique(np.rint(fine[0, :, 0] * 257))) > 2500
    assert np.abs(fine[0, :, 0] - np.linspace(100, 110, 4000)).max() < 0.03


def test_a_picture_just_fills_the_canvas() -> None:
    picture = np.zeros((100, 100, 3), np.uint8)
    picture[:, :, 0] = np.arange(100)
    picture[:, :, 1] = np.arange(100)[:, None]
    pixels = saved(PictureBackdrop(BackdropPicture(picture, "")), Rect(0, 0, 50, 25), (50, 25))
    # 100 across becomes 50; of 100 down the middle half is seen
    assert np.abs(pixels[12, :, 0] - (np.arange(50) * 2 + 0.5)).max() <= 1
    assert np.abs(pixels[:, 25, 1] - (25 + np.arange(25) * 2 + 0.5)).max() <= 1


@pytest.mark.parametrize(("y", "top"), [(0.0, 0), (0.5, 25), (1.0, 50)])
def test_a_picture_can_be_moved_to_its_borders(y: float, top: int) -> None:
    picture = np.repeat(np.arange(100, dtype=np.uint8)[:, None, None], 100, axis=1).repeat(3, axis=2)
    pixels = saved(PictureBackdrop(BackdropPicture(picture, ""), y=y), Rect(0, 0, 100, 50), (100, 50))
    np.testing.assert_allclose(pixels[:, 50, 0], np.arange(top, top + 50), atol=1)


def test_zoom_shows_less_of_a_picture() -> None:
    picture = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 100, axis=0).repeat(3, axis=2)
    pixels = saved(PictureBackdrop(BackdropPicture(picture, ""), 2.0), Rect(0, 0, 200, 100), (200, 100))
    assert abs(int(pixels[50, 0, 0]) - 50) <= 1
    assert abs(int(pixels[50, -1, 0]) - 150) <= 1


def test_a_reduced_picture_serves_the_screen() -> None:
    large = ndimage.zoom(smooth(), (4, 4, 1), order=1)
    small = large.reshape(60, 4, 80, 4, 3).mean(axis=(1, 3)).round().astype(np.uint8)
    placed = {"zoom": 1.4, "x": 0.3, "y": 0.8}
    reduced = saved(PictureBackdrop(BackdropPicture(small, ""), **placed), Rect(0, 0, 40, 30), (40, 30))
    whole = saved(PictureBackdrop(BackdropPicture(large, ""), **placed), Rect(0, 0, 40, 30), (40, 30))
    assert np.abs(reduced.astype(int) - whole).max() <= 4


def test_the_subject_does_not_glow_into_the_blur() -> None:
    matte = np.zeros((100, 150), np.uint8)
    matte[30:90, 40:110] = 255
    matte = ndimage.gaussian_filter(matte, 1)
    share = matte[..., None] / 255
    pixels = np.rint(np.array((250, 40, 0)) * share + np.array((20, 30, 200)) * (1 - share)).astype(np.uint8)
    for deviation in (1, 3, 12, 40):
        shown = blurred_photo(pixels, matte, deviation)
        assert np.abs(shown.astype(int) - (20, 30, 200)).max() <= 4


def test_without_a_subject_the_blur_is_a_gaussian() -> None:
    pixels = smooth(200, 300)
    for deviation in (2.0, 9.0):
        shown = blurred_photo(pixels, np.zeros((200, 300), np.uint8), deviation)
        expected = ndimage.gaussian_filter(pixels.astype(float), (deviation, deviation, 0), mode="reflect")
        drawn = blurred_for(shown, Rect(0, 0, 300, 200), Rect(0, 0, 300, 200))
        found = render_fine(BlurredBackdrop(), Rect(0, 0, 300, 200), (300, 200), as_is, drawn)
        assert np.abs(found - expected).max() < 4


def test_a_photo_that_is_all_subject_leaves_grey() -> None:
    shown = blurred_photo(gradient(), np.full(gradient().shape[:2], 255, np.uint8), 3)
    assert (shown == 128).all()


def test_the_blur_lies_where_the_photo_does_and_is_mirrored_beyond_it() -> None:
    pixels = np.zeros((40, 80, 3), np.uint8)
    pixels[:, :20] = 255
    shown = Rect(-40, -10, 160, 60)
    row = render_fine(
        BlurredBackdrop(), Rect(0, 0, 160, 60), (160, 60), as_is, blurred_for(pixels, Rect(0, 0, 80, 40), shown)
    )[30, :, 0]
    # from 40 to 60 the photo's own white, from 20 to 40 its mirror image
    assert (row[22:58] > 250).all()
    assert (row[:18] < 5).all()
    assert (row[62:138] < 5).all()


def test_dithering_spreads_every_level_once() -> None:
    tile = dither(Rect(8, 16, 8, 8))
    np.testing.assert_allclose(np.sort(tile.ravel()), (np.arange(64) + 0.5) / 64)
    np.testing.assert_array_equal(dither(Rect(3, 5, 4, 2)), dither(Rect(0, 0, 8, 8))[5:7, 3:7])

"""Shadows: where they fall, how soft, how strong, at any reduction and beyond the photo."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage  # type: ignore[import-untyped]

from picwish_desktop.imaging.shadow import CastShadow, cast_shadow
from picwish_desktop.model.backdrop import Shadow
from picwish_desktop.model.geometry import EMPTY, Rect

PHOTO = Rect(0, 0, 300, 200)
SUBJECT = Rect(100, 40, 60, 120)


def block() -> NDArray[np.uint8]:
    matte = np.zeros((PHOTO.height, PHOTO.width), np.uint8)
    matte[SUBJECT.slices] = 255
    return matte


def drawn(
    shadow: Shadow, shown: Rect = PHOTO, matte: NDArray[np.uint8] | None = None, subject: Rect = SUBJECT
) -> NDArray[np.float64]:
    cast = cast_shadow(block() if matte is None else matte, shadow, subject)
    assert cast is not None
    whole = Rect(0, 0, shown.width, shown.height)
    return cast.over(shown, whole, (shown.width, shown.height)).astype(float)


def center(opacity: NDArray[np.float64]) -> tuple[float, float]:
    down, across = ndimage.center_of_mass(opacity)
    return float(across), float(down)


@pytest.mark.parametrize("shadow", [Shadow(0.0), Shadow(0.0, is_contact=True)])
def test_no_strength_is_no_shadow(shadow: Shadow) -> None:
    assert cast_shadow(block(), shadow, SUBJECT) is None


def test_nothing_throws_no_shadow() -> None:
    assert cast_shadow(np.zeros((20, 30), np.uint8), Shadow(0.5), EMPTY) is None


@pytest.mark.parametrize("blur", [0.01, 0.03, 0.08])
def test_a_drop_shadow_is_the_silhouette_moved_and_blurred(blur: float) -> None:
    shadow = Shadow(0.6, dx=0.1, dy=0.05, blur=blur)
    moved = ndimage.shift(block().astype(float), (0.05 * 120, 0.1 * 120), order=1)
    expected = 0.6 * ndimage.gaussian_filter(moved, blur * 120)
    assert np.abs(drawn(shadow) - expected).max() < 10
    assert np.abs(drawn(shadow) - expected).mean() < 0.8


def test_without_blur_its_edge_is_sharp() -> None:
    opacity = drawn(Shadow(1.0, dx=0.1, dy=0.0, blur=0.0))
    np.testing.assert_array_equal(opacity, ndimage.shift(block().astype(float), (0, 12), order=0))


@pytest.mark.parametrize("strength", [0.1, 0.5, 1.0])
def test_its_middle_is_as_strong_as_is_said(strength: float) -> None:
    assert drawn(Shadow(strength, dx=0, dy=0, blur=0.03))[100, 130] == pytest.approx(255 * strength, abs=1)


@pytest.mark.parametrize("shadow", [Shadow(0.7, dx=0.3, dy=0.4), Shadow(0.7, True, dx=0.3, dy=0.2)])
def test_it_falls_beyond_the_photo_where_the_frame_goes_there(shadow: Shadow) -> None:
    matte = np.zeros((200, 300), np.uint8)
    matte[80:, 180:300] = 255
    subject = Rect(180, 80, 120, 120)
    shown = Rect(-50, -40, 450, 340)
    wide = drawn(shadow, shown, matte, subject)
    assert wide[240:, :].max() > 60
    assert wide[:, 350:].max() > 30
    np.testing.assert_array_equal(wide[40:240, 50:350], drawn(shadow, PHOTO, matte, subject))


@pytest.mark.parametrize("shadow", [Shadow(0.6), Shadow(0.6, blur=0.004), Shadow(0.6, True), Shadow(0.6, blur=0.0)])
def test_parts_come_out_as_in_the_whole(shadow: Shadow) -> None:
    cast = cast_shadow(block(), shadow, SUBJECT)
    assert cast is not None
    shown, canvas = Rect(20, 10, 200, 180), (100, 90)
    whole = cast.over(shown, Rect(0, 0, 100, 90), canvas).astype(int)
    for top in range(0, 90, 7):
        rect = Rect(3, top, 90, min(7, 90 - top))
        assert np.abs(cast.over(shown, rect, canvas) - whole[rect.slices]).max() <= 1


@pytest.mark.parametrize("shadow", [Shadow(0.8, blur=0.04), Shadow(0.8, True, dy=0.06, blur=0.04)])
def test_the_screen_shows_at_any_reduction_what_the_file_gets(shadow: Shadow) -> None:
    matte = ndimage.zoom(block(), 4, order=0)
    subject = Rect(400, 160, 240, 480)
    shown = Rect(0, 0, 1200, 800)
    full = cast_shadow(matte, shadow, subject)
    reduced = cast_shadow(block(), shadow, subject, scale=0.25)
    assert full is not None
    assert reduced is not None
    rect, canvas = Rect(0, 0, 300, 200), (300, 200)
    difference = full.over(shown, rect, canvas).astype(int) - reduced.over(shown, rect, canvas)
    assert np.abs(difference).max() <= 8


def test_a_blurred_one_is_computed_small() -> None:
    cast = cast_shadow(ndimage.zoom(block(), 10, order=0), Shadow(0.5), Rect(1000, 400, 600, 1200))
    assert isinstance(cast, CastShadow)
    assert cast.opacity.size < 40_000


def test_a_contact_shadow_lies_flat_under_the_lower_edge() -> None:
    opacity = drawn(Shadow(0.8, True, dx=0.0, dy=0.04, blur=0.02))
    rows, columns = np.nonzero(opacity > 20)
    across, down = center(opacity)
    assert across == pytest.approx(SUBJECT.x + SUBJECT.width / 2 - 0.5, abs=0.5)
    assert down == pytest.approx(SUBJECT.bottom - 0.5, abs=2.5)
    assert np.ptp(columns) > 4 * np.ptp(rows)
    # it reaches down by about `dy` of the height, and is not behind the rest
    assert opacity[SUBJECT.bottom + 2, 130] > 100
    assert not opacity[: SUBJECT.bottom - 30].any()


def test_a_faint_speck_below_moves_no_contact_shadow() -> None:
    matte = block()
    matte[198, 10] = 3
    shadow = Shadow(0.8, True, dx=0.0, dy=0.04, blur=0.02)
    # with it the subject is a third higher, and lengths are shares of its height
    speck = Rect(10, 40, 150, 159)
    across, down = center(drawn(shadow, PHOTO, matte, speck))
    assert across == pytest.approx(129.5, abs=1)
    assert down == pytest.approx(SUBJECT.bottom - 0.5, abs=3)


def test_a_matte_that_is_nowhere_half_has_none() -> None:
    cast = cast_shadow(block() // 4, Shadow(0.8, True), SUBJECT)
    assert cast is not None
    assert not cast.opacity.any()


def test_each_foot_has_its_own() -> None:
    matte = np.zeros((200, 300), np.uint8)
    matte[20:120, 100:180] = 255
    matte[120:180, 100:120] = 255
    matte[120:170, 160:180] = 255
    opacity = drawn(Shadow(0.9, True, dx=0.0, dy=0.03, blur=0.01), PHOTO, matte, Rect(100, 20, 80, 160))
    assert opacity[182, 110] > 100
    assert opacity[172, 170] > 40
    # none in the air between both, nor under the higher foot where the lower one stands
    assert opacity[:, 140].max() < 12
    assert opacity[184, 170] < 12


def test_what_hangs_beside_a_foot_touches_no_ground() -> None:
    matte = np.zeros((200, 300), np.uint8)
    matte[20:180, 100:120] = 255
    matte[20:156, 120:160] = 255
    opacity = drawn(Shadow(0.9, True, dx=0.0, dy=0.03, blur=0.01), PHOTO, matte, Rect(100, 20, 60, 160))
    assert opacity[182, 110] > 100
    assert opacity[:, 127:134].max() < 12


def test_what_hangs_high_touches_no_ground() -> None:
    matte = np.zeros((200, 300), np.uint8)
    matte[20:180, 100:130] = 255
    matte[20:60, 130:200] = 255
    opacity = drawn(Shadow(0.9, True, dx=0.0, dy=0.03, blur=0.01), PHOTO, matte, Rect(100, 20, 100, 160))
    assert opacity[183, 115] > 100
    assert not opacity[:, 150:].any()


@pytest.mark.parametrize("is_contact", [False, True])
def test_moving_a_slider_is_smooth(is_contact: bool) -> None:
    for name in ("dx", "dy", "blur"):
        before = None
        for value in np.arange(0.02, 0.06, 0.001):
            opacity = drawn(Shadow(0.5, is_contact, **{"dx": 0.01, "dy": 0.03, "blur": 0.03, name: float(value)}))
            assert before is None or np.abs(opacity - before).max() < 14
            before = opacity

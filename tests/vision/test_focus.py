"""What is in focus is told from what is not, and where nothing tells nothing is said."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from picwish_desktop.vision.focus import focus_of

Pixels = NDArray[np.uint8]
SIZE = (192, 144)
"""Width and height of what focus is told on; the pictures are twice as large."""


def texture(seed: int = 5, grain: float = 2.0, grey: bool = False) -> Pixels:
    """Bright and dark patches with sharp edges, 288 × 384 × 3."""
    rng = np.random.default_rng(seed)
    patches = cv2.resize(rng.integers(30, 226, (24, 32, 3), np.uint8), (384, 288), interpolation=cv2.INTER_NEAREST)
    if grey:
        patches = np.repeat(patches[..., :1], 3, axis=2)
    return np.asarray(np.clip(patches + rng.normal(0, grain, patches.shape), 0, 255), np.uint8)


def blurred(picture: Pixels, deviation: float = 2.5) -> Pixels:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), deviation), np.uint8)


def square() -> NDArray[np.bool_]:
    """At `SIZE`."""
    inside = np.zeros((SIZE[1], SIZE[0]), np.bool_)
    inside[42:102, 66:126] = True
    return inside


def portrait(grey: bool = False) -> Pixels:
    """A square in focus before the same texture out of focus."""
    sharp = texture(grey=grey)
    inside = np.kron(square(), np.ones((2, 2), np.bool_))
    return np.asarray(np.where(inside[..., None], sharp, blurred(texture(6, grey=grey))), np.uint8)


@pytest.mark.parametrize("grey", [False, True])
def test_a_sharp_square_before_a_blurred_texture_is_in_focus(grey: bool) -> None:
    focus = focus_of(portrait(grey), SIZE)
    inside = cv2.erode(square().astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    outside = cv2.dilate(square().astype(np.uint8), np.ones((25, 25), np.uint8)) == 0
    assert focus.map()[inside].mean() > 0.6
    assert focus.map()[outside].mean() < 0.15
    assert focus.is_out()[outside].mean() > 0.4
    assert not focus.is_out()[inside].any()
    assert focus.contrast(square()) > 0.6


def test_what_is_out_of_focus_before_what_is_in_focus_contrasts_the_other_way() -> None:
    assert focus_of(portrait(), SIZE).contrast(~square()) < -0.5


def test_where_all_is_in_focus_nothing_contrasts() -> None:
    focus = focus_of(texture(), SIZE)
    assert abs(focus.contrast(square())) < 0.1
    assert not focus.is_out().any()


def test_where_nothing_is_in_focus_nothing_contrasts() -> None:
    focus = focus_of(blurred(texture()), SIZE)
    assert abs(focus.contrast(square())) < 0.1
    assert focus.map().mean() < 0.1


def test_grain_is_no_edge() -> None:
    soft = blurred(texture(grain=0))
    grain = np.random.default_rng(1).normal(0, 8, (*soft.shape[:2], 1))
    focus = focus_of(np.clip(soft + grain, 0, 255).astype(np.uint8), SIZE)
    assert focus.map().mean() < 0.3
    assert abs(focus.contrast(square())) < 0.2


def test_a_picture_of_one_colour_says_nothing() -> None:
    focus = focus_of(np.full((288, 384, 3), 90, np.uint8), SIZE)
    assert not focus.map().any()
    assert not focus.is_out().any()
    assert focus.contrast(square()) == 0


@pytest.mark.parametrize("mask", [np.zeros((144, 192), np.bool_), np.ones((144, 192), np.bool_)])
def test_with_nothing_to_compare_nothing_contrasts(mask: NDArray[np.bool_]) -> None:
    assert focus_of(portrait(), SIZE).contrast(mask) == 0


@settings(deadline=None, max_examples=40)
@given(rows=st.integers(1, 24), columns=st.integers(1, 24), seed=st.integers(0, 9))
def test_tiny_pictures_stay_within_their_limits(rows: int, columns: int, seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (rows, columns, 3), np.uint8)
    focus = focus_of(picture, (max(1, columns // 2), max(1, rows // 2)))
    shape = max(1, rows // 2), max(1, columns // 2)
    assert focus.map().shape == focus.is_out().shape == shape
    assert np.isfinite(focus.map()).all()
    assert focus.map().min() >= 0
    assert focus.map().max() <= 1
    half = np.zeros(shape, np.bool_)
    half[: max(1, shape[0] // 2)] = True
    assert -1 <= focus.contrast(half) <= 1
